//! Logging in, and the logins that somebody has.

use std::time::Duration;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use discuss_auth::{
    AuthError, AuthService, CaptchaAnswer, Credentials, Login, LoginKind, Session, TokenError,
};
use discuss_guard::CurrentUser;
use discuss_http::{
    Answer, ApiError, ApiResult, BadRequest, Created, Json, Path, Remote, created, is_json, ok,
};
use discuss_kernel::SessionId;
use discuss_protocol::view::{Iso8601, UserView};
use discuss_user::Password;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    RestOptions, cookie,
    docs::Describe,
    endpoint::{Endpoint, endpoints},
    visitor::Visitor,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![login, open, refresh, role, list, end, end_others];

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"username": "ann", "password": "correct horse battery"}))]
struct LoginInput {
    username: String,
    password: String,
    captcha: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"username": "ann", "password": "correct horse battery"}))]
#[serde(deny_unknown_fields)]
struct SessionInput {
    username: String,
    password: String,
    captcha: Option<String>,
}

/// Somebody who has just logged in.
#[derive(Serialize, ToSchema)]
struct LoginView {
    #[serde(flatten)]
    user: UserView,
    access_token: String,
    token_type: &'static str,
    expires_in: String,
}

impl From<&Login> for LoginView {
    fn from(login: &Login) -> Self {
        Self {
            user: UserView::from(&login.user),
            access_token: login.access.token.clone(),
            token_type: "Bearer",
            expires_in: in_words(login.access.lifetime),
        }
    }
}

/// The same, for those who want to know which login it is.
#[derive(Serialize, ToSchema)]
struct OpenedView {
    #[serde(flatten)]
    login: LoginView,
    session: SessionId,
}

/// What somebody may do that not everybody may.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleView {
    role: Role,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Role {
    User,
    Admin,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    id: SessionId,
    created_at: Iso8601,
    renewed_at: Iso8601,
    expires_at: Iso8601,
    #[schema(required)]
    address: Option<String>,
    #[schema(required)]
    agent: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionView {
    fn new(session: &Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id,
            created_at: Iso8601(session.created_at),
            renewed_at: Iso8601(session.renewed_at),
            expires_at: Iso8601(session.expires_at),
            address: session.client.address.map(|address| address.to_string()),
            agent: session.client.agent.clone(),
            current: current == Some(session.id),
        }
    }
}

/// Proof that no form of another site sent the request: browsers ask before they let one send JSON or a
/// header of its own making.
struct NotAForm;

impl FromRequest for NotAForm {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let is_proven = is_json(request) || request.headers().contains_key("x-requested-with");
        std::future::ready(if is_proven { Ok(Self) } else { Err(BadRequest::NotJson.into()) })
    }
}

/// What the attribute has to describe.
impl Describe for NotAForm {}

/// Logs in with one token that lives as long as the login: what the existing client expects.
#[utoipa::path(post, path = "/user/login", responses(
    (status = 400, description = "The input, the username, the password or the captcha is wrong."),
    (status = 403, description = "The account is disabled."),
    (status = 429, description = "Too many logins have failed."),
))]
async fn login(auth: Data<AuthService>, visitor: Visitor, input: Json<LoginInput>) -> ApiResult<LoginView> {
    let LoginInput { username, password, captcha } = input.0;
    let credentials = credentials(username, &password, visitor.answers(captcha));
    let login = auth.login(credentials, visitor.client, LoginKind::Plain).await?;
    ok(LoginView::from(&login))
}

/// Logs in with a short token and a refresh token in a cookie.
#[utoipa::path(post, path = "/session", responses(
    (status = 201, description = "Logged in.", headers(("Set-Cookie" = String, description = "Keeps the refresh token."))),
    (status = 400, description = "The input, the username, the password or the captcha is wrong."),
    (status = 403, description = "The account is disabled."),
    (status = 429, description = "Too many logins have failed."),
))]
async fn open(
    auth: Data<AuthService>,
    options: Data<RestOptions>,
    visitor: Visitor,
    remote: Remote,
    input: Json<SessionInput>,
) -> Created<OpenedView> {
    let SessionInput { username, password, captcha } = input.0;
    let credentials = credentials(username, &password, visitor.answers(captcha));
    let login = auth.login(credentials, visitor.client, LoginKind::Refreshable).await?;
    created(opened(&login)).map(|answer| keeping(answer, &login, &options, remote))
}

