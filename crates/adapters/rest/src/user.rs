//! Accounts.

use actix_web::web::Data;
use discuss_auth::SignUpService;
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Created, Json, Path, Query, created, ok};
use discuss_kernel::UserId;
use discuss_protocol::view::UserView;
use discuss_user::{Email, InvalidUser, Password, ProfileUpdate, Registration, UserService, Username};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    RestOptions,
    endpoint::{Endpoint, endpoints},
    page::{PageQuery, PageView},
    visitor::Visitor,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![register, list, search, show, update, close];

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"username": "ann", "email": "ann@example.org", "password": "correct horse battery"}))]
struct RegistrationInput {
    #[schema(min_length = 1, max_length = 100)]
    username: String,
    #[schema(format = Email, max_length = 100)]
    email: String,
    #[schema(min_length = 6, max_length = 256)]
    password: String,
    captcha: Option<String>,
}

impl TryFrom<RegistrationInput> for Registration {
    type Error = InvalidUser;

    fn try_from(input: RegistrationInput) -> Result<Self, InvalidUser> {
        Ok(Self {
            username: Username::parse(&input.username)?,
            email: Email::parse(&input.email)?,
            password: Password::parse(input.password)?,
        })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = ProfileUpdateInput, example = json!({"email": "ann@example.net"}))]
struct UpdateInput {
    #[schema(min_length = 1, max_length = 100)]
    username: Option<String>,
    #[schema(format = Email, max_length = 100)]
    email: Option<String>,
    #[schema(min_length = 6, max_length = 256)]
    password: Option<String>,
}

impl TryFrom<UpdateInput> for ProfileUpdate {
    type Error = InvalidUser;

    fn try_from(input: UpdateInput) -> Result<Self, InvalidUser> {
        Ok(Self {
            username: input.username.as_deref().map(Username::parse).transpose()?,
            email: input.email.as_deref().map(Email::parse).transpose()?,
            password: input.password.map(Password::parse).transpose()?,
        })
    }
}

#[derive(Deserialize, IntoParams)]
struct SearchQuery {
    #[serde(default)]
    username: String,
}

/// Makes an account.
#[utoipa::path(post, path = "/user", responses(
    (status = 201, description = "Made.", headers(("Location" = String, description = "Where it is."))),
    (status = 400, description = "The input or the captcha is wrong, or the name or the address is taken."),
    (status = 403, description = "Registration is closed."),
))]
async fn register(
    sign_up: Data<SignUpService>,
    options: Data<RestOptions>,
    visitor: Visitor,
    input: Json<RegistrationInput>,
) -> Created<&'static str> {
    let mut input = input.0;
    let answer = visitor.answers(input.captcha.take());
    let id = sign_up.register(input.try_into()?, &visitor.client, &answer).await?;
    created("创建用户成功").map(|answer| answer.at(options.prefix.path(&format!("/user/{id}"))))
}

/// Lists accounts.
#[utoipa::path(get, path = "/user")]
async fn list(
    caller: CurrentUser,
    users: Data<UserService>,
    page: Query<PageQuery>,
) -> ApiResult<PageView<UserView>> {
    let page = users.list(&caller, page.0.into()).await?;
    ok(page.into())
}

/// Finds accounts by a part of their name.
#[utoipa::path(get, path = "/user/search")]
async fn search(
    caller: CurrentUser,
    users: Data<UserService>,
    query: Query<SearchQuery>,
) -> ApiResult<Vec<UserView>> {
    let cards = users.search(&caller, &query.0.username).await?;
    ok(cards.iter().map(UserView::from).collect())
}

/// Shows one account.
#[utoipa::path(get, path = "/user/{id}")]
async fn show(caller: CurrentUser, users: Data<UserService>, id: Path<UserId>) -> ApiResult<UserView> {
    let card = users.find(&caller, id.0).await?;
    ok(UserView::from(&card))
}

/// Changes one's own account.
#[utoipa::path(patch, path = "/user/{id}", responses(
    (status = 400, description = "The input is wrong, or the name or the address is taken."),
    (status = 403, description = "It is not one's own account."),
))]
async fn update(
    caller: CurrentUser,
    users: Data<UserService>,
    id: Path<UserId>,
    input: Json<UpdateInput>,
) -> ApiResult<&'static str> {
    users.update(&caller, id.0, input.0.try_into()?).await?;
    ok("更新用户成功")
}

/// Closes one's own account.
#[utoipa::path(delete, path = "/user/{id}", responses((status = 403, description = "It is not one's own account.")))]
async fn close(caller: CurrentUser, users: Data<UserService>, id: Path<UserId>) -> ApiResult<&'static str> {
    users.close(&caller, id.0).await?;
    ok("删除用户成功")
}
