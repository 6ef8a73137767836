//! Whom one has blocked.

use actix_web::web::Data;
use discuss_friend::{BlockCard, FriendService};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Path, ok};
use discuss_kernel::UserId;
use discuss_protocol::view::{Iso8601, UserView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    endpoint::{Endpoint, endpoints},
    row::Affected,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![list, block, unblock];

/// Somebody whom one has blocked.
#[derive(Serialize, ToSchema)]
pub(crate) struct BlockView {
    #[serde(flatten)]
    user: UserView,
    #[serde(rename = "blockedAt")]
    blocked_at: Iso8601,
}

impl From<&BlockCard> for BlockView {
    fn from(card: &BlockCard) -> Self {
        Self { user: UserView::from(&card.user), blocked_at: Iso8601(card.since) }
    }
}

/// Lists whom one has blocked, newest first.
#[utoipa::path(get, path = "/block")]
async fn list(caller: CurrentUser, friends: Data<FriendService>) -> ApiResult<Vec<BlockView>> {
    let cards = friends.blocked(&caller).await?;
    ok(cards.iter().map(BlockView::from).collect())
}

/// Blocks somebody: a friendship ends, and neither can apply to the other or write to them in private. Blocking again
/// changes nothing.
#[utoipa::path(put, path = "/block/{id}", responses((status = 404, description = "There is no such user.")))]
async fn block(caller: CurrentUser, friends: Data<FriendService>, id: Path<UserId>) -> ApiResult<Affected> {
    ok(Affected::one_if(friends.block(&caller, id.0).await?))
}

/// Does not block somebody any more. What the block has ended does not come back.
#[utoipa::path(delete, path = "/block/{id}")]
async fn unblock(caller: CurrentUser, friends: Data<FriendService>, id: Path<UserId>) -> ApiResult<Affected> {
    ok(Affected::one_if(friends.unblock(&caller, id.0).await?))
}