/// Exchanges the cookie's refresh token for a new one and a new short token.
#[utoipa::path(post, path = "/session/refresh", security(("refresh" = [])), responses(
    (status = 200, description = "Renewed.", headers(("Set-Cookie" = String, description = "Keeps the new refresh token."))),
    (status = 401, description = "The cookie is missing, bad or expired, or was used before, not just now: that ends the login."),
    (status = 415, description = "It could be a form of another site: say `Content-Type: application/json`."),
))]
async fn refresh(
    _proof: NotAForm,
    auth: Data<AuthService>,
    options: Data<RestOptions>,
    request: HttpRequest,
    remote: Remote,
) -> ApiResult<OpenedView> {
    let renewed = match cookie::kept(&request) {
        Some(token) => auth.refresh(&token).await,
        None => Err(TokenError::Missing.into()),
    };
    match renewed {
        Ok(login) => ok(opened(&login)).map(|answer| keeping(answer, &login, &options, remote)),
        Err(refusal @ AuthError::Token(_)) => {
            let forget = options.cookie.forget(&options.prefix, remote);
            Err(ApiError::from(refusal).with_cookie(forget))
        }
        Err(error) => Err(error.into()),
    }
}

/// Shows whether one is an admin.
#[utoipa::path(get, path = "/session/role")]
async fn role(caller: CurrentUser) -> ApiResult<RoleView> {
    ok(RoleView { role: if caller.is_admin { Role::Admin } else { Role::User } })
}

/// Lists one's own logins.
#[utoipa::path(get, path = "/session")]
async fn list(caller: CurrentUser, auth: Data<AuthService>) -> ApiResult<Vec<SessionView>> {
    let sessions = auth.sessions(&caller).await?;
    ok(sessions.iter().map(|session| SessionView::new(session, caller.session)).collect())
}

/// Ends one of one's own logins. Ending the one that asks is logging out.
#[utoipa::path(delete, path = "/session/{id}")]
async fn end(
    caller: CurrentUser,
    auth: Data<AuthService>,
    options: Data<RestOptions>,
    remote: Remote,
    id: Path<SessionId>,
) -> ApiResult<()> {
    auth.end_session(&caller, id.0).await?;
    if caller.session == Some(id.0) {
        return ok(()).map(|answer| answer.with_cookie(options.cookie.forget(&options.prefix, remote)));
    }
    ok(())
}

/// Ends all of one's own logins but the one that asks.
#[utoipa::path(delete, path = "/session")]
async fn end_others(caller: CurrentUser, auth: Data<AuthService>) -> ApiResult<()> {
    auth.end_other_sessions(&caller).await?;
    ok(())
}

fn credentials(username: String, password: &str, captcha: CaptchaAnswer) -> Credentials {
    Credentials { username, password: Password::attempt(password), captcha }
}

fn opened(login: &Login) -> OpenedView {
    OpenedView { login: LoginView::from(login), session: login.session }
}

/// Lets the browser keep the refresh token of `login`.
fn keeping<T, const STATUS: u16>(
    answer: Answer<T, STATUS>,
    login: &Login,
    options: &RestOptions,
    remote: Remote,
) -> Answer<T, STATUS> {
    match &login.refresh {
        Some(token) => answer.with_cookie(options.cookie.keep(token, &options.prefix, remote)),
        None => answer,
    }
}

/// A lifetime as the existing server writes it: `24h`, `15m`, `90s`.
fn in_words(lifetime: Duration) -> String {
    match lifetime.as_secs() {
        seconds if seconds.is_multiple_of(3_600) => format!("{}h", seconds / 3_600),
        seconds if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_in_words() {
        for (seconds, words) in [(86_400, "24h"), (900, "15m"), (90, "90s")] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
