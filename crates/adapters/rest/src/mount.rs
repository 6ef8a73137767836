//! Puts the routes where clients look for them.

use std::sync::Arc;

use actix_web::web::{self, Data, ServiceConfig};
use discuss_alert::AlertService;
use discuss_apply::ApplyService;
use discuss_auth::{AuthService, CaptchaService, SignUpService};
use discuss_avatar::AvatarService;
use discuss_file::FileService;
use discuss_friend::FriendService;
use discuss_http::{ApiError, BadRequest};
use discuss_member::MemberService;
use discuss_message::MessageService;
use discuss_room::RoomService;
use discuss_user::UserService;

use crate::{
    ApiPrefix, CookiePolicy, FilePolicy, Readiness, alert, apply, auth, avatar, block, captcha, conversation,
    docs::{self, Documents},
    endpoint::{Endpoint, mount},
    file, friend, health, member, message, room, server, user,
};

/// Routes that belong together.
pub(crate) struct Module {
    /// What the document calls them.
    pub tag: &'static str,
    /// Whether they are under the prefix.
    pub is_prefixed: bool,
    pub endpoints: &'static [Endpoint],
}

/// All routes there are.
pub(crate) const MODULES: &[Module] = &[
    prefixed("accounts", user::ENDPOINTS),
    prefixed("captchas", captcha::ENDPOINTS),
    prefixed("logins", auth::ENDPOINTS),
    prefixed("rooms", room::ENDPOINTS),
    prefixed("members", member::ENDPOINTS),
    prefixed("friends", friend::ENDPOINTS),
    prefixed("blocks", block::ENDPOINTS),
    prefixed("applications", apply::ENDPOINTS),
    prefixed("messages", message::ENDPOINTS),
    prefixed("conversations", conversation::ENDPOINTS),
    prefixed("avatars", avatar::ENDPOINTS),
    prefixed("files", file::ENDPOINTS),
    prefixed("announcements", alert::ENDPOINTS),
    prefixed("server", server::ENDPOINTS),
    Module { tag: "files", is_prefixed: false, endpoints: file::PUBLIC_ENDPOINTS },
    Module { tag: "health", is_prefixed: false, endpoints: health::ENDPOINTS },
];

const fn prefixed(tag: &'static str, endpoints: &'static [Endpoint]) -> Module {
    Module { tag, is_prefixed: true, endpoints }
}

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
    /// Uploaded files.
    pub files: Arc<FileService>,
    /// Pictures of people and rooms.
    pub avatars: Arc<AvatarService>,
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
    /// How files come and go.
    pub files: FilePolicy,
}

/// Mounts the API: under the prefix, what is not known there answers 404. With an empty prefix only the
/// API's own routes are taken, and the rest is left to whoever is mounted after it.
pub fn configure(services: Services, options: RestOptions) -> impl Fn(&mut ServiceConfig) + Clone {
    let documents = Data::new(Documents::new(&options.prefix));
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
            .app_data(Data::from(Arc::clone(&services.files)))
            .app_data(Data::from(Arc::clone(&services.avatars)))
            .app_data(Data::from(Arc::clone(&services.alerts)))
            .app_data(Data::from(Arc::clone(&services.readiness)))
            .app_data(Data::new(options.clone()))
            .app_data(documents.clone())
            .configure(docs::routes);
        mount(config, endpoints(false));
        match options.prefix.as_str() {
            "" => mount(config, endpoints(true)),
            prefix => {
                let scope = web::scope(prefix).configure(|config| mount(config, endpoints(true)));
                config.service(scope.default_service(web::to(no_such_route)));
            }
        };
    }
}

fn endpoints(is_prefixed: bool) -> impl Iterator<Item = Endpoint> {
    let modules = MODULES.iter().filter(move |module| module.is_prefixed == is_prefixed);
    modules.flat_map(|module| module.endpoints).copied()
}

async fn no_such_route() -> Result<&'static str, ApiError> {
    Err(BadRequest::NoSuchRoute.into())
}
