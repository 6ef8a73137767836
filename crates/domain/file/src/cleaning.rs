//! Removing what nobody needs any more.

use std::io;

use discuss_kernel::Timestamp;

use crate::{FileError, FilePath, FileRepository, FileStore, Removable};

/// Which uploads go every night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleanup {
    /// Those that no message mentions and nobody shows as an avatar, a day after they came.
    Unmentioned,
    /// All of them but avatars.
    All,
    /// None.
    Off,
}

/// What cleaning has removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Files.
    pub files: u64,
    /// Bytes that no file was recorded for, and uploads that were never finished.
    pub leftovers: u64,
}

/// One cleaning. Bytes that cannot be removed do not keep it from going on; the first reason is remembered.
pub struct Cleaning<'a> {
    files: &'a dyn FileRepository,
    store: &'a dyn FileStore,
    cleaned: Cleaned,
    failure: Option<io::Error>,
}

impl<'a> Cleaning<'a> {
    /// So many files are forgotten in one transaction.
    const AT_ONCE: u64 = 256;

    pub fn new(files: &'a dyn FileRepository, store: &'a dyn FileStore) -> Self {
        Self { files, store, cleaned: Cleaned::default(), failure: None }
    }

    /// Removes recorded files.
    pub async fn remove(&mut self, removable: Removable, before: Timestamp) -> Result<(), FileError> {
        loop {
            let forgotten = self.files.remove(removable, before, Self::AT_ONCE).await?;
            if forgotten.is_empty() {
                return Ok(());
            }
            for path in forgotten {
                self.cleaned.files += u64::from(self.erase(&path).await);
            }
        }
    }

    /// Removes what nobody knows. The bytes of people whom this database has never known belong to another one,
    /// and stay.
    pub async fn remove_leftovers(&mut self, before: Timestamp) -> Result<(), FileError> {
        self.cleaned.leftovers += self.store.remove_unfinished(before).await?;
        for owner in self.store.owners().await? {
            let names = self.store.names(owner, before).await?;
            let Some(recorded) = self.files.recorded(owner, &names).await? else { continue };
            for name in names.into_iter().filter(|name| !recorded.contains(name)) {
                self.cleaned.leftovers += u64::from(self.erase(&FilePath { owner, name }).await);
            }
        }
        Ok(())
    }

    /// Says what was removed, unless something could not be.
    pub fn finish(self) -> Result<Cleaned, FileError> {
        self.failure.map_or(Ok(self.cleaned), |failure| Err(failure.into()))
    }

    async fn erase(&mut self, path: &FilePath) -> bool {
        let erased = self.store.remove(path).await;
        let is_erased = erased.is_ok();
        self.failure = self.failure.take().or(erased.err());
        is_erased
    }
}
