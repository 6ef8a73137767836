//! Which files there are, in memory.

use std::collections::HashSet;

use async_trait::async_trait;
use discuss_kernel::{
    StoreError, Timestamp, UserId,
    testing::{FileRow, Tables, World},
};

use crate::{
    FileCard, FileError, FileName, FilePath, FileRepository, MediaType, OriginalName, Removable, Usage,
};

/// Records files in a [`World`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryFiles(World);

impl InMemoryFiles {
    /// The files of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl FileRepository for InMemoryFiles {
    async fn usage(&self, owner: UserId) -> Result<Usage, StoreError> {
        Ok(usage(&self.0.lock(), owner))
    }

    async fn insert(&self, file: &FileCard, quota: Option<u64>) -> Result<(), FileError> {
        let mut tables = self.0.lock();
        tables.account(file.owner).ok_or(FileError::NoSuchUser)?;
        usage(&tables, file.owner).require_room(file.size, quota)?;
        let row = FileRow {
            owner: file.owner,
            extension: file.name.extension().to_owned(),
            original_name: file.original_name.as_str().to_owned(),
            media_type: file.media_type.as_str().to_owned(),
            size: file.size,
            at: file.at,
            mentioned: false,
            shown_by: None,
        };
        tables.files.insert(file.name.key(), row);
        Ok(())
    }

    async fn find(&self, path: &FilePath) -> Result<Option<FileCard>, StoreError> {
        let tables = self.0.lock();
        let row = tables.files.get(&path.name.key());
        let row = row.filter(|row| row.owner == path.owner && row.extension == path.name.extension());
        Ok(row.map(|row| FileCard {
            owner: row.owner,
            name: path.name.clone(),
            original_name: OriginalName::stored(row.original_name.clone()),
            media_type: MediaType::stored(row.media_type.clone()),
            size: row.size,
            at: row.at,
        }))
    }

    async fn recorded(
        &self,
        owner: UserId,
        names: &[FileName],
    ) -> Result<Option<HashSet<FileName>>, StoreError> {
        let tables = self.0.lock();
        let is_recorded = |name: &&FileName| {
            tables
                .files
                .get(&name.key())
                .is_some_and(|row| row.owner == owner && row.extension == name.extension())
        };
        let recorded = || names.iter().filter(is_recorded).cloned().collect();
        Ok(tables.accounts.contains_key(&owner).then(recorded))
    }

    async fn remove(
        &self,
        removable: Removable,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<FilePath>, StoreError> {
        let mut tables = self.0.lock();
        let may_go = |row: &FileRow| {
            let is_free = removable == Removable::All || !row.mentioned;
            row.at < before && is_free && row.shown_by.is_none()
        };
        let mut going: Vec<(Timestamp, [u8; 16])> =
            tables.files.iter().filter(|(_, row)| may_go(row)).map(|(key, row)| (row.at, *key)).collect();
        going.sort_unstable();
        going.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let remove = |(_, key)| {
            let row = tables.files.remove(&key)?;
            Some(FilePath { owner: row.owner, name: FileName::stored(key, row.extension) })
        };
        Ok(going.into_iter().filter_map(remove).collect())
    }
}

fn usage(tables: &Tables, owner: UserId) -> Usage {
    let own = tables.files.values().filter(|file| file.owner == owner);
    own.fold(Usage::default(), |usage, file| Usage { files: usage.files + 1, bytes: usage.bytes + file.size })
}
