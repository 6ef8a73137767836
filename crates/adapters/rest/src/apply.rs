//! Applications: to befriend somebody, to join a room.

use actix_web::web::{self, Data, ServiceConfig};
use discuss_apply::{ApplyService, Wish};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, BadRequest, Json, Path, Query, created, ok};
use discuss_kernel::{ApplicationCard, ApplyId, RoomId, UserId};
use discuss_protocol::view::ApplicationView;
use serde::{Deserialize, Serialize};

use crate::{
    mount::guarded,
    row::{Affected, Row},
};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(guarded(web::resource("/apply").post(apply).get(made)))
        .service(guarded(web::resource("/apply/mine").get(asking_me)))
        .service(guarded(web::resource("/apply/room").get(for_room)))
        .service(guarded(web::resource("/apply/{id}").patch(decide).delete(withdraw)));
}

#[derive(Deserialize)]
struct WishInput {
    room_id: Option<RoomId>,
    apply_user_id: Option<UserId>,
}

impl TryFrom<WishInput> for Wish {
    type Error = BadRequest;

    fn try_from(input: WishInput) -> Result<Self, BadRequest> {
        match (input.room_id, input.apply_user_id) {
            (Some(room), None) => Ok(Self::Join(room)),
            (None, Some(asked)) => Ok(Self::Befriend(asked)),
            _ => Err(BadRequest::ExactlyOne { fields: &["room_id", "apply_user_id"] }),
        }
    }
}

#[derive(Deserialize)]
struct DecisionInput {
    status: bool,
}

#[derive(Deserialize)]
struct RoomQuery {
    id: RoomId,
}

#[derive(Serialize)]
struct DecidedView {
    #[serde(flatten)]
    application: ApplicationView,
    #[serde(flatten)]
    affected: Affected,
}

/// Asks to befriend somebody or to join a room.
async fn apply(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    input: Json<WishInput>,
) -> ApiResult<Row<ApplicationView>> {
    let card = applications.apply(&caller, input.0.try_into()?).await?;
    created(Row::existing(ApplicationView::from(&card)))
}

/// Lists the applications that one made.
async fn made(caller: CurrentUser, applications: Data<ApplyService>) -> ApiResult<Vec<ApplicationView>> {
    let cards = applications.made(&caller).await?;
    ok(views(&cards))
}

/// Lists the applications that ask one to be a friend.
async fn asking_me(caller: CurrentUser, applications: Data<ApplyService>) -> ApiResult<Vec<ApplicationView>> {
    let cards = applications.asking_me(&caller).await?;
    ok(views(&cards))
}

/// Lists the open applications for one's own room.
async fn for_room(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    query: Query<RoomQuery>,
) -> ApiResult<Vec<ApplicationView>> {
    let cards = applications.for_room(&caller, query.0.id).await?;
    ok(views(&cards))
}

/// Accepts or refuses.
async fn decide(
    caller: CurrentUser,
    applications: Data<ApplyService>,
    id: Path<ApplyId>,
    input: Json<DecisionInput>,
) -> ApiResult<DecidedView> {
    let card = applications.decide(&caller, id.0, input.0.status).await?;
    ok(DecidedView { application: ApplicationView::from(&card), affected: Affected::ONE })
}

/// Takes one's own application back.
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
