//! From rows of `entry` to messages.

use std::str::FromStr;

use discuss_kernel::{ClientId, Content, Conversation, Extra, Message, MessageId, Timestamp, UserId};
use discuss_message::Authored;
use sea_orm::{DbErr, DerivePartialModel};
use uuid::Uuid;

use crate::entity::{entry, user};

/// What a message needs of its row. Who said it and where is known otherwise.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "entry::Entity")]
pub struct EntryRow {
    number: i64,
    seq: i64,
    message_id: Vec<u8>,
    client_id: Option<String>,
    content: String,
    extra: Option<String>,
    at: i64,
}

impl EntryRow {
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
}

/// An entry with its author, whose row in `user` is joined under the name [`SpokenRow::AUTHOR`].
#[derive(DerivePartialModel)]
#[sea_orm(entity = "entry::Entity")]
pub struct SpokenRow {
    #[sea_orm(nested)]
    entry: EntryRow,
    #[sea_orm(nested, alias = "author")]
    author: AuthorRow,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
struct AuthorRow {
    id: String,
    username: String,
}

impl SpokenRow {
    /// What the author's row is called in the query.
    pub const AUTHOR: &str = "author";

    /// Orders entries of all conversations by when they were stored.
    pub const fn age(&self) -> (i64, i64) {
        (self.entry.at, self.entry.number)
    }

    /// The message, with its author's name.
    ///
    /// # Errors
    /// When an id in the database is none.
    pub fn authored(self, conversation: Conversation) -> Result<Authored, DbErr> {
        let message = self.entry.message(conversation, parse_id(&self.author.id)?)?;
        Ok(Authored { message, author_name: self.author.username })
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
