//! Conversations: which there are, how far they have been read, and how one keeps them.

use actix_web::web::Data;
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Json, Query, ok};
use discuss_kernel::{Conversation, Preferences, UserId};
use discuss_message::{ConversationSummary, MessageError, MessageService, Peer, PreferenceChange, Progress};
use discuss_protocol::view::{RoomView, UserView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    endpoint::{Endpoint, endpoints},
    message::AuthoredView,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![list, keep, read, progress];

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"conversation": "room:0198f1d2-7c1e-7a40-9d3b-5f0f6a1c2b3d", "pinned": true}))]
#[serde(deny_unknown_fields)]
struct KeepInput {
    conversation: String,
    /// Whether it shall stand before the others; as it is if absent.
    pinned: Option<bool>,
    /// Whether it shall not call for attention; as it is if absent.
    muted: Option<bool>,
}

/// How one keeps a conversation.
#[derive(Serialize, ToSchema)]
struct KeptView {
    conversation: String,
    pinned: bool,
    muted: bool,
}

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"conversation": "room:0198f1d2-7c1e-7a40-9d3b-5f0f6a1c2b3d", "seq": 7}))]
#[serde(deny_unknown_fields)]
struct ReadInput {
    conversation: String,
    seq: u64,
}

/// Where the cursor moved to.
#[derive(Serialize, ToSchema)]
struct ReadView {
    conversation: String,
    /// `null` when it stood there, or further on, already.
    #[schema(required)]
    seq: Option<u64>,
}

/// How far somebody else has come in a conversation.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressView {
    user: UserId,
    /// The last entry that they have read.
    read_seq: u64,
    /// The last entry that has reached them, or that they have read.
    delivered_seq: u64,
}

impl From<&Progress> for ProgressView {
    fn from(progress: &Progress) -> Self {
        let Progress { user, read_seq, delivered_seq } = *progress;
        Self { user, read_seq, delivered_seq }
    }
}

#[derive(Deserialize, IntoParams)]
struct ConversationQuery {
    conversation: String,
}

/// A conversation as its reader sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConversationView {
    conversation: String,
    #[serde(flatten)]
    peer: PeerView,
    #[schema(required)]
    last_message: Option<AuthoredView>,
    last_seq: u64,
    read_seq: u64,
    unread: u64,
    pinned: bool,
    muted: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PeerView {
    Room(RoomView),
    User(UserView),
}

impl ConversationView {
    fn new(summary: &ConversationSummary, viewer: UserId) -> Self {
        Self {
            conversation: summary.conversation.name_for(viewer),
            peer: match &summary.peer {
                Peer::Room(room) => PeerView::Room(RoomView::from(room)),
                Peer::User(user) => PeerView::User(UserView::from(user)),
            },
            last_message: summary.last_message.as_ref().map(|last| AuthoredView::new(last, viewer)),
            last_seq: summary.last_seq,
            read_seq: summary.read_seq,
            unread: summary.unread,
            pinned: summary.preferences.pinned,
            muted: summary.preferences.muted,
        }
    }
}

/// Lists one's own conversations: those that one has pinned, then the others, of each the one with the newest message
/// first.
#[utoipa::path(get, path = "/conversation")]
async fn list(caller: CurrentUser, messages: Data<MessageService>) -> ApiResult<Vec<ConversationView>> {
    let summaries = messages.conversations(&caller).await?;
    ok(summaries.iter().map(|summary| ConversationView::new(summary, caller.id)).collect())
}

/// Pins or mutes a conversation for oneself, or undoes it. In a room that ends with the membership.
#[utoipa::path(patch, path = "/conversation", responses(
    (status = 403, description = "The conversation is not one's own."),
    (status = 404, description = "There is no such room, or no such user."),
))]
async fn keep(
    caller: CurrentUser,
    messages: Data<MessageService>,
    input: Json<KeepInput>,
) -> ApiResult<KeptView> {
    let KeepInput { conversation: name, pinned, muted } = input.0;
    let conversation = Conversation::parse(&name, caller.id).map_err(MessageError::from)?;
    let change = PreferenceChange { pinned, muted };
    let Preferences { pinned, muted } = messages.prefer(&caller, conversation, change).await?;
    ok(KeptView { conversation: conversation.name_for(caller.id), pinned, muted })
}

/// Notes how far one has read.
#[utoipa::path(post, path = "/conversation/read", responses(
    (status = 403, description = "The conversation is not one's own."),
    (status = 404, description = "There is no such room, or no such user."),
))]
async fn read(
    caller: CurrentUser,
    messages: Data<MessageService>,
    input: Json<ReadInput>,
) -> ApiResult<ReadView> {
    let ReadInput { conversation: name, seq } = input.0;
    let conversation = Conversation::parse(&name, caller.id).map_err(MessageError::from)?;
    let seq = messages.mark_read(&caller, conversation, seq).await?;
    ok(ReadView { conversation: conversation.name_for(caller.id), seq })
}

/// Shows how far the others have come: 1,000 of them at most, and only who has read or received anything.
#[utoipa::path(get, path = "/conversation/cursor", responses(
    (status = 403, description = "The conversation is not one's own."),
    (status = 404, description = "There is no such room, or no such user."),
))]
async fn progress(
    caller: CurrentUser,
    messages: Data<MessageService>,
    query: Query<ConversationQuery>,
) -> ApiResult<Vec<ProgressView>> {
    let conversation = Conversation::parse(&query.0.conversation, caller.id).map_err(MessageError::from)?;
    let progress = messages.progress(&caller, conversation).await?;
    ok(progress.iter().map(ProgressView::from).collect())
}
