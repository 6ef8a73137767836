//! Messages: what was said, and saying it.

use actix_web::web::Data;
use discuss_guard::CurrentUser;
use discuss_http::{ApiError, ApiResult, BadRequest, Created, Json, Path, Query, created, ok};
use discuss_kernel::{ClientId, Content, Conversation, MessageId, RoomId, UserId};
use discuss_message::{Authored, MessageError, MessageService, Post, Revision, Window};
use discuss_protocol::{
    Said,
    view::{ChangeView, MessageView},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

use crate::endpoint::{Endpoint, endpoints};

/// What names a conversation, in a query as in a body.
const TARGETS: &[&str] = &["room", "user"];

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![history, send, edit, recall];

#[derive(Deserialize, IntoParams)]
struct HistoryQuery {
    room: Option<RoomId>,
    user: Option<UserId>,
    before: Option<u64>,
    after: Option<u64>,
    limit: Option<u64>,
}

/// What is said, and to whom. Fields that are not known are kept and passed on.
#[derive(Deserialize)]
#[serde(transparent)]
struct MessageInput(Map<String, Value>);

impl ToSchema for MessageInput {}

impl PartialSchema for MessageInput {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let id = |description| {
            text().format(Some(SchemaFormat::Custom("uuid".into()))).description(Some(description))
        };
        let message = ObjectBuilder::new()
            .description(Some(
                "What is said, and where: exactly one of `room` and `user`. Other fields are passed on.",
            ))
            .property("room", id("Said in this room."))
            .property("user", id("Said to this user; may be called `receiver`, too."))
            .property("content", text().min_length(Some(1)).max_length(Some(Content::MAX_CHARS)))
            .property("reply_to", id("A message of the same conversation that it answers."))
            .property("client_id", text().description(Some("Makes sending it twice harmless.")))
            .required("content")
            .examples([json!({"room": "0198f1d2-7c1e-7a40-9d3b-5f0f6a1c2b3d", "content": "Is there tea?", "client_id": "1"})]);
        message.build().into()
    }
}

/// A part of a conversation, in ascending order: messages as they are now.
#[derive(Serialize, ToSchema)]
struct HistoryView {
    rows: Vec<AuthoredView>,
    /// Whether there is more in the direction that was asked for.
    more: bool,
}

/// A message with its author's name.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthoredView {
    #[serde(flatten)]
    message: MessageView,
    sender_name: String,
}

impl AuthoredView {
    pub fn new(authored: &Authored, viewer: UserId) -> Self {
        Self {
            message: MessageView::new(&authored.message, viewer),
            sender_name: authored.author_name.clone(),
        }
    }
}

/// Shows a part of a conversation.
#[utoipa::path(get, path = "/message", responses(
    (status = 403, description = "The conversation is not one's own."),
    (status = 404, description = "There is no such room, or no such user."),
))]
async fn history(
    caller: CurrentUser,
    messages: Data<MessageService>,
    query: Query<HistoryQuery>,
) -> ApiResult<HistoryView> {
    let HistoryQuery { room, user, before, after, limit } = query.0;
    let conversation = conversation(&caller, room, user)?;
    let window = Window::new(before, after, limit);
    // One more than asked for, to see whether there is more.
    let probe = Window { limit: window.limit + 1, ..window };
    let mut rows = messages.history(&caller, conversation, probe).await?;
    let more = rows.len() as u64 > window.limit;
    if more && window.is_forward() {
        rows.pop();
    } else if more {
        rows.remove(0);
    }
    ok(HistoryView { rows: rows.iter().map(|row| AuthoredView::new(row, caller.id)).collect(), more })
}

