//! A file on its way in.

use std::sync::Arc;

use discuss_kernel::{Clock, StoreError, Timestamp, UserId};

use crate::{
    FileCard, FileError, FileLimits, FileName, FileRepository, FileStore, Incoming, MediaType, OriginalName,
    Usage, slots::Slot,
};

/// A file whose bytes come one after the other. Dropped before it is finished, it leaves nothing.
pub struct Upload {
    pub(crate) owner: UserId,
    pub(crate) incoming: Box<dyn Incoming>,
    pub(crate) size: u64,
    /// The beginning of the file.
    pub(crate) head: Vec<u8>,
    /// What the owner's other files took up when it began.
    pub(crate) usage: Usage,
    pub(crate) limits: FileLimits,
    pub(crate) files: Arc<dyn FileRepository>,
    pub(crate) store: Arc<dyn FileStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) _slot: Slot,
}

impl Upload {
    /// Takes what comes next.
    ///
    /// # Errors
    /// When the file becomes too large, or larger than its owner's quota allows; then nothing more can come of
    /// it. When it cannot be written.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), FileError> {
        self.size = self.size.saturating_add(chunk.len() as u64);
        let FileLimits { max_bytes: limit, quota_bytes, .. } = self.limits;
        if self.size > limit {
            return Err(FileError::TooLarge { limit });
        }
        self.usage.require_room(self.size, quota_bytes)?;
        let unseen = MediaType::LOOKED_AT.saturating_sub(self.head.len());
        self.head.extend_from_slice(&chunk[..chunk.len().min(unseen)]);
        Ok(self.incoming.write(chunk).await?)
    }

    /// Keeps the file, and says what it is called.
    ///
    /// # Errors
    /// When other uploads have used up the quota meanwhile, the account is closed, or it cannot be stored.
    pub async fn finish(self, original_name: OriginalName) -> Result<FileCard, FileError> {
        let (media_type, extension) = MediaType::sniff(&self.head);
        let card = FileCard {
            owner: self.owner,
            name: FileName::random(extension),
            original_name,
            media_type,
            size: self.size,
            at: Timestamp::from_millis(self.clock.now().millis()),
        };
        self.incoming.keep(&card.path()).await?;
        if let Err(refusal) = self.files.insert(&card, self.limits.quota_bytes).await {
            // Perhaps it is recorded after all; then its bytes must be there.
            if !matches!(refusal, FileError::Store(StoreError::Unconfirmed(_))) {
                // What cannot be removed now is found by cleaning, like all that nobody knows.
                let _ = self.store.remove(&card.path()).await;
            }
            return Err(refusal);
        }
        Ok(card)
    }
}
