//! From rows of `entry` to messages and changes.

use std::{collections::HashMap, str::FromStr};

use discuss_kernel::{
    Change, ClientId, Content, Conversation, Entry, Extra, Message, MessageId, Reply, Timestamp, UserCard,
    UserId,
};
use discuss_message::Authored;
use sea_orm::{DbErr, DerivePartialModel};
use uuid::Uuid;

use crate::entity::entry;

/// What an entry needs of its row.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "entry::Entity")]
pub struct EntryRow {
    number: i64,
    seq: i64,
    kind: i16,
    message_id: Vec<u8>,
    /// The author's number.
    pub author: i64,
    /// What the author calls it.
    pub client_id: Option<String>,
    content: String,
    extra: Option<String>,
    reply_to: Option<Vec<u8>>,
    reply_seq: Option<i64>,
    at: i64,
    changed_at: Option<i64>,
}

impl EntryRow {
    /// Orders entries of all conversations by when they were stored.
    pub const fn age(&self) -> (i64, i64) {
        (self.at, self.number)
    }

    /// The entry.
    ///
    /// # Errors
    /// When the stored id has not 16 bytes.
    pub fn entry(self, conversation: Conversation, author: UserId) -> Result<Entry, DbErr> {
        if self.kind == entry::MESSAGE {
            return self.message(conversation, author).map(Entry::Message);
        }
        Ok(Entry::Change(Change {
            conversation,
            seq: unsigned(self.seq),
            message: parse_message_id(&self.message_id)?,
            author,
            content: stored_content(self.content),
            client_id: self.client_id.map(ClientId::stored),
            at: Timestamp::from_millis(self.at),
        }))
    }

    /// The message that it is.
    ///
    /// # Errors
    /// When the stored id has not 16 bytes.
    fn message(self, conversation: Conversation, author: UserId) -> Result<Message, DbErr> {
        let reply = |(id, seq): (Vec<u8>, _)| {
            Ok::<_, DbErr>(Reply { message: parse_message_id(&id)?, seq: unsigned(seq) })
        };
        Ok(Message {
            conversation,
            seq: unsigned(self.seq),
            id: parse_message_id(&self.message_id)?,
            author,
            content: stored_content(self.content),
            extra: self.extra.map(Extra::stored),
            reply_to: self.reply_to.zip(self.reply_seq).map(reply).transpose()?,
            client_id: self.client_id.map(ClientId::stored),
            at: Timestamp::from_millis(self.at),
            changed_at: self.changed_at.map(Timestamp::from_millis),
        })
    }

    /// The entry, which somebody of `people` made.
    ///
    /// # Errors
    /// When its author is not one of them, or the stored id has not 16 bytes.
    pub fn entry_of(
        self,
        conversation: Conversation,
        people: &HashMap<i64, UserCard>,
    ) -> Result<Entry, DbErr> {
        let author = self.author_among(people)?.id;
        self.entry(conversation, author)
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
        let author = self.author_among(people)?;
        Ok(Authored { message: self.message(conversation, author.id)?, author_name: author.username.clone() })
    }

    fn author_among<'p>(&self, people: &'p HashMap<i64, UserCard>) -> Result<&'p UserCard, DbErr> {
        let nobody = || DbErr::RecordNotFound(format!("the author with number {}", self.author));
        people.get(&self.author).ok_or_else(nobody)
    }
}

/// A message that is recalled says nothing.
pub fn stored_content(text: String) -> Option<Content> {
    (!text.is_empty()).then(|| Content::stored(text))
}

/// An id that the tables keep as bytes.
///
/// # Errors
/// When these are not 16.
pub fn parse_message_id(bytes: &[u8]) -> Result<MessageId, DbErr> {
    Uuid::from_slice(bytes).map(MessageId::from_uuid).map_err(|error| DbErr::Type(error.to_string()))
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
