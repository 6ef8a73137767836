//! Every way a stream can be refused.

use discuss_guard::AuthError;
use discuss_kernel::{Failure, Kind, Phrase, StoreError};
use discuss_message::MessageError;
use discuss_realtime::NoSeat;

/// Why there is no stream.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The token is missing, bad or expired.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// There are too many connections, or none are taken any more.
    #[error(transparent)]
    NoSeat(#[from] NoSeat),
    /// What was missed cannot be found out.
    #[error(transparent)]
    Messages(#[from] MessageError),
    /// What waits for a decision cannot be found out.
    #[error(transparent)]
    Applications(#[from] discuss_apply::ApplyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for StreamError {
    fn kind(&self) -> Kind {
        match self {
            Self::Auth(error) => error.kind(),
            Self::NoSeat(NoSeat::TooManyConnections) => Kind::RateLimited,
            Self::NoSeat(NoSeat::Stopping) => Kind::Overloaded,
            Self::Messages(error) => error.kind(),
            Self::Applications(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Auth(error) => error.phrase(),
            Self::NoSeat(NoSeat::TooManyConnections) => Phrase::new("too-many-connections"),
            Self::NoSeat(NoSeat::Stopping) => Phrase::new("stopping"),
            Self::Messages(error) => error.phrase(),
            Self::Applications(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }
}
