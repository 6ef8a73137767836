//! Table `entry`: what conversations are made of, one row per message and one per change of a message.

use sea_orm::entity::prelude::*;

/// The entry is a message.
pub const MESSAGE: i16 = 0;

/// The entry is a change of a message.
pub const CHANGE: i16 = 1;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    /// The conversation's number.
    pub conversation: i64,
    /// Its place in the conversation: 1, 2, 3 … without gaps.
    pub seq: i64,
    /// What it is: [`MESSAGE`] or [`CHANGE`].
    pub kind: i16,
    /// How many messages the conversation has up to and including this entry.
    pub ordinal: i64,
    /// The message's id as 16 bytes; a change has that of the message that it changes.
    pub message_id: Vec<u8>,
    /// The author's account number.
    pub author: i64,
    /// What the author calls it; unique among theirs.
    pub client_id: Option<String>,
    /// What a message says now; what it says from a change on. Empty when it is recalled.
    pub content: String,
    /// Further fields: the text of a JSON object.
    pub extra: Option<String>,
    /// The id of the message that it answers, as 16 bytes.
    pub reply_to: Option<Vec<u8>>,
    /// The place of that message in the conversation.
    pub reply_seq: Option<i64>,
    /// When the server took it, in milliseconds since the epoch.
    pub at: i64,
    /// When a message was last edited, or recalled.
    pub changed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::conversation::Entity",
        from = "Column::Conversation",
        to = "super::conversation::Column::Number"
    )]
    Conversation,
}

impl ActiveModelBehavior for ActiveModel {}
