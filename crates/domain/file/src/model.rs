//! What is known of a file, and what its owner may take up.

use std::fs::File;

use discuss_kernel::{Timestamp, UserId};

use crate::{FileError, FileName, FilePath, MediaType, OriginalName};

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileCard {
    /// Who uploaded it.
    pub owner: UserId,
    /// What it is called in its address.
    pub name: FileName,
    /// What its owner calls it.
    pub original_name: OriginalName,
    /// What it is, as its first bytes tell.
    pub media_type: MediaType,
    /// In bytes.
    pub size: u64,
    /// When it was uploaded, in whole milliseconds.
    pub at: Timestamp,
}

impl FileCard {
    /// Where it is found, and by what messages mention it.
    #[must_use]
    pub fn path(&self) -> FilePath {
        FilePath { owner: self.owner, name: self.name.clone() }
    }
}

/// A file that can be read.
#[derive(Debug)]
pub struct OpenedFile {
    /// What it is.
    pub card: FileCard,
    /// What is in it.
    pub bytes: File,
}

/// What the files of one owner take up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// How many there are.
    pub files: u64,
    /// What is in all of them.
    pub bytes: u64,
}

impl Usage {
    /// What every file counts on top of what is in it, in bytes: about what a disk needs for it, so that a
    /// million empty files do not count for nothing.
    pub const PER_FILE: u64 = 4_096;

    /// Lets another file of `size` bytes pass that stays within `quota`; `None` is no limit.
    ///
    /// # Errors
    /// [`FileError::QuotaExceeded`] for any other.
    pub const fn require_room(self, size: u64, quota: Option<u64>) -> Result<(), FileError> {
        let on_top = self.files.saturating_add(1).saturating_mul(Self::PER_FILE);
        match quota {
            Some(quota) if self.bytes.saturating_add(size).saturating_add(on_top) > quota => {
                Err(FileError::QuotaExceeded { quota })
            }
            _ => Ok(()),
        }
    }
}

/// How much may be uploaded.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// What all files of one owner may take up together, in bytes; `None` is no limit. See [`Usage::PER_FILE`].
    pub quota_bytes: Option<u64>,
    /// How many uploads may be under way at once.
    pub uploads: usize,
    /// How many of them one user may have.
    pub uploads_per_user: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_counts_something() {
        let cases = [
            ("exactly full", 1, 100, 100, 200 + 2 * 4_096, true),
            ("a byte too many", 1, 100, 101, 200 + 2 * 4_096, false),
            ("an empty file counts", 0, 0, 0, 4_095, false),
            ("nothing overflows", u64::MAX, u64::MAX, u64::MAX, u64::MAX - 1, false),
        ];
        for (rule, files, bytes, size, quota, allowed) in cases {
            assert_eq!(Usage { files, bytes }.require_room(size, Some(quota)).is_ok(), allowed, "{rule}");
        }
        assert!(Usage { files: u64::MAX, bytes: u64::MAX }.require_room(1, None).is_ok());
    }
}
