//! Every way a message can be refused.

use std::sync::Arc;

use discuss_kernel::{Failure, InvalidConversation, InvalidMessage, Kind, Phrase, StoreError};
use discuss_member::MemberError;

use crate::Refusal;

/// Why a use case of messages failed.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The store turned the message down when it was about to be stored.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A part of the message is not what it should be.
    #[error(transparent)]
    Invalid(#[from] InvalidMessage),
    /// The conversation's name is none.
    #[error(transparent)]
    Conversation(#[from] InvalidConversation),
    /// The author has given something else that name.
    #[error("the client_id was used for something else")]
    ClientIdUsed,
    /// The reader does not belong to the room.
    #[error(transparent)]
    Member(#[from] MemberError),
    /// The queue is full. Nothing was stored.
    #[error("too many messages are waiting; try again shortly")]
    Overloaded,
    /// The server is stopping. Nothing was stored.
    #[error("the server is stopping")]
    Stopping,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store failed with a whole group of messages.
    #[error("{0}")]
    Group(#[source] Arc<StoreError>),
}

impl Failure for MessageError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => refusal.kind(),
            Self::Invalid(error) => error.kind(),
            Self::Conversation(error) => error.kind(),
            Self::ClientIdUsed => Kind::Conflict,
            Self::Member(error) => error.kind(),
            Self::Overloaded | Self::Stopping => Kind::Overloaded,
            Self::Store(error) => error.kind(),
            Self::Group(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Refused(refusal) => refusal.phrase(),
            Self::Invalid(error) => error.phrase(),
            Self::Conversation(error) => error.phrase(),
            Self::ClientIdUsed => Phrase::new("client-id-used"),
            Self::Member(error) => error.phrase(),
            Self::Overloaded => Phrase::new("too-many-messages"),
            Self::Stopping => Phrase::new("stopping"),
            Self::Store(error) => error.phrase(),
            Self::Group(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Invalid(error) => error.field(),
            Self::Conversation(error) => error.field(),
            Self::ClientIdUsed => Some("client_id"),
            _ => None,
        }
    }
}

impl Failure for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAMember | Self::NotFriends | Self::NotTheAuthor => Kind::Forbidden,
            Self::NoSuchRoom | Self::NoSuchUser | Self::NoSuchMessage => Kind::NotFound,
            Self::Recalled | Self::TooLate | Self::BlockedByAuthor => Kind::Conflict,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotAMember => Phrase::new("not-room-member"),
            Self::NotFriends => Phrase::new("not-friends"),
            Self::BlockedByAuthor => Phrase::new("unblock-first"),
            Self::NoSuchRoom => Phrase::new("room-not-found"),
            Self::NoSuchUser => Phrase::new("user-not-found"),
            Self::NoSuchMessage => Phrase::new("message-not-found"),
            Self::NotTheAuthor => Phrase::new("message-not-own"),
            Self::Recalled => Phrase::new("message-recalled"),
            Self::TooLate => Phrase::new("message-too-old"),
        }
    }
}
