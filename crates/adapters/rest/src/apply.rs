//! Applications: to befriend somebody, to join a room.

use actix_web::web::Data;
use discuss_apply::{ApplyService, Note, Wish};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, BadRequest, Created, Json, Path, Query, created, ok};
use discuss_kernel::{ApplicationCard, ApplyId, RoomId, UserId};
use discuss_protocol::view::ApplicationView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    endpoint::{Endpoint, endpoints},
    row::{Affected, Row},
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![apply, made, asking_me, for_room, decide, withdraw];

#[derive(Deserialize, ToSchema)]
#[schema(as = ApplicationInput, example = json!({"room_id": "0198f1d2-7c1e-7a40-9d3b-5f0f6a1c2b3d"}))]
struct WishInput {
    room_id: Option<RoomId>,
    apply_user_id: Option<UserId>,
    /// What one says with it.
    #[schema(max_length = 200)]
    note: Option<String>,
}

impl WishInput {
    const fn wish(&self) -> Result<Wish, BadRequest> {
        match (self.room_id, self.apply_user_id) {
            (Some(room), None) => Ok(Wish::Join(room)),
            (None, Some(asked)) => Ok(Wish::Befriend(asked)),
            _ => Err(BadRequest::ExactlyOne { fields: &["room_id", "apply_user_id"] }),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"status": true}))]
struct DecisionInput {
    status: bool,
}

#[derive(Deserialize, IntoParams)]
struct RoomQuery {
    id: RoomId,
}

#[derive(Serialize, ToSchema)]
struct DecidedView {
    #[serde(flatten)]
    row: Row<ApplicationView>,
    #[serde(flatten)]
    affected: Affected,
}

/// Asks to befriend somebody or to join a room.
#[utoipa::path(post, path = "/apply", responses(
    (status = 400, description = "The input is wrong, or there is nothing to apply for: an open application, a friend, a member."),
    (status = 404, description = "There is no such user, or no such room."),
))]
async fn apply(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    input: Json<WishInput>,
) -> Created<Row<ApplicationView>> {
    let wish = input.0.wish()?;
    let note = input.0.note.as_deref().map(Note::parse).transpose()?.flatten();
    let card = applications.apply(&caller, wish, note).await?;
    created(Row::existing(ApplicationView::from(&card)))
}

/// Lists the applications that one made.
#[utoipa::path(get, path = "/apply")]
async fn made(caller: CurrentUser, applications: Data<ApplyService>) -> ApiResult<Vec<ApplicationView>> {
    let cards = applications.made(&caller).await?;
    ok(views(&cards))
}

/// Lists the applications that ask one to be a friend.
#[utoipa::path(get, path = "/apply/mine")]
async fn asking_me(caller: CurrentUser, applications: Data<ApplyService>) -> ApiResult<Vec<ApplicationView>> {
    let cards = applications.asking_me(&caller).await?;
    ok(views(&cards))
}

/// Lists the open applications for one's own room.
#[utoipa::path(get, path = "/apply/room", responses(
    (status = 403, description = "It is somebody else's room."),
    (status = 404, description = "There is no such room."),
))]
async fn for_room(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    query: Query<RoomQuery>,
) -> ApiResult<Vec<ApplicationView>> {
    let cards = applications.for_room(&caller, query.0.id).await?;
    ok(views(&cards))
}

/// Accepts or refuses.
#[utoipa::path(patch, path = "/apply/{id}", responses(
    (status = 400, description = "The input is wrong, or it has been decided already."),
    (status = 403, description = "The decision is somebody else's."),
))]
async fn decide(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    id: Path<ApplyId>,
    input: Json<DecisionInput>,
) -> ApiResult<DecidedView> {
    let card = applications.decide(&caller, id.0, input.0.status).await?;
    ok(DecidedView { row: Row::existing(ApplicationView::from(&card)), affected: Affected::ONE })
}

/// Takes one's own application back.
#[utoipa::path(delete, path = "/apply/{id}", responses(
    (status = 400, description = "It has been decided already."),
    (status = 403, description = "Somebody else made it."),
))]
async fn withdraw(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    id: Path<ApplyId>,
) -> ApiResult<Row<ApplicationView>> {
    let card = applications.withdraw(&caller, id.0).await?;
    ok(Row::deleted(ApplicationView::from(&card)))
}

fn views(cards: &[ApplicationCard]) -> Vec<ApplicationView> {
    cards.iter().map(ApplicationView::from).collect()
}
