//! What clients have to know of this server before they try.

use std::time::Duration;

use actix_web::web::Data;
use discuss_avatar::AvatarService;
use discuss_file::FileService;
use discuss_http::{ApiResult, ok};
use discuss_kernel::Content;
use discuss_message::{MessagePolicy, MessageService};
use serde::Serialize;
use utoipa::ToSchema;

use crate::endpoint::{Endpoint, endpoints};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![show];

/// What this server allows.
#[derive(Serialize, ToSchema)]
struct ServerView {
    /// The largest upload, in bytes.
    max_file_bytes: u64,
    /// The largest picture of a person or a room, in bytes, before it is made small.
    max_avatar_bytes: u64,
    /// The longest message, in characters.
    max_message_chars: u64,
    /// For how long one may edit what one has said, in milliseconds; `null` is for ever.
    #[schema(required)]
    edit_within_ms: Option<u64>,
    /// For how long one may recall what one has said, in milliseconds; `null` is for ever.
    #[schema(required)]
    recall_within_ms: Option<u64>,
}

/// Tells what this server allows.
#[utoipa::path(get, path = "/server")]
async fn show(files: Data<FileService>, messages: Data<MessageService>) -> ApiResult<ServerView> {
    let MessagePolicy { edit_within, recall_within, .. } = messages.policy();
    ok(ServerView {
        max_file_bytes: files.limits().max_bytes,
        max_avatar_bytes: AvatarService::MAX_BYTES as u64,
        max_message_chars: Content::MAX_CHARS as u64,
        edit_within_ms: edit_within.map(millis),
        recall_within_ms: recall_within.map(millis),
    })
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
