//! Every way a room can be refused.

use discuss_kernel::{Failure, Kind, Phrase, StoreError};

use crate::InvalidRoom;

/// Why a use case of rooms failed.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// There is no such room, or not any more.
    #[error("no such room")]
    NotFound,
    /// Another room has the name, or had it when it was deleted, be it in other letter case.
    #[error("the room name is taken")]
    NameTaken,
    /// Only its owner may do that.
    #[error("only the owner of the room may do that")]
    NotOwner,
    /// A room can only be handed over to one of its members.
    #[error("the new owner is not a member of the room")]
    HeirNotAMember,
    /// A value is not what it should be.
    #[error(transparent)]
    Invalid(#[from] InvalidRoom),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for RoomError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::NameTaken | Self::HeirNotAMember => Kind::Conflict,
            Self::NotOwner => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("room-not-found"),
            Self::NameTaken => Phrase::new("room-name-taken"),
            Self::NotOwner => Phrase::new("not-room-owner"),
            Self::HeirNotAMember => Phrase::new("room-heir-not-member"),
            Self::Invalid(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameTaken => Some("name"),
            Self::HeirNotAMember => Some("user_id"),
            Self::Invalid(invalid) => invalid.field(),
            Self::NotFound | Self::NotOwner | Self::Store(_) => None,
        }
    }
}
