//! Uploaded files: sending one, and showing it.

pub(crate) mod form;
mod place;
mod shown;

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use discuss_file::{FileCard, FileService};
use discuss_guard::CurrentUser;
use discuss_http::{ApiError, Created, created};
use discuss_kernel::{Timestamp, UserId};
use form::Form;
use place::Place;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    RestOptions,
    endpoint::{Endpoint, endpoints},
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![upload];

/// Where messages say that files are: never under the prefix.
pub(crate) const PUBLIC_ENDPOINTS: &[Endpoint] = endpoints![show];

/// What the operator decides about files on their way.
#[derive(Debug, Clone, Copy)]
pub struct FilePolicy {
    /// How long one upload may take.
    pub upload_timeout: Duration,
    /// Whose pages may show files.
    pub embedding: Embedding,
}

impl Default for FilePolicy {
    /// A quarter of an hour, and only our own pages.
    fn default() -> Self {
        Self { upload_timeout: Duration::from_mins(15), embedding: Embedding::SameOrigin }
    }
}

/// Whose pages may show pictures, sound and film from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Embedding {
    /// Only pages of the origin that serves them.
    SameOrigin,
    /// Pages of other origins too. Browsers know nothing in between.
    CrossOrigin,
}

/// A file that was just uploaded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UploadedView {
    /// Repeats the envelope's, where clients of the existing server look for it.
    code: u16,
    message: &'static str,
    filename: String,
    originalname: String,
    size: u64,
    mimetype: String,
    path: String,
    user_id: UserId,
    upload_time: Timestamp,
}

impl From<&FileCard> for UploadedView {
    fn from(file: &FileCard) -> Self {
        Self {
            code: 200,
            message: "文件上传成功",
            filename: file.name.to_string(),
            originalname: file.original_name.as_str().to_owned(),
            size: file.size,
            mimetype: file.media_type.as_str().to_owned(),
            path: file.path().to_string(),
            user_id: file.owner,
            upload_time: file.at,
        }
    }
}

/// A form with one file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form is read piece by piece; this says what it is like")]
pub(crate) struct UploadForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes the one file that a form carries.
///
/// A message that mentions the `path` of the answer, in its content or in a field beside it, keeps the file.
#[utoipa::path(
    post, path = "/user/upload",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 400, description = "The form is none, or has no file or several; or the quota is used up."),
        (status = 408, description = "The upload took too long."),
        (status = 404, description = "The account has been closed meanwhile."),
        (status = 413, description = "The file is too large."),
        (status = 415, description = "The body is not said to be a form."),
    ),
)]
async fn upload(
    caller: CurrentUser,
    files: Data<FileService>,
    options: Data<RestOptions>,
    request: HttpRequest,
    body: Payload,
) -> Created<UploadedView> {
    let form = Form {
        headers: request.headers(),
        body,
        limit: files.limits().max_bytes,
        patience: options.files.upload_timeout,
    };
    let (upload, name) = form.receive(files.begin(&caller)).await?;
    created(UploadedView::from(&upload.finish(name).await?))
}

/// Shows a file to whoever knows its name.
///
/// Pictures, sound and film are shown; everything else is only saved, under its original name.
#[utoipa::path(get, path = "/public/{owner}/{name}", responses(
    (status = 200, description = "The file.", content_type = "application/octet-stream", body = String),
    (status = 206, description = "The part that was asked for.", content_type = "application/octet-stream", body = String),
    (status = 304, description = "It is as it was."),
    (status = 400, description = "A header about the part that is wanted cannot be read."),
    (status = 412, description = "It is not as the request wants it to be."),
    (status = 416, description = "There is no such part."),
))]
async fn show(
    files: Data<FileService>,
    options: Data<RestOptions>,
    request: HttpRequest,
    place: Place,
) -> Result<HttpResponse, ApiError> {
    let file = files.open(&place.0).await?;
    Ok(shown::answer(&request, file, options.files.embedding)?)
}
