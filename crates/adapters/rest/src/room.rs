//! Rooms.

use actix_web::web::{self, Data, ServiceConfig};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Json, Path, Query, created, ok};
use discuss_kernel::{RoomId, UserId};
use discuss_protocol::view::RoomView;
use discuss_room::{Description, InvalidRoom, RoomDraft, RoomName, RoomService, RoomUpdate};
use serde::{Deserialize, Serialize};

use crate::{
    RestOptions,
    mount::guarded,
    page::{PageQuery, PageView},
};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(guarded(web::resource("/room").post(create).get(list)))
        .service(guarded(web::resource("/room/search").get(search)))
        .service(guarded(web::resource("/room/mine").get(mine)))
        .service(guarded(web::resource("/room/{id}").get(show).patch(update).delete(remove)))
        .service(guarded(web::resource("/room/{id}/owner").put(hand_over)));
}

#[derive(Deserialize)]
struct DraftInput {
    name: String,
    description: Option<String>,
}

impl TryFrom<DraftInput> for RoomDraft {
    type Error = InvalidRoom;

    fn try_from(input: DraftInput) -> Result<Self, InvalidRoom> {
        let description = input.description.unwrap_or_default();
        Ok(Self { name: RoomName::parse(&input.name)?, description: Description::parse(&description)? })
    }
}

#[derive(Deserialize)]
struct UpdateInput {
    name: Option<String>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeirInput {
    user_id: UserId,
}

#[derive(Deserialize)]
struct SearchQuery {
    #[serde(default)]
    name: String,
}

/// One's own rooms, twice: the existing client looks for them in `list`.
#[derive(Serialize)]
struct MineView {
    #[serde(flatten)]
    page: PageView<RoomView>,
    list: Vec<RoomView>,
}

/// Opens a room.
async fn create(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    options: Data<RestOptions>,
    input: Json<DraftInput>,
) -> ApiResult<&'static str> {
    let id = rooms.create(&caller, input.0.try_into()?).await?;
    created("创建房间成功").map(|answer| answer.at(options.prefix.path(&format!("/room/{id}"))))
}

/// Lists all rooms.
async fn list(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    page: Query<PageQuery>,
) -> ApiResult<PageView<RoomView>> {
    let page = rooms.list(&caller, page.0.into()).await?;
    ok(page.into())
}

/// Finds rooms by a part of their name.
async fn search(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    query: Query<SearchQuery>,
) -> ApiResult<Vec<RoomView>> {
    let rooms = rooms.search(&caller, &query.0.name).await?;
    ok(rooms.iter().map(RoomView::from).collect())
}

/// Lists the rooms that one owns.
async fn mine(caller: CurrentUser, rooms: Data<RoomService>, page: Query<PageQuery>) -> ApiResult<MineView> {
    let page: PageView<RoomView> = rooms.list_owned(&caller, page.0.into()).await?.into();
    ok(MineView { list: page.rows.clone(), page })
}

/// Shows one room.
async fn show(caller: CurrentUser, rooms: Data<RoomService>, id: Path<RoomId>) -> ApiResult<RoomView> {
    let room = rooms.find(&caller, id.0).await?;
    ok(RoomView::from(&room))
}

/// Changes name or description.
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
async fn remove(caller: CurrentUser, rooms: Data<RoomService>, id: Path<RoomId>) -> ApiResult<&'static str> {
    rooms.delete(&caller, id.0).await?;
    ok("删除房间成功")
}

/// Gives a room to another of its members, and shows it.
async fn hand_over(
    caller: CurrentUser,
    rooms: Data<RoomService>,
    id: Path<RoomId>,
    input: Json<HeirInput>,
) -> ApiResult<RoomView> {
    rooms.hand_over(&caller, id.0, input.0.user_id).await?;
    show(caller, rooms, id).await
}
