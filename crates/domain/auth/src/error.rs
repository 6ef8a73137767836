//! Every way a login or a token can be refused.

use std::time::Duration;

use discuss_kernel::{Failure, Kind, StoreError};
use discuss_user::HashError;

/// Why a token does not name a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// There is none.
    #[error("a token is required")]
    Missing,
    /// It is not one of ours, or its login has ended.
    #[error("the token is not valid")]
    Invalid,
    /// It was valid once.
    #[error("the token has expired")]
    Expired,
}

impl Failure for TokenError {
    fn kind(&self) -> Kind {
        Kind::Unauthorized
    }
}

/// Why a use case of logins failed.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The name or the password is wrong; which of the two is not told.
    #[error("the username or the password is wrong")]
    WrongCredentials,
    /// The password is right, but an operator has locked the account.
    #[error("the account is disabled")]
    Disabled,
    /// Too many failed logins for this account or from this address.
    #[error("too many failed logins; try again in {} s", retry_after.as_secs().max(1))]
    Throttled {
        /// When the next attempt is let through.
        retry_after: Duration,
    },
    /// There is no such login, or it is not one's own.
    #[error("no such session")]
    NoSession,
    /// The token is refused.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The password could not be compared.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for AuthError {
    fn kind(&self) -> Kind {
        match self {
            // Not `Unauthorized`: the existing client would log out instead of showing the reason.
            Self::WrongCredentials => Kind::Invalid,
            Self::Disabled => Kind::Forbidden,
            Self::Throttled { .. } => Kind::RateLimited,
            Self::NoSession => Kind::NotFound,
            Self::Token(error) => error.kind(),
            Self::Hash(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after } => Some(*retry_after),
            _ => None,
        }
    }
}
