//! Puts the routes where clients look for them.

use std::sync::Arc;

use actix_web::{
    Resource, Route,
    dev::HttpServiceFactory,
    middleware::from_fn,
    web::{self, Data, ServiceConfig},
};
use discuss_alert::AlertService;
use discuss_apply::ApplyService;
use discuss_auth::{AuthService, CaptchaService, SignUpService};
use discuss_friend::FriendService;
use discuss_guard::require_caller;
use discuss_http::{ApiError, BadRequest};
use discuss_member::MemberService;
use discuss_message::MessageService;
use discuss_room::RoomService;
use discuss_user::UserService;

use crate::{
    ApiPrefix, CookiePolicy, Readiness, alert, apply, auth, captcha, conversation, friend, health, member,
    message, room, user,
};

/// The use cases that the routes stand for.
#[derive(Clone)]
pub struct Services {
    /// Logins.
    pub auth: Arc<AuthService>,
    /// Registering.
    pub sign_up: Arc<SignUpService>,
    /// Captchas.
    pub captchas: Arc<CaptchaService>,
    /// Accounts.
    pub users: Arc<UserService>,
    /// Rooms.
    pub rooms: Arc<RoomService>,
    /// Memberships.
    pub members: Arc<MemberService>,
    /// Friendships.
    pub friends: Arc<FriendService>,
    /// Applications.
    pub applications: Arc<ApplyService>,
    /// Messages.
    pub messages: Arc<MessageService>,
    /// Announcements.
    pub alerts: Arc<AlertService>,
    /// Whether all of that can work at the moment.
    pub readiness: Arc<dyn Readiness>,
}

/// What the operator decides about the API.
#[derive(Debug, Clone, Default)]
pub struct RestOptions {
    /// What the routes begin with.
    pub prefix: ApiPrefix,
    /// How browsers keep cookies.
    pub cookie: CookiePolicy,
}

/// Mounts the API: under the prefix, what is not known there answers 404. With an empty prefix only the
/// API's own routes are taken, and the rest is left to whoever is mounted after it.
pub fn configure(services: Services, options: RestOptions) -> impl Fn(&mut ServiceConfig) + Clone {
    move |config| {
        discuss_http::configure(config);
        config
            .app_data(Data::from(Arc::clone(&services.auth)))
            .app_data(Data::from(Arc::clone(&services.sign_up)))
            .app_data(Data::from(Arc::clone(&services.captchas)))
            .app_data(Data::from(Arc::clone(&services.users)))
            .app_data(Data::from(Arc::clone(&services.rooms)))
            .app_data(Data::from(Arc::clone(&services.members)))
            .app_data(Data::from(Arc::clone(&services.friends)))
            .app_data(Data::from(Arc::clone(&services.applications)))
            .app_data(Data::from(Arc::clone(&services.messages)))
            .app_data(Data::from(Arc::clone(&services.alerts)))
            .app_data(Data::from(Arc::clone(&services.readiness)))
            .app_data(Data::new(options.clone()))
            .configure(health::routes);
        match options.prefix.as_str() {
            "" => config.configure(routes),
            prefix => {
                config.service(web::scope(prefix).configure(routes).default_service(web::to(no_such_route)))
            }
        };
    }
}

fn routes(config: &mut ServiceConfig) {
    config
        .configure(captcha::routes)
        .configure(auth::routes)
        .configure(user::routes)
        .configure(room::routes)
        .configure(member::routes)
        .configure(friend::routes)
        .configure(apply::routes)
        .configure(message::routes)
        .configure(conversation::routes)
        .configure(alert::routes);
}

async fn no_such_route() -> Result<&'static str, ApiError> {
    Err(BadRequest::NoSuchRoute.into())
}

/// A resource that strangers learn nothing of: without a token every method of it answers 401.
pub(crate) fn guarded(resource: Resource) -> impl HttpServiceFactory + 'static {
    resource.wrap(from_fn(require_caller))
}

/// The same for a single route, where a resource has open ones too.
pub(crate) fn guarded_route(route: Route) -> Route {
    route.wrap(from_fn(require_caller))
}
