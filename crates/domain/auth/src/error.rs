//! Every way a login or a token can be refused.

use std::{error::Error, time::Duration};

use discuss_kernel::{Failure, Kind, Phrase, StoreError};
use discuss_user::{HashError, UserError};

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

    fn phrase(&self) -> Phrase {
        match self {
            Self::Missing => Phrase::new("token-missing"),
            Self::Invalid => Phrase::new("token-invalid"),
            Self::Expired => Phrase::new("token-expired"),
        }
    }
}

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// Too many are being drawn.
    #[error("too many captchas just now")]
    Overloaded,
    /// The library failed.
    #[error("drawing a captcha failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl Failure for DrawError {
    fn kind(&self) -> Kind {
        match self {
            Self::Overloaded => Kind::Overloaded,
            Self::Failed(_) => Kind::Internal,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Overloaded => Phrase::new("busy"),
            Self::Failed(_) => Phrase::INTERNAL,
        }
    }
}

/// Why there is no captcha, or it is not solved.
#[derive(Debug, thiserror::Error)]
pub enum CaptchaError {
    /// It has to be solved, and there is no answer.
    #[error("a captcha has to be solved")]
    Required,
    /// It is too old, was answered before, or the client has not said which one it means.
    #[error("the captcha has expired")]
    Expired,
    /// Something else is to be read in it.
    #[error("the answer to the captcha is wrong")]
    Wrong,
    /// The address has asked for too many.
    #[error("too many captchas for this address; try again in {} s", retry_after.as_secs().max(1))]
    TooMany {
        /// When the next one is drawn.
        retry_after: Duration,
    },
    /// It could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for CaptchaError {
    fn kind(&self) -> Kind {
        match self {
            Self::Required | Self::Expired | Self::Wrong => Kind::Invalid,
            Self::TooMany { .. } => Kind::RateLimited,
            Self::Draw(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Required => Phrase::new("captcha-required"),
            Self::Expired => Phrase::new("captcha-expired"),
            Self::Wrong => Phrase::new("captcha-wrong"),
            Self::TooMany { retry_after } => Phrase::new("too-many-captchas").waiting(*retry_after),
            Self::Draw(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }

    /// By this a client knows that it has to show a captcha.
    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Required | Self::Expired | Self::Wrong).then_some("captcha")
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            _ => None,
        }
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
    /// A captcha has to be solved first.
    #[error(transparent)]
    Captcha(#[from] CaptchaError),
    /// The account could not be made.
    #[error(transparent)]
    User(#[from] UserError),
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
            Self::Captcha(error) => error.kind(),
            Self::User(error) => error.kind(),
            Self::Hash(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::WrongCredentials => Phrase::new("wrong-credentials"),
            Self::Disabled => Phrase::new("account-disabled"),
            Self::Throttled { retry_after } => Phrase::new("too-many-failed-logins").waiting(*retry_after),
            Self::NoSession => Phrase::new("session-not-found"),
            Self::Token(error) => error.phrase(),
            Self::Captcha(error) => error.phrase(),
            Self::User(error) => error.phrase(),
            Self::Hash(error) => error.phrase(),
            Self::Store(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Captcha(error) => error.field(),
            Self::User(error) => error.field(),
            _ => None,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after } => Some(*retry_after),
            Self::Captcha(error) => error.retry_after(),
            _ => None,
        }
    }
}
