//! Every way an avatar can be refused.

use discuss_file::FileError;
use discuss_kernel::{Failure, Kind, Phrase, StoreError};
use discuss_room::RoomError;

/// Why a use case of avatars failed.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// Only oneself may do that.
    #[error("only the owner of the account may do that")]
    NotOneself,
    /// There is no such account, or not any more.
    #[error("no such user")]
    NoSuchUser,
    /// It is no room of the caller's.
    #[error(transparent)]
    Room(#[from] RoomError),
    /// No picture came of what was sent.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// It could not be taken or kept.
    #[error(transparent)]
    File(#[from] FileError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no picture came of some bytes.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// They are no picture of a kind that is taken, or a broken one.
    #[error("the file is not a picture that can be read")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The picture has so many points that it is not looked at.
    #[error("the picture has too many points")]
    TooLarge(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The library failed.
    #[error("the picture could not be made")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Failure for AvatarError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOneself => Kind::Forbidden,
            Self::NoSuchUser => Kind::NotFound,
            Self::Room(error) => error.kind(),
            Self::Picture(error) => error.kind(),
            Self::File(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotOneself => Phrase::new("not-your-account"),
            Self::NoSuchUser => Phrase::new("user-not-found"),
            Self::Room(error) => error.phrase(),
            Self::Picture(error) => error.phrase(),
            Self::File(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Room(error) => error.field(),
            Self::Picture(error) => error.field(),
            Self::File(error) => error.field(),
            Self::NotOneself | Self::NoSuchUser | Self::Store(_) => None,
        }
    }
}

impl Failure for PictureError {
    fn kind(&self) -> Kind {
        match self {
            Self::Unreadable(_) => Kind::Invalid,
            Self::TooLarge(_) => Kind::TooLarge,
            Self::Failed(_) => Kind::Internal,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Unreadable(_) => Phrase::new("picture-unreadable"),
            Self::TooLarge(_) => Phrase::new("picture-too-large"),
            Self::Failed(_) => Phrase::INTERNAL,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable(_) | Self::TooLarge(_) => Some("file"),
            Self::Failed(_) => None,
        }
    }
}
