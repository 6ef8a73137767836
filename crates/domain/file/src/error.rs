//! Every way a file can be refused.

use std::io;

use discuss_kernel::{Failure, Kind, Phrase, StoreError};

/// Why a use case of files failed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no such file, or not any more.
    #[error("no such file")]
    NotFound,
    /// The account that uploads is closed.
    #[error("no such user")]
    NoSuchUser,
    /// The file is larger than allowed.
    #[error("a file may have {limit} bytes at most")]
    TooLarge {
        /// How many bytes it may have.
        limit: u64,
    },
    /// Everything of the same owner together would be larger than allowed.
    #[error("all your files together may have {quota} bytes at most")]
    QuotaExceeded {
        /// How many bytes they may have.
        quota: u64,
    },
    /// Too many uploads are under way, of the same user or of all.
    #[error("too many uploads are under way; try again shortly")]
    Busy,
    /// The disk is full.
    #[error("there is no space left for files")]
    NoSpace(#[source] io::Error),
    /// The place where the bytes are kept failed.
    #[error("the files could not be read or written")]
    Storage(#[source] io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace(error),
            _ => Self::Storage(error),
        }
    }
}

impl Failure for FileError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::NoSuchUser => Kind::NotFound,
            Self::TooLarge { .. } => Kind::TooLarge,
            Self::QuotaExceeded { .. } => Kind::Conflict,
            Self::Busy | Self::NoSpace(_) => Kind::Overloaded,
            Self::Storage(_) => Kind::Internal,
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("file-not-found"),
            Self::NoSuchUser => Phrase::new("user-not-found"),
            Self::TooLarge { limit } => Phrase::new("file-too-large").with("max", in_words(*limit)),
            Self::QuotaExceeded { quota } => Phrase::new("file-quota-exceeded").with("max", in_words(*quota)),
            Self::Busy => Phrase::new("too-many-uploads"),
            Self::NoSpace(_) => Phrase::new("no-space-for-files"),
            Self::Storage(_) => Phrase::INTERNAL,
            Self::Store(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooLarge { .. } | Self::QuotaExceeded { .. } => Some("file"),
            Self::NotFound
            | Self::NoSuchUser
            | Self::Busy
            | Self::NoSpace(_)
            | Self::Storage(_)
            | Self::Store(_) => None,
        }
    }
}

/// A size as people know it from their files, rounded down: `80 MB`, `1.5 GB`. It never has three digits that
/// begin with a 4: no text may contain "401", at which the existing client logs its user out.
fn in_words(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];
    let tenths = |unit: usize| (u128::from(bytes) * 10) >> (10 * unit);
    let unit = (1..UNITS.len()).rev().find(|unit| tenths(*unit) > 0).unwrap_or(0);
    let (amount, tenth) = (tenths(unit) / 10, tenths(unit) % 10);
    let fraction = if tenth == 0 { String::new() } else { format!(".{tenth}") };
    format!("{amount}{fraction} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_as_people_know_them() {
        let cases = [
            (0, "0 B"),
            (100, "100 B"),
            (1_000, "0.9 KB"),
            (80 << 20, "80 MB"),
            (401 << 20, "0.3 GB"),
            (3 << 29, "1.5 GB"),
            (10 << 30, "10 GB"),
            (u64::MAX, "15.9 EB"),
        ];
        for (bytes, words) in cases {
            assert_eq!(in_words(bytes), words, "{bytes}");
        }
    }
}