/// Says something. Fields that mean nothing to the server are kept, as on sockets.
#[utoipa::path(post, path = "/message", responses(
    (status = 403, description = "One is no member of the room, or no friend of the user."),
    (status = 404, description = "There is no such room, no such user, or no such message to answer."),
))]
async fn send(
    caller: CurrentUser,
    messages: Data<MessageService>,
    input: Json<MessageInput>,
) -> Created<MessageView> {
    let mut fields = input.0.0;
    let room = target(&mut fields, "room")?;
    let user = target(&mut fields, "user")?;
    let receiver = target(&mut fields, "receiver")?;
    let conversation = conversation(&caller, room, user.or(receiver))?;
    let Said { conversation, content, extra, reply_to, client_id } = Said::new(conversation, fields)?;
    let post = Post { conversation, content, extra, reply_to, client_id };
    let message = messages.send(&caller, post).await?;
    created(MessageView::new(&message, caller.id))
}

/// What one's own message shall say, and where it was said.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"conversation": "room:0198f1d2-7c1e-7a40-9d3b-5f0f6a1c2b3d", "content": "There is tea."}))]
#[serde(deny_unknown_fields)]
struct EditInput {
    conversation: String,
    #[schema(min_length = 1, max_length = 65536)]
    content: String,
    /// Makes sending it twice harmless.
    client_id: Option<String>,
}

/// Changes what one has said. Its further fields stay.
#[utoipa::path(patch, path = "/message/{id}", responses(
    (status = 400, description = "The input is wrong, or the message is recalled, or too old."),
    (status = 403, description = "Somebody else has said it, or one may not speak there any more."),
    (status = 404, description = "There is no such message in that conversation."),
))]
async fn edit(
    caller: CurrentUser,
    messages: Data<MessageService>,
    id: Path<MessageId>,
    input: Json<EditInput>,
) -> ApiResult<ChangeView> {
    let EditInput { conversation, content, client_id } = input.0;
    let content = Some(Content::parse(content).map_err(MessageError::from)?);
    let revision = Revision { content, ..recalling(&caller, id.0, &conversation, client_id)? };
    let change = messages.change(&caller, revision).await?;
    ok(ChangeView::new(&change, caller.id))
}

#[derive(Deserialize, IntoParams)]
struct RecallQuery {
    conversation: String,
    /// Makes sending it twice harmless.
    client_id: Option<String>,
}

/// Takes back what one has said. It stays in its place, and says nothing any more.
#[utoipa::path(delete, path = "/message/{id}", responses(
    (status = 400, description = "The input is wrong, or the message is recalled already, or too old."),
    (status = 403, description = "Somebody else has said it, or one may not speak there any more."),
    (status = 404, description = "There is no such message in that conversation."),
))]
async fn recall(
    caller: CurrentUser,
    messages: Data<MessageService>,
    id: Path<MessageId>,
    query: Query<RecallQuery>,
) -> ApiResult<ChangeView> {
    let RecallQuery { conversation, client_id } = query.0;
    let change = messages.change(&caller, recalling(&caller, id.0, &conversation, client_id)?).await?;
    ok(ChangeView::new(&change, caller.id))
}

fn recalling(
    caller: &CurrentUser,
    message: MessageId,
    conversation: &str,
    client_id: Option<String>,
) -> Result<Revision, MessageError> {
    Ok(Revision {
        conversation: Conversation::parse(conversation, caller.id)?,
        message,
        content: None,
        client_id: client_id.map(ClientId::parse).transpose()?,
    })
}

fn conversation(
    caller: &CurrentUser,
    room: Option<RoomId>,
    user: Option<UserId>,
) -> Result<Conversation, ApiError> {
    match (room, user) {
        (Some(room), None) => Ok(Conversation::Room(room)),
        (None, Some(user)) => Ok(Conversation::between(caller.id, user).map_err(MessageError::from)?),
        _ => Err(BadRequest::ExactlyOne { fields: TARGETS }.into()),
    }
}

/// Takes the id of a room or a person out of a body.
fn target<T: std::str::FromStr>(
    fields: &mut Map<String, Value>,
    name: &str,
) -> Result<Option<T>, BadRequest> {
    let wrong = || BadRequest::WrongType { field: name.to_owned() };
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => id.parse().map(Some).map_err(|_| wrong()),
        Some(_) => Err(wrong()),
    }
}
