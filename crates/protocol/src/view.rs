//! Payloads that REST answers and events share.

use discuss_kernel::{
    ApplicationCard, ApplyId, Change, Conversation, Message, MessageId, RoomCard, RoomId, Timestamp,
    UserCard, UserId,
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
#[cfg(feature = "schema")]
use utoipa::ToSchema;

/// A time as REST shows it: UTC, with milliseconds.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String, format = DateTime, example = "2026-01-02T03:04:05.678Z"))]
pub struct Iso8601(pub Timestamp);

impl Serialize for Iso8601 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.iso8601())
    }
}

/// A person.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// Who it is.
    pub id: UserId,
    /// Their name.
    pub username: String,
    /// Their address, masked unless the reader may see it.
    pub email: String,
    /// Where their picture is, as a path below the origin.
    #[cfg_attr(feature = "schema", schema(required))]
    pub avatar: Option<String>,
    /// When the account was made.
    pub created_at: Iso8601,
    /// When it was last changed.
    pub updated_at: Iso8601,
}

impl From<&UserCard> for UserView {
    fn from(card: &UserCard) -> Self {
        Self {
            id: card.id,
            username: card.username.clone(),
            email: card.email.clone(),
            avatar: card.avatar.clone(),
            created_at: Iso8601(card.created_at),
            updated_at: Iso8601(card.updated_at),
        }
    }
}

/// A room with its owner.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub struct RoomView {
    /// Which room.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who owns it.
    pub creator: UserId,
    /// Where its picture is, as a path below the origin.
    #[cfg_attr(feature = "schema", schema(required))]
    pub avatar: Option<String>,
    /// When it was made.
    #[serde(rename = "createdAt")]
    pub created_at: Iso8601,
    /// When it was last changed.
    #[serde(rename = "updatedAt")]
    pub updated_at: Iso8601,
    /// The owner.
    pub user_info: UserView,
}

impl From<&RoomCard> for RoomView {
    fn from(card: &RoomCard) -> Self {
        Self {
            id: card.id,
            name: card.name.clone(),
            description: card.description.clone(),
            creator: card.creator,
            avatar: card.avatar.clone(),
            created_at: Iso8601(card.created_at),
            updated_at: Iso8601(card.updated_at),
            user_info: UserView::from(&card.owner),
        }
    }
}

/// A person in an application.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub struct ApplicantView {
    /// Who it is.
    pub id: UserId,
    /// Their name.
    pub username: String,
    /// Their address.
    pub email: String,
    /// Where their picture is, as a path below the origin.
    #[cfg_attr(feature = "schema", schema(required))]
    pub avatar: Option<String>,
}

impl From<&UserCard> for ApplicantView {
    fn from(card: &UserCard) -> Self {
        Self {
            id: card.id,
            username: card.username.clone(),
            email: card.email.clone(),
            avatar: card.avatar.clone(),
        }
    }
}

/// A room in an application.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub struct WantedRoomView {
    /// Which room.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Where its picture is, as a path below the origin.
    #[cfg_attr(feature = "schema", schema(required))]
    pub avatar: Option<String>,
}

impl From<&RoomCard> for WantedRoomView {
    fn from(card: &RoomCard) -> Self {
        Self {
            id: card.id,
            name: card.name.clone(),
            description: card.description.clone(),
            avatar: card.avatar.clone(),
        }
    }
}

/// An application, as lists and events show it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub struct ApplicationView {
    /// Which application.
    pub id: ApplyId,
    /// Who made it.
    pub user_id: UserId,
    /// The room to join.
    #[cfg_attr(feature = "schema", schema(required))]
    pub room_id: Option<RoomId>,
    /// The one to befriend.
    #[cfg_attr(feature = "schema", schema(required))]
    pub apply_user_id: Option<UserId>,
    /// What its maker says with it.
    #[cfg_attr(feature = "schema", schema(required))]
    pub note: Option<String>,
    /// Whether it was accepted.
    pub status: bool,
    /// Whether it was decided.
    pub handle_status: bool,
    /// When it was made.
    #[serde(rename = "createdAt")]
    pub created_at: Iso8601,
    /// When it was last changed.
    #[serde(rename = "updatedAt")]
    pub updated_at: Iso8601,
    /// Who made it.
    pub user_info: ApplicantView,
    /// The room to join.
    #[cfg_attr(feature = "schema", schema(required))]
    pub room_info: Option<WantedRoomView>,
    /// The one to befriend.
    #[cfg_attr(feature = "schema", schema(required))]
    pub apply_user_info: Option<ApplicantView>,
}

