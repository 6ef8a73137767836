//! Rooms.

use actix_web::web::Data;
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Created, Json, Path, Query, created, ok};
use discuss_kernel::{RoomId, UserId};
use discuss_protocol::view::RoomView;
use discuss_room::{Description, InvalidRoom, RoomDraft, RoomName, RoomService, RoomUpdate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    RestOptions,
    endpoint::{Endpoint, endpoints},
    page::{PageQuery, PageView},
};

pub(crate) const ENDPOINTS: &[Endpoint] =
    endpoints![create, list, search, mine, show, update, remove, hand_over];

#[derive(Deserialize, ToSchema)]
#[schema(as = RoomInput, example = json!({"name": "Tea house", "description": "Who drinks what"}))]
struct DraftInput {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[schema(max_length = 100)]
    description: Option<String>,
}

impl TryFrom<DraftInput> for RoomDraft {
    type Error = InvalidRoom;

    fn try_from(input: DraftInput) -> Result<Self, InvalidRoom> {
        let description = input.description.unwrap_or_default();
        Ok(Self { name: RoomName::parse(&input.name)?, description: Description::parse(&description)? })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = RoomUpdateInput, example = json!({"description": "Green tea only"}))]
struct UpdateInput {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    #[schema(max_length = 100)]
    description: Option<String>,
}

impl TryFrom<UpdateInput> for RoomUpdate {
    type Error = InvalidRoom;

    fn try_from(input: UpdateInput) -> Result<Self, InvalidRoom> {
        Ok(Self {
            name: input.name.as_deref().map(RoomName::parse).transpose()?,
            description: input.description.as_deref().map(Description::parse).transpose()?,
        })
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"user_id": "5b9c1f0e-3a52-4f7d-8e46-0c6d2a9b7e11"}))]
#[serde(deny_unknown_fields)]
struct HeirInput {
    user_id: UserId,
}

#[derive(Deserialize, IntoParams)]
struct SearchQuery {
    #[serde(default)]
    name: String,
}

/// One's own rooms, twice: the existing client looks for them in `list`.
#[derive(Serialize, ToSchema)]
struct MineView {
    #[serde(flatten)]
    page: PageView<RoomView>,
    list: Vec<RoomView>,
}

/// Opens a room.
#[utoipa::path(post, path = "/room", responses(
    (status = 201, description = "Made.", headers(("Location" = String, description = "Where it is."))),
    (status = 400, description = "The input is wrong, or the name is taken."),
))]
async fn create(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    options: Data<RestOptions>,
    input: Json<DraftInput>,
) -> Created<&'static str> {
    let id = rooms.create(&caller, input.0.try_into()?).await?;
    created("创建房间成功").map(|answer| answer.at(options.prefix.path(&format!("/room/{id}"))))
}

/// Lists all rooms.
#[utoipa::path(get, path = "/room")]
async fn list(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    page: Query<PageQuery>,
) -> ApiResult<PageView<RoomView>> {
    let page = rooms.list(&caller, page.0.into()).await?;
    ok(page.into())
}

/// Finds rooms by a part of their name.
#[utoipa::path(get, path = "/room/search")]
async fn search(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    query: Query<SearchQuery>,
) -> ApiResult<Vec<RoomView>> {
    let rooms = rooms.search(&caller, &query.0.name).await?;
    ok(rooms.iter().map(RoomView::from).collect())
}

/// Lists the rooms that one owns.
#[utoipa::path(get, path = "/room/mine")]
async fn mine(caller: CurrentUser, rooms: Data<RoomService>, page: Query<PageQuery>) -> ApiResult<MineView> {
    let page: PageView<RoomView> = rooms.list_owned(&caller, page.0.into()).await?.into();
    ok(MineView { list: page.rows.clone(), page })
}

/// Shows one room.
#[utoipa::path(get, path = "/room/{id}")]
async fn show(caller: CurrentUser, rooms: Data<RoomService>, id: Path<RoomId>) -> ApiResult<RoomView> {
    let room = rooms.find(&caller, id.0).await?;
    ok(RoomView::from(&room))
}

/// Changes name or description.
#[utoipa::path(patch, path = "/room/{id}", responses(
    (status = 400, description = "The input is wrong, or the name is taken."),
    (status = 403, description = "It is somebody else's room."),
))]
async fn update(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    id: Path<RoomId>,
    input: Json<UpdateInput>,
) -> ApiResult<&'static str> {
    rooms.update(&caller, id.0, input.0.try_into()?).await?;
    ok("更新房间成功")
}

/// Deletes a room.
#[utoipa::path(delete, path = "/room/{id}", responses((status = 403, description = "It is somebody else's room.")))]
async fn remove(caller: CurrentUser, rooms: Data<RoomService>, id: Path<RoomId>) -> ApiResult<&'static str> {
    rooms.delete(&caller, id.0).await?;
    ok("删除房间成功")
}

/// Gives a room to another of its members, and shows it.
#[utoipa::path(put, path = "/room/{id}/owner", responses(
    (status = 400, description = "The input is wrong, or the heir is no member of the room."),
    (status = 403, description = "It is somebody else's room."),
))]
async fn hand_over(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    id: Path<RoomId>,
    input: Json<HeirInput>,
) -> ApiResult<RoomView> {
    rooms.hand_over(&caller, id.0, input.0.user_id).await?;
    show(caller, rooms, id).await
}
