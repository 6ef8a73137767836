//! What can go wrong, told apart by what the caller can do about it.

use std::{error::Error, time::Duration};

use crate::Phrase;

/// What kind of refusal an error is. Adapters choose status codes and wire codes by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The input is wrong.
    Invalid,
    /// Nobody, or not any more: a token is missing, bad or expired.
    Unauthorized,
    /// Somebody, but not somebody who may.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The state of things does not allow it: a name is taken, an application is decided.
    Conflict,
    /// The input is larger than allowed.
    TooLarge,
    /// Too often; see [`Failure::retry_after`].
    RateLimited,
    /// Too much is going on just now; trying again later helps.
    Overloaded,
    /// Our fault. Nobody outside learns more.
    Internal,
}

impl Kind {
    /// The name that socket clients see.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::RateLimited => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Internal => "internal",
        }
    }
}

/// An error that knows what kind it is, and what to tell people of it. Its `Display` text is for operators
/// and logs.
pub trait Failure: Error + Send + Sync + 'static {
    /// What kind of refusal this is.
    fn kind(&self) -> Kind;

    /// What whoever is refused is told, in their language; [`Phrase::INTERNAL`] when it is our fault.
    fn phrase(&self) -> Phrase;

    /// Which field of the input is wrong, where one is.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// When trying again makes sense, where that is known.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// A repository could not do its work, for a reason that is not the caller's.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection was free, or a lock was not, within the time allowed.
    #[error("the database is busy")]
    Busy(#[source] Box<dyn Error + Send + Sync>),
    /// The connection broke while committing: it may have happened, or not.
    #[error("the database did not confirm")]
    Unconfirmed(#[source] Box<dyn Error + Send + Sync>),
    /// Everything else. Nothing was stored.
    #[error("the database failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// A failure with this cause.
    pub fn failed(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(cause.into())
    }

    /// An unconfirmed commit with this cause.
    pub fn unconfirmed(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unconfirmed(cause.into())
    }

    /// A passing shortage with this cause.
    pub fn busy(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Busy(cause.into())
    }
}

impl Failure for StoreError {
    fn kind(&self) -> Kind {
        match self {
            Self::Busy(_) => Kind::Overloaded,
            Self::Unconfirmed(_) | Self::Failed(_) => Kind::Internal,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Busy(_) => Phrase::new("busy"),
            Self::Unconfirmed(_) | Self::Failed(_) => Phrase::INTERNAL,
        }
    }
}
