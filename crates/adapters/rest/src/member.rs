//! Memberships.

use actix_web::web::Data;
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, BadRequest, Created, Json, Path, Query, created, ok};
use discuss_kernel::{MemberId, RoomCard, RoomId, UserId};
use discuss_member::{MemberCard, MemberService};
use discuss_protocol::view::{Iso8601, UserView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    endpoint::{Endpoint, endpoints},
    row::Row,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![list, add, remove];

#[derive(Deserialize, IntoParams)]
struct ListQuery {
    room_id: Option<RoomId>,
    user_id: Option<UserId>,
}

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"room_id": "0198f1d2-7c1e-7a40-9d3b-5f0f6a1c2b3d", "user_id": "5b9c1f0e-3a52-4f7d-8e46-0c6d2a9b7e11"}))]
struct MemberInput {
    room_id: RoomId,
    user_id: UserId,
}

/// One person in one room.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberView {
    id: MemberId,
    room_id: RoomId,
    user_id: UserId,
    #[serde(rename = "createdAt")]
    created_at: Iso8601,
    user_info: UserView,
    room_info: JoinedRoomView,
}

/// The room of a membership.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JoinedRoomView {
    id: RoomId,
    name: String,
    creator: UserId,
    #[schema(required)]
    avatar: Option<String>,
    created_at: Iso8601,
    updated_at: Iso8601,
}

impl From<&MemberCard> for MemberView {
    fn from(card: &MemberCard) -> Self {
        Self {
            id: card.id,
            room_id: card.room.id,
            user_id: card.user.id,
            created_at: Iso8601(card.created_at),
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
            avatar: card.avatar.clone(),
            created_at: Iso8601(card.created_at),
            updated_at: Iso8601(card.updated_at),
        }
    }
}

/// Lists who is in a room, or in which rooms somebody is.
#[utoipa::path(get, path = "/member", responses(
    (status = 403, description = "One is no member of the room, or asks for somebody else's rooms."),
    (status = 404, description = "There is no such room."),
))]
async fn list(
    caller: CurrentUser,
    members: Data<MemberService>,
    query: Query<ListQuery>,
) -> ApiResult<Vec<MemberView>> {
    let cards = match (query.0.room_id, query.0.user_id) {
        (Some(room), None) => members.of_room(&caller, room).await?,
        (None, Some(user)) => members.of_user(&caller, user).await?,
        (Some(room), Some(user)) => {
            let of_room = members.of_room(&caller, room).await?;
            of_room.into_iter().filter(|card| card.user.id == user).collect()
        }
        (None, None) => return Err(BadRequest::Missing { field: "room_id".to_owned() }.into()),
    };
    ok(cards.iter().map(MemberView::from).collect())
}

/// Lets somebody into a room.
#[utoipa::path(post, path = "/member", responses(
    (status = 400, description = "The input is wrong, or they are a member already."),
    (status = 403, description = "It is somebody else's room."),
    (status = 404, description = "There is no such room, or no such user."),
))]
async fn add(
    caller: CurrentUser,
    members: Data<MemberService>,
    input: Json<MemberInput>,
) -> Created<Row<MemberView>> {
    let card = members.add(&caller, input.0.room_id, input.0.user_id).await?;
    created(Row::existing(MemberView::from(&card)))
}

/// Ends a membership.
#[utoipa::path(delete, path = "/member/{id}", responses(
    (status = 400, description = "The owner of a room cannot leave it."),
    (status = 403, description = "It is neither one's own room nor oneself."),
))]
async fn remove(
    caller: CurrentUser,
    members: Data<MemberService>,
    id: Path<MemberId>,
) -> ApiResult<Row<MemberView>> {
    let card = members.remove(&caller, id.0).await?;
    ok(Row::deleted(MemberView::from(&card)))
}
