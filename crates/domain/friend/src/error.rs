//! Every way a friendship can be refused.

use discuss_kernel::{Failure, Kind, Phrase, StoreError};

use crate::FriendRepository;

/// Why a use case of friendships failed.
#[derive(Debug, thiserror::Error)]
pub enum FriendError {
    /// The two are no friends (any more).
    #[error("no such friend")]
    NotFound,
    /// Nobody can be made a friend without being asked.
    #[error("a friendship comes from an accepted application")]
    OnlyByApplication,
    /// There is nobody to block.
    #[error("no such user")]
    NoSuchUser,
    /// Nobody blocks themselves.
    #[error("you cannot block yourself")]
    BlockingOneself,
    /// See `FriendRepository::MAX_BLOCKED`.
    #[error("nobody blocks more than {} people", <dyn FriendRepository>::MAX_BLOCKED)]
    TooManyBlocked,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for FriendError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::NoSuchUser => Kind::NotFound,
            Self::BlockingOneself => Kind::Invalid,
            Self::TooManyBlocked => Kind::Conflict,
            Self::OnlyByApplication => Kind::Forbidden,
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("friend-not-found"),
            Self::OnlyByApplication => Phrase::new("friend-only-by-application"),
            Self::NoSuchUser => Phrase::new("user-not-found"),
            Self::BlockingOneself => Phrase::new("block-oneself"),
            Self::TooManyBlocked => {
                Phrase::new("block-too-many").with("max", <dyn FriendRepository>::MAX_BLOCKED)
            }
            Self::Store(error) => error.phrase(),
        }
    }
}