impl From<&ApplicationCard> for ApplicationView {
    fn from(card: &ApplicationCard) -> Self {
        Self {
            id: card.id,
            user_id: card.maker.id,
            room_id: card.room.as_ref().map(|room| room.id),
            apply_user_id: card.asked.as_ref().map(|asked| asked.id),
            note: card.note.clone(),
            status: card.accepted,
            handle_status: card.decided,
            created_at: Iso8601(card.created_at),
            updated_at: Iso8601(card.updated_at),
            user_info: ApplicantView::from(&card.maker),
            room_info: card.room.as_ref().map(WantedRoomView::from),
            apply_user_info: card.asked.as_ref().map(ApplicantView::from),
        }
    }
}

/// A message: what was sent, and what the server knows of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Its place in the conversation.
    pub seq: u64,
    /// The conversation, named as the reader names it.
    pub conversation: String,
    /// The room it was said in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomId>,
    /// The author.
    pub sender: UserId,
    /// To whom it was said in private.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<UserId>,
    /// What it says; missing once it is recalled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The message that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// The place of that message in the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_seq: Option<u64>,
    /// When the server took it, in milliseconds since the epoch.
    pub timestamp: Timestamp,
    /// What the sender calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// When its author last edited it, in milliseconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited: Option<Timestamp>,
    /// When its author recalled it, in milliseconds since the epoch. What it said is gone then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recalled: Option<Timestamp>,
    /// Fields that the sender gave beside `content`.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl MessageView {
    /// A message as `viewer` sees it. In a room it looks the same to everybody.
    #[must_use]
    pub fn new(message: &Message, viewer: UserId) -> Self {
        let (room, receiver) = match message.conversation {
            Conversation::Room(room) => (Some(room), None),
            Conversation::Pair(pair) => (None, pair.other(message.author)),
        };
        let extra = message.extra.as_ref().and_then(|extra| serde_json::from_str(extra.as_str()).ok());
        Self {
            id: message.id,
            seq: message.seq,
            conversation: message.conversation.name_for(viewer),
            room,
            sender: message.author,
            receiver,
            content: message.content.as_ref().map(|content| content.as_str().to_owned()),
            reply_to: message.reply_to.map(|reply| reply.message),
            reply_seq: message.reply_to.map(|reply| reply.seq),
            timestamp: message.at,
            client_id: message.client_id.as_ref().map(|id| id.as_str().to_owned()),
            edited: message.changed_at.filter(|_| message.content.is_some()),
            recalled: message.changed_at.filter(|_| message.content.is_none()),
            extra: extra.unwrap_or_default(),
        }
    }
}

/// A change of a message: an entry of its own in the log.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub struct ChangeView {
    /// The conversation, named as the reader names it.
    pub conversation: String,
    /// The change's own place in the conversation.
    pub seq: u64,
    /// Which message.
    pub message: MessageId,
    /// Its author, who has changed it.
    pub sender: UserId,
    /// What it says now; missing when it is recalled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// When the server took the change, in milliseconds since the epoch.
    pub timestamp: Timestamp,
    /// What the sender calls the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

impl ChangeView {
    /// A change as `viewer` sees it. In a room it looks the same to everybody.
    #[must_use]
    pub fn new(change: &Change, viewer: UserId) -> Self {
        Self {
            conversation: change.conversation.name_for(viewer),
            seq: change.seq,
            message: change.message,
            sender: change.author,
            content: change.content.as_ref().map(|content| content.as_str().to_owned()),
            timestamp: change.at,
            client_id: change.client_id.as_ref().map(|id| id.as_str().to_owned()),
        }
    }
}
