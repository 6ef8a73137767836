//! Memberships.

use actix_web::web::{self, Data, ServiceConfig};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, BadRequest, Json, Path, Query, created, ok};
use discuss_kernel::{MemberId, RoomCard, RoomId, UserId};
use discuss_member::{MemberCard, MemberService};
use discuss_protocol::view::UserView;
use serde::{Deserialize, Serialize};

use crate::{mount::guarded, row::Row};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(guarded(web::resource("/member").get(list).post(add)))
        .service(guarded(web::resource("/member/{id}").delete(remove)));
}

#[derive(Deserialize)]
struct ListQuery {
    room_id: Option<RoomId>,
    user_id: Option<UserId>,
}

#[derive(Deserialize)]
struct MemberInput {
    room_id: RoomId,
    user_id: UserId,
}

/// One person in one room.
#[derive(Serialize)]
struct MemberView {
    id: MemberId,
    room_id: RoomId,
    user_id: UserId,
    #[serde(rename = "createdAt")]
    created_at: String,
    user_info: UserView,
    room_info: JoinedRoomView,
}

/// The room of a membership.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JoinedRoomView {
    id: RoomId,
    name: String,
    creator: UserId,
    created_at: String,
    updated_at: String,
}

impl From<&MemberCard> for MemberView {
    fn from(card: &MemberCard) -> Self {
        Self {
            id: card.id,
            room_id: card.room.id,
            user_id: card.user.id,
            created_at: card.created_at.iso8601(),
            user_info: UserView::from(&card.user),
            room_info: JoinedRoomView::from(&card.room),
        }
    }
}

impl From<&RoomCard> for JoinedRoomView {
    fn from(card: &RoomCard) -> Self {
        Self {
            id: card.id,
            name: card.name.clone(),
            creator: card.creator,
            created_at: card.created_at.iso8601(),
            updated_at: card.updated_at.iso8601(),
        }
    }
}

/// Lists who is in a room, or in which rooms somebody is.
async fn list(
    caller: CurrentUser,
    members: Data<MemberService>,
    query: Query<ListQuery>,
) -> ApiResult<Vec<MemberView>> {
    let cards = match (query.0.room_id, query.0.user_id) {
        (Some(room), None) => members.of_room(&caller, room).await?,
        (None, Some(user)) => members.of_user(&caller, user).await?,
        _ => {
            return Err(BadRequest::ExactlyOne { fields: &["room_id", "user_id"] }.into());
        }
    };
    ok(cards.iter().map(MemberView::from).collect())
}

/// Lets somebody into a room.
async fn add(
    caller: CurrentUser,
    members: Data<MemberService>,
    input: Json<MemberInput>,
) -> ApiResult<Row<MemberView>> {
    let card = members.add(&caller, input.0.room_id, input.0.user_id).await?;
    created(Row::existing(MemberView::from(&card)))
}

/// Ends a membership.
async fn remove(
    caller: CurrentUser,
    members: Data<MemberService>,
    id: Path<MemberId>,
) -> ApiResult<Row<MemberView>> {
    let card = members.remove(&caller, id.0).await?;
    ok(Row::deleted(MemberView::from(&card)))
}
