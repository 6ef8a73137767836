//! What files ask of the outside: a database that knows them, and a place that has their bytes.
//!
//! A file is recorded after its bytes are in their place, and forgotten before they go. So a crash between the
//! two leaves bytes that nobody knows, which cleaning finds, and never a record without bytes.

use std::{collections::HashSet, fs::File, io};

use async_trait::async_trait;
use discuss_kernel::{StoreError, Timestamp, UserId};

use crate::{FileCard, FileError, FileName, FilePath, Usage};

/// Where files are recorded. Each method is one unit of work: all of it happens, or none.
///
/// That a message mentions a file is recorded where the message is stored, in the same transaction. The end of an
/// account forgets those of its files that no message mentions. A file that a person or a room shows as its avatar is
/// recorded as such where avatars are.
#[async_trait]
pub trait FileRepository: Send + Sync {
    /// What the files of `owner` take up.
    async fn usage(&self, owner: UserId) -> Result<Usage, StoreError>;

    /// Fails with [`FileError::NoSuchUser`] when the owner's account is closed, and with
    /// [`FileError::QuotaExceeded`] when it would take up more than `quota` then, however many are inserted at once.
    async fn insert(&self, file: &FileCard, quota: Option<u64>) -> Result<(), FileError>;

    /// `None` when there is no such file: absence is an answer, not a failure.
    async fn find(&self, path: &FilePath) -> Result<Option<FileCard>, StoreError>;

    /// Those of `names` that are recorded as files of `owner`; `None` when there never was such an account.
    async fn recorded(
        &self,
        owner: UserId,
        names: &[FileName],
    ) -> Result<Option<HashSet<FileName>>, StoreError>;

    /// Forgets files that are `removable` and were uploaded before `before`, the oldest first and `limit` at most,
    /// and says which. None of them is mentioned by a message that is stored meanwhile.
    async fn remove(
        &self,
        removable: Removable,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<FilePath>, StoreError>;
}

/// Which files may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removable {
    /// Those that no message mentions and nobody shows.
    Unmentioned,
    /// All, mentioned or not, that nobody shows.
    All,
}

/// Where the bytes are.
#[async_trait]
pub trait FileStore: Send + Sync {
    /// Makes a place for the bytes of a file to come.
    async fn begin(&self) -> io::Result<Box<dyn Incoming>>;

    /// `None` when there are no such bytes.
    async fn open(&self, path: &FilePath) -> io::Result<Option<File>>;

    /// Removes the bytes, if there are any.
    async fn remove(&self, path: &FilePath) -> io::Result<()>;

    /// Whose bytes there are.
    async fn owners(&self) -> io::Result<Vec<UserId>>;

    /// The names under which there are bytes of `owner` that were written before `before`.
    async fn names(&self, owner: UserId, before: Timestamp) -> io::Result<Vec<FileName>>;

    /// Removes what was begun, not kept, and last written to before `before`, as a crash leaves it; how many.
    async fn remove_unfinished(&self, before: Timestamp) -> io::Result<u64>;
}

/// Bytes on their way in. Dropped before they are kept, they leave nothing.
#[async_trait]
pub trait Incoming: Send {
    /// Writes what comes next.
    async fn write(&mut self, chunk: &[u8]) -> io::Result<()>;

    /// Puts the bytes in their place. When it returns they stay there, whatever happens to the machine.
    async fn keep(self: Box<Self>, path: &FilePath) -> io::Result<()>;
}
