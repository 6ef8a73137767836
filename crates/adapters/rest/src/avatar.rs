//! Avatars: the pictures of people and rooms.

use actix_web::{
    HttpRequest,
    web::{Data, Payload},
};
use discuss_avatar::{AvatarService, Bearer};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Path, ok};
use discuss_kernel::{RoomId, UserId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    RestOptions,
    endpoint::{Endpoint, endpoints},
    file::{UploadForm, form::Form},
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![set, remove, set_of_room, remove_of_room];

/// What is shown now.
#[derive(Serialize, ToSchema)]
struct AvatarView {
    /// Where the picture is, as a path below the origin.
    #[schema(required)]
    avatar: Option<String>,
}

/// Takes a PNG, JPEG, WebP or GIF file of up to 5 MiB as one's own picture.
///
/// Its middle becomes a square of 256 points a side at most; nothing else of the file is kept.
#[utoipa::path(
    put, path = "/user/{id}/avatar",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 400, description = "The form is none, or has no file or several; the file is no picture; or the quota is used up."),
        (status = 403, description = "It is not one's own account."),
        (status = 408, description = "The upload took too long."),
        (status = 413, description = "The file is too large, or the picture has too many points."),
        (status = 415, description = "The body is not said to be a form."),
    ),
)]
async fn set(
    caller: CurrentUser,
    avatars: Data<AvatarService>,
    options: Data<RestOptions>,
    id: Path<UserId>,
    request: HttpRequest,
    body: Payload,
) -> ApiResult<AvatarView> {
    receive(&avatars, &caller, Bearer::User(id.0), form(&request, body, &options)).await
}

/// Shows no picture of oneself any more.
#[utoipa::path(delete, path = "/user/{id}/avatar", responses((status = 403, description = "It is not one's own account.")))]
async fn remove(
    caller: CurrentUser,
    avatars: Data<AvatarService>,
    id: Path<UserId>,
) -> ApiResult<AvatarView> {
    avatars.remove(&caller, Bearer::User(id.0)).await?;
    ok(AvatarView { avatar: None })
}

/// Takes a PNG, JPEG, WebP or GIF file of up to 5 MiB as the picture of a room.
///
/// Its middle becomes a square of 256 points a side at most; nothing else of the file is kept.
#[utoipa::path(
    put, path = "/room/{id}/avatar",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 400, description = "The form is none, or has no file or several; the file is no picture; or the quota is used up."),
        (status = 403, description = "It is somebody else's room."),
        (status = 408, description = "The upload took too long."),
        (status = 413, description = "The file is too large, or the picture has too many points."),
        (status = 415, description = "The body is not said to be a form."),
    ),
)]
async fn set_of_room(
    caller: CurrentUser,
    avatars: Data<AvatarService>,
    options: Data<RestOptions>,
    id: Path<RoomId>,
    request: HttpRequest,
    body: Payload,
) -> ApiResult<AvatarView> {
    receive(&avatars, &caller, Bearer::Room(id.0), form(&request, body, &options)).await
}

/// Shows no picture of a room any more.
#[utoipa::path(delete, path = "/room/{id}/avatar", responses((status = 403, description = "It is somebody else's room.")))]
async fn remove_of_room(
    caller: CurrentUser,
    avatars: Data<AvatarService>,
    id: Path<RoomId>,
) -> ApiResult<AvatarView> {
    avatars.remove(&caller, Bearer::Room(id.0)).await?;
    ok(AvatarView { avatar: None })
}

fn form<'a>(request: &'a HttpRequest, body: Payload, options: &RestOptions) -> Form<'a> {
    Form {
        headers: request.headers(),
        body,
        limit: AvatarService::MAX_BYTES as u64,
        patience: options.files.upload_timeout,
    }
}

async fn receive(
    avatars: &AvatarService,
    caller: &CurrentUser,
    bearer: Bearer,
    form: Form<'_>,
) -> ApiResult<AvatarView> {
    let (portrait, _) = form.receive(avatars.begin(caller, bearer)).await?;
    ok(AvatarView { avatar: Some(avatars.finish(portrait).await?) })
}
