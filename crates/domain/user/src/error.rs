//! Every way an account can be refused.

use discuss_kernel::{Failure, Kind, Phrase, StoreError};

use crate::{HashError, InvalidUser};

/// Why a use case of accounts failed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// There is no such account, or not any more.
    #[error("no such user")]
    NotFound,
    /// Another account has the name, be it in other letter case.
    #[error("the username is taken")]
    UsernameTaken,
    /// Another account has the mail address.
    #[error("the mail address is taken")]
    EmailTaken,
    /// Only oneself may do that.
    #[error("only the owner of the account may do that")]
    NotOneself,
    /// The operator has closed registration.
    #[error("registration is closed")]
    RegistrationClosed,
    /// A value is not what it should be.
    #[error(transparent)]
    Invalid(#[from] InvalidUser),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for UserError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::UsernameTaken | Self::EmailTaken => Kind::Conflict,
            Self::NotOneself | Self::RegistrationClosed => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Hash(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("user-not-found"),
            Self::UsernameTaken => Phrase::new("username-taken"),
            Self::EmailTaken => Phrase::new("email-taken"),
            Self::NotOneself => Phrase::new("not-your-account"),
            Self::RegistrationClosed => Phrase::new("registration-closed"),
            Self::Invalid(error) => error.phrase(),
            Self::Hash(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UsernameTaken => Some("username"),
            Self::EmailTaken => Some("email"),
            Self::Invalid(invalid) => invalid.field(),
            Self::NotFound | Self::NotOneself | Self::RegistrationClosed | Self::Hash(_) | Self::Store(_) => {
                None
            }
        }
    }
}
