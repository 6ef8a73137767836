//! From rows of `entry` to messages.

use std::{collections::HashMap, str::FromStr};

use discuss_kernel::{
    ClientId, Content, Conversation, Extra, Message, MessageId, Timestamp, UserCard, UserId,
};
use discuss_message::Authored;
use sea_orm::{DbErr, DerivePartialModel};
use uuid::Uuid;

use crate::entity::entry;

/// What a message needs of its row.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "entry::Entity")]
pub struct EntryRow {
    number: i64,
    seq: i64,
    message_id: Vec<u8>,
    /// The author's number.
    pub author: i64,
    /// What the author calls it.
    pub client_id: Option<String>,
    content: String,
    extra: Option<String>,
    at: i64,
}

impl EntryRow {
    /// Orders entries of all conversations by when they were stored.
    pub const fn age(&self) -> (i64, i64) {
        (self.at, self.number)
    }

    /// The message.
    ///
    /// # Errors
    /// When the stored id has not 16 bytes.
    pub fn message(self, conversation: Conversation, author: UserId) -> Result<Message, DbErr> {
        let id = Uuid::from_slice(&self.message_id).map_err(|error| DbErr::Type(error.to_string()))?;
        Ok(Message {
            conversation,
            seq: unsigned(self.seq),
            id: MessageId::from_uuid(id),
            author,
            content: Content::stored(self.content),
            extra: self.extra.map(Extra::stored),
            client_id: self.client_id.map(ClientId::stored),
            at: Timestamp::from_millis(self.at),
        })
    }

    /// The message with the name of its author, who is one of `people`.
    ///
    /// # Errors
    /// When the author is not, or the stored id has not 16 bytes.
    pub fn authored(
        self,
        conversation: Conversation,
        people: &HashMap<i64, UserCard>,
    ) -> Result<Authored, DbErr> {
        let nobody = || DbErr::RecordNotFound(format!("the author with number {}", self.author));
        let author = people.get(&self.author).ok_or_else(nobody)?;
        Ok(Authored { message: self.message(conversation, author.id)?, author_name: author.username.clone() })
    }
}

/// What we count in the tables never is negative.
pub fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// What is beyond all that can be counted in the tables becomes the largest number there.
pub fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// An id that the tables keep as text.
///
/// # Errors
/// When the text is no id.
pub fn parse_id<Id: FromStr<Err = uuid::Error>>(text: &str) -> Result<Id, DbErr> {
    text.parse().map_err(|error: uuid::Error| DbErr::Type(error.to_string()))
}
