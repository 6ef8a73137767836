//! Every way an application can be refused.

use discuss_kernel::{Failure, Kind, Phrase, StoreError};
use discuss_room::RoomError;

use crate::Note;

/// Why a use case of applications failed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// There is no such application, or not any more.
    #[error("no such application")]
    NotFound,
    /// There is nobody to befriend.
    #[error("no such user")]
    NoSuchUser,
    /// See [`crate::Note`].
    #[error("a note has {} characters at most, and no NUL", Note::MAX_CHARS)]
    InvalidNote,
    /// Nobody is their own friend.
    #[error("you cannot befriend yourself")]
    ToOneself,
    /// The same application waits for an answer already.
    #[error("you have already applied; the answer is still open")]
    AlreadyOpen,
    /// The two are friends.
    #[error("you are friends already")]
    AlreadyFriends,
    /// The applicant is in the room.
    #[error("you are a member of the room already")]
    AlreadyMember,
    /// It was decided, and that only happens once.
    #[error("the application has been decided already")]
    AlreadyDecided,
    /// The one asked does not let the maker ask.
    #[error("that is not possible")]
    NotPossible,
    /// The maker has blocked the one asked.
    #[error("you have blocked them; unblock them first")]
    BlockedByMaker,
    /// Only the one asked, or the owner of the room, decides.
    #[error("the decision is not yours")]
    NotDecider,
    /// Only its maker may take it back.
    #[error("the application is not yours")]
    NotMaker,
    /// The room refuses.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for ApplyError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::NoSuchUser => Kind::NotFound,
            Self::ToOneself | Self::InvalidNote => Kind::Invalid,
            Self::AlreadyOpen
            | Self::AlreadyFriends
            | Self::AlreadyMember
            | Self::AlreadyDecided
            | Self::BlockedByMaker => Kind::Conflict,
            Self::NotDecider | Self::NotMaker | Self::NotPossible => Kind::Forbidden,
            Self::Room(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("application-not-found"),
            Self::NoSuchUser => Phrase::new("user-not-found"),
            Self::InvalidNote => Phrase::new("application-note-invalid").with("max", Note::MAX_CHARS),
            Self::ToOneself => Phrase::new("application-to-oneself"),
            Self::AlreadyOpen => Phrase::new("application-already-open"),
            Self::AlreadyFriends => Phrase::new("application-already-friends"),
            Self::AlreadyMember => Phrase::new("application-already-member"),
            Self::AlreadyDecided => Phrase::new("application-already-decided"),
            Self::NotPossible => Phrase::new("application-not-possible"),
            Self::BlockedByMaker => Phrase::new("unblock-first"),
            Self::NotDecider => Phrase::new("application-not-decider"),
            Self::NotMaker => Phrase::new("application-not-maker"),
            Self::Room(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ToOneself => Some("apply_user_id"),
            Self::InvalidNote => Some("note"),
            Self::Room(error) => error.field(),
            _ => None,
        }
    }
}
