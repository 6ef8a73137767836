//! What can be done with files, and by whom.

use std::{sync::Arc, time::Duration};

use discuss_kernel::{Caller, Clock, Timestamp};

use crate::{
    Cleaned, Cleanup, FileError, FileLimits, FilePath, FileRepository, FileStore, OpenedFile, Removable,
    Upload, cleaning::Cleaning, slots::Slots,
};

/// The use cases of files.
pub struct FileService {
    files: Arc<dyn FileRepository>,
    store: Arc<dyn FileStore>,
    clock: Arc<dyn Clock>,
    limits: FileLimits,
    slots: Slots,
}

impl FileService {
    /// How long a file waits for a message that mentions it, before [`Cleanup::Unmentioned`] takes it.
    pub const UNMENTIONED_FOR: Duration = Duration::from_hours(24);

    /// Wires the service.
    pub fn new(
        files: Arc<dyn FileRepository>,
        store: Arc<dyn FileStore>,
        clock: Arc<dyn Clock>,
        limits: FileLimits,
    ) -> Self {
        Self { files, store, clock, limits, slots: Slots::default() }
    }

    /// How much may be uploaded.
    #[must_use]
    pub const fn limits(&self) -> FileLimits {
        self.limits
    }

    /// Begins an upload, before anything of the file is there.
    ///
    /// # Errors
    /// When too many are under way, or the caller's quota is used up.
    pub async fn begin(&self, caller: &Caller) -> Result<Upload, FileError> {
        let slot = self.slots.take(caller.id, self.limits).ok_or(FileError::Busy)?;
        let usage = self.files.usage(caller.id).await?;
        usage.require_room(0, self.limits.quota_bytes)?;
        Ok(Upload {
            owner: caller.id,
            incoming: self.store.begin().await?,
            size: 0,
            head: Vec::new(),
            usage,
            limits: self.limits,
            files: Arc::clone(&self.files),
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            _slot: slot,
        })
    }

    /// Opens a file. Whoever knows its path may read it: browsers show pictures without saying who asks.
    ///
    /// # Errors
    /// When there is no such file.
    pub async fn open(&self, path: &FilePath) -> Result<OpenedFile, FileError> {
        let card = self.files.find(path).await?.ok_or(FileError::NotFound)?;
        let bytes = self.store.open(path).await?.ok_or(FileError::NotFound)?;
        Ok(OpenedFile { card, bytes })
    }

    /// Removes the bytes of a file that was forgotten. What cannot be removed now is found by cleaning, like all
    /// that nobody knows.
    pub async fn erase(&self, forgotten: &FilePath) {
        let _ = self.store.remove(forgotten).await;
    }

    /// Cleans as the operator has chosen. To be called once a day, on one node.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub async fn clean(&self, cleanup: Cleanup) -> Result<Cleaned, FileError> {
        match cleanup {
            Cleanup::Unmentioned => self.sweep(Self::UNMENTIONED_FOR).await,
            Cleanup::All => self.clear_all().await,
            Cleanup::Off => Ok(Cleaned::default()),
        }
    }

    /// Removes the files that no message mentions and that are older than `older_than`, and what a crash or the
    /// end of an account has left.
    ///
    /// # Errors
    /// When the database fails, or bytes could not be removed; then all others are removed all the same, and
    /// the next time it is tried again.
    pub async fn sweep(&self, older_than: Duration) -> Result<Cleaned, FileError> {
        self.removing(Removable::Unmentioned, self.clock.now().minus(older_than)).await
    }

    /// Removes every file that is there now, be it mentioned: what the existing server does every night. Avatars, of which
    /// that server knows nothing, stay.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub async fn clear_all(&self) -> Result<Cleaned, FileError> {
        self.removing(Removable::All, self.clock.now()).await
    }

    async fn removing(&self, removable: Removable, before: Timestamp) -> Result<Cleaned, FileError> {
        // A file that is just being uploaded has bytes and no record for a moment.
        let left_before = self.clock.now().minus(Self::UNMENTIONED_FOR);
        let mut cleaning = Cleaning::new(&*self.files, &*self.store);
        cleaning.remove(removable, before).await?;
        cleaning.remove_leftovers(left_before).await?;
        cleaning.finish()
    }
}

#[cfg(test)]
mod tests;
