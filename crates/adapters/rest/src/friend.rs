//! Friendships.

use actix_web::web::{self, Data, ServiceConfig};
use discuss_friend::{FriendCard, FriendService};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Path, ok};
use discuss_kernel::{FriendId, UserCard, UserId};
use serde::Serialize;

use crate::{mount::guarded, row::Affected};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(guarded(web::resource("/friend").get(list).post(befriend)))
        .service(guarded(web::resource("/friend/{id}").delete(end)));
}

/// One's own direction of a friendship.
#[derive(Serialize)]
struct FriendView {
    id: FriendId,
    creator: UserId,
    friend_id: UserId,
    #[serde(rename = "createdAt")]
    created_at: String,
    friend_info: PersonView,
    user_info: PersonView,
}

/// One of the two.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonView {
    id: UserId,
    username: String,
    email: String,
    created_at: String,
}

impl From<&FriendCard> for FriendView {
    fn from(card: &FriendCard) -> Self {
        Self {
            id: card.id,
            creator: card.user.id,
            friend_id: card.friend.id,
            created_at: card.created_at.iso8601(),
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
            created_at: card.created_at.iso8601(),
        }
    }
}

/// Lists one's own friends.
async fn list(caller: CurrentUser, friends: Data<FriendService>) -> ApiResult<Vec<FriendView>> {
    let cards = friends.list(&caller).await?;
    ok(cards.iter().map(FriendView::from).collect())
}

/// Refuses: a friendship comes from an accepted application.
async fn befriend(caller: CurrentUser, friends: Data<FriendService>) -> ApiResult<()> {
    friends.befriend_directly(&caller)?;
    ok(())
}

/// Ends the friendship with somebody, named by their user id.
async fn end(caller: CurrentUser, friends: Data<FriendService>, id: Path<UserId>) -> ApiResult<Affected> {
    friends.end(&caller, id.0).await?;
    ok(Affected::ONE)
}
