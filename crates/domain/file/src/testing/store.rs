//! The bytes of files, in memory.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Seek, Write},
    sync::Arc,
};

use async_trait::async_trait;
use discuss_kernel::{Clock, Timestamp, UserId};
use parking_lot::Mutex;

use crate::{FileName, FilePath, FileStore, Incoming};

/// Keeps bytes in memory. Clones share them.
#[derive(Clone)]
pub struct InMemoryFileStore {
    kept: Arc<Mutex<BTreeMap<FilePath, Kept>>>,
    clock: Arc<dyn Clock>,
}

struct Kept {
    bytes: Vec<u8>,
    at: Timestamp,
}

impl InMemoryFileStore {
    /// A store without bytes.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { kept: Arc::default(), clock }
    }

    /// Puts bytes there that nobody knows of, as a crash leaves them.
    pub fn put(&self, path: &FilePath, bytes: &[u8]) {
        let kept = Kept { bytes: bytes.to_vec(), at: self.clock.now() };
        self.kept.lock().insert(path.clone(), kept);
    }

    /// Where there are bytes.
    #[must_use]
    pub fn paths(&self) -> Vec<FilePath> {
        self.kept.lock().keys().cloned().collect()
    }
}

#[async_trait]
impl FileStore for InMemoryFileStore {
    async fn begin(&self) -> io::Result<Box<dyn Incoming>> {
        Ok(Box::new(InMemoryIncoming { bytes: Vec::new(), store: self.clone() }))
    }

    async fn open(&self, path: &FilePath) -> io::Result<Option<File>> {
        let kept = self.kept.lock();
        let Some(Kept { bytes, .. }) = kept.get(path) else { return Ok(None) };
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        file.rewind()?;
        Ok(Some(file))
    }

    async fn remove(&self, path: &FilePath) -> io::Result<()> {
        self.kept.lock().remove(path);
        Ok(())
    }

    async fn owners(&self) -> io::Result<Vec<UserId>> {
        let mut owners: Vec<UserId> = self.kept.lock().keys().map(|path| path.owner).collect();
        owners.dedup();
        Ok(owners)
    }

    async fn names(&self, owner: UserId, before: Timestamp) -> io::Result<Vec<FileName>> {
        let kept = self.kept.lock();
        let old = kept.iter().filter(|(path, kept)| path.owner == owner && kept.at < before);
        Ok(old.map(|(path, _)| path.name.clone()).collect())
    }

    async fn remove_unfinished(&self, _before: Timestamp) -> io::Result<u64> {
        Ok(0)
    }
}

struct InMemoryIncoming {
    bytes: Vec<u8>,
    store: InMemoryFileStore,
}

#[async_trait]
impl Incoming for InMemoryIncoming {
    async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    async fn keep(self: Box<Self>, path: &FilePath) -> io::Result<()> {
        self.store.put(path, &self.bytes);
        Ok(())
    }
}
