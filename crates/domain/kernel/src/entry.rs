//! What the log of a conversation consists of.

use crate::{ClientId, Content, Conversation, Message, MessageId, Timestamp, UserId};

/// An entry of a conversation's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// Something was said.
    Message(Message),
    /// What was said before is changed.
    Change(Change),
}

/// A message was edited or recalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub conversation: Conversation,
    /// Its own place in the conversation: changes are numbered like messages, and with them.
    pub seq: u64,
    /// Which message.
    pub message: MessageId,
    /// Who said it, and has changed it.
    pub author: UserId,
    /// What the message says from here on; `None` when it is recalled, be it by this change or by a later one.
    pub content: Option<Content>,
    /// What the sender calls the change.
    pub client_id: Option<ClientId>,
    /// When the server took it.
    pub at: Timestamp,
}

impl Entry {
    /// In which conversation.
    #[must_use]
    pub const fn conversation(&self) -> Conversation {
        match self {
            Self::Message(message) => message.conversation,
            Self::Change(change) => change.conversation,
        }
    }

    /// Its place there: 1, 2, 3 … without gaps.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Message(message) => message.seq,
            Self::Change(change) => change.seq,
        }
    }

    /// Who made it.
    #[must_use]
    pub const fn author(&self) -> UserId {
        match self {
            Self::Message(message) => message.author,
            Self::Change(change) => change.author,
        }
    }

    /// When the server took it.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Message(message) => message.at,
            Self::Change(change) => change.at,
        }
    }
}
