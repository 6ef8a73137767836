//! Every way an announcement can be refused.

use discuss_kernel::{Failure, Kind, Phrase};

use crate::InvalidAnnouncement;

/// Why something was not announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AlertError {
    /// Only admins may do that.
    #[error("only admins may announce something")]
    NotAdmin,
    /// A value is not what it should be.
    #[error(transparent)]
    Invalid(#[from] InvalidAnnouncement),
}

impl Failure for AlertError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAdmin => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotAdmin => Phrase::new("not-admin"),
            Self::Invalid(invalid) => invalid.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotAdmin => None,
            Self::Invalid(invalid) => invalid.field(),
        }
    }
}
