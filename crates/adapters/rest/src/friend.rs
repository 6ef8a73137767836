//! Friendships.

use actix_web::web::Data;
use discuss_friend::{FriendCard, FriendService};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Path, ok};
use discuss_kernel::{FriendId, UserCard, UserId};
use discuss_protocol::view::Iso8601;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    endpoint::{Endpoint, endpoints},
    row::Affected,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![list, befriend, end];

/// One's own direction of a friendship.
#[derive(Serialize, ToSchema)]
pub(crate) struct FriendView {
    id: FriendId,
    creator: UserId,
    friend_id: UserId,
    #[serde(rename = "createdAt")]
    created_at: Iso8601,
    friend_info: PersonView,
    user_info: PersonView,
}

/// One of the two.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonView {
    id: UserId,
    username: String,
    email: String,
    #[schema(required)]
    avatar: Option<String>,
    created_at: Iso8601,
}

impl From<&FriendCard> for FriendView {
    fn from(card: &FriendCard) -> Self {
        Self {
            id: card.id,
            creator: card.user.id,
            friend_id: card.friend.id,
            created_at: Iso8601(card.created_at),
            friend_info: PersonView::from(&card.friend),
            user_info: PersonView::from(&card.user),
        }
    }
}

impl From<&UserCard> for PersonView {
    fn from(card: &UserCard) -> Self {
        Self {
            id: card.id,
            username: card.username.clone(),
            email: card.email.clone(),
            avatar: card.avatar.clone(),
            created_at: Iso8601(card.created_at),
        }
    }
}

/// Lists one's own friends.
#[utoipa::path(get, path = "/friend")]
async fn list(caller: CurrentUser, friends: Data<FriendService>) -> ApiResult<Vec<FriendView>> {
    let cards = friends.list(&caller).await?;
    ok(cards.iter().map(FriendView::from).collect())
}

/// Refuses: a friendship comes from an accepted application.
#[utoipa::path(post, path = "/friend", responses((status = 403, description = "Always: a friendship comes from an accepted application.")))]
async fn befriend(caller: CurrentUser, friends: Data<FriendService>) -> ApiResult<()> {
    friends.befriend_directly(&caller)?;
    ok(())
}

/// Ends the friendship with somebody, named by their user id.
#[utoipa::path(delete, path = "/friend/{id}")]
async fn end(caller: CurrentUser, friends: Data<FriendService>, id: Path<UserId>) -> ApiResult<Affected> {
    friends.end(&caller, id.0).await?;
    ok(Affected::ONE)
}
