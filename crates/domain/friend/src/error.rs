//! Every way a friendship can be refused.

use discuss_kernel::{Failure, Kind, Phrase, StoreError};

/// Why a use case of friendships failed.
#[derive(Debug, thiserror::Error)]
pub enum FriendError {
    /// The two are no friends (any more).
    #[error("no such friend")]
    NotFound,
    /// Nobody can be made a friend without being asked.
    #[error("a friendship comes from an accepted application")]
    OnlyByApplication,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for FriendError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::OnlyByApplication => Kind::Forbidden,
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("friend-not-found"),
            Self::OnlyByApplication => Phrase::new("friend-only-by-application"),
            Self::Store(error) => error.phrase(),
        }
    }
}
