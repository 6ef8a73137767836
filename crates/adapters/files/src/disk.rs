//! Directories and files.

use std::{
    fs::{self, DirBuilder, DirEntry, File},
    io::{self, ErrorKind},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use discuss_file::{FileName, FilePath, FileStore, Incoming};
use discuss_kernel::{Timestamp, UserId};
use tempfile::TempPath;
use tokio::{io::AsyncWriteExt, task::spawn_blocking};

/// Where uploads are until they are complete. No user has such an id.
const INCOMING: &str = "incoming";

/// Files in a directory of this machine, or one that all nodes share.
#[derive(Debug, Clone)]
pub struct DiskFiles {
    root: PathBuf,
}

impl DiskFiles {
    /// Keeps files below `root`, which is made for its owner only if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn create(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        let incoming = root.join(INCOMING);
        blocking(move || create_directory(&incoming)).await?;
        Ok(Self { root })
    }

    fn directory(&self, owner: UserId) -> PathBuf {
        self.root.join(owner.to_string())
    }

    /// Both parts are checked types, so it stays below the root.
    fn place(&self, path: &FilePath) -> PathBuf {
        self.directory(path.owner).join(path.name.to_string())
    }
}

#[async_trait]
impl FileStore for DiskFiles {
    async fn begin(&self) -> io::Result<Box<dyn Incoming>> {
        let incoming = self.root.join(INCOMING);
        let make = move || tempfile::Builder::new().prefix("").suffix(".part").tempfile_in(incoming);
        let (file, path) = blocking(make).await?.into_parts();
        Ok(Box::new(Part { file: file.into(), path, files: self.clone() }))
    }

    async fn open(&self, path: &FilePath) -> io::Result<Option<File>> {
        let place = self.place(path);
        blocking(move || if_there(File::open(place))).await
    }

    async fn remove(&self, path: &FilePath) -> io::Result<()> {
        let place = self.place(path);
        blocking(move || if_there(fs::remove_file(place))).await.map(|_| ())
    }

    async fn owners(&self) -> io::Result<Vec<UserId>> {
        let root = self.root.clone();
        blocking(move || entries(&root, |entry| name_of(entry)?.parse().ok())).await
    }

    async fn names(&self, owner: UserId, before: Timestamp) -> io::Result<Vec<FileName>> {
        let (directory, before) = (self.directory(owner), system_time(before));
        let name = move |entry: &DirEntry| {
            FileName::parse(&name_of(entry)?).filter(|_| was_written_before(entry, before))
        };
        blocking(move || entries(&directory, name)).await
    }

    async fn remove_unfinished(&self, before: Timestamp) -> io::Result<u64> {
        let (incoming, before) = (self.root.join(INCOMING), system_time(before));
        let unfinished = move |entry: &DirEntry| was_written_before(entry, before).then(|| entry.path());
        blocking(move || {
            let unfinished = entries(&incoming, unfinished)?;
            for path in &unfinished {
                if_there(fs::remove_file(path))?;
            }
            Ok(unfinished.len() as u64)
        })
        .await
    }
}

/// A file that is not complete. Its path removes it when it is dropped.
struct Part {
    file: tokio::fs::File,
    path: TempPath,
    files: DiskFiles,
}

#[async_trait]
impl Incoming for Part {
    async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.file.write_all(chunk).await
    }

    async fn keep(mut self: Box<Self>, path: &FilePath) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let (directory, place) = (self.files.directory(path.owner), self.files.place(path));
        blocking(move || {
            create_directory(&directory)?;
            self.path.persist(place).map_err(|refused| refused.error)?;
            // The name and the directory have to last too.
            sync(&directory)?;
            sync(&self.files.root)
        })
        .await
    }
}

/// Does what waits for the disk on a thread that may wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

fn create_directory(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// That something is not there is an answer.
fn if_there<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What `read` makes of the entries of a directory, those left out that it makes nothing of.
fn entries<T>(directory: &Path, read: impl Fn(&DirEntry) -> Option<T>) -> io::Result<Vec<T>> {
    let Some(all) = if_there(fs::read_dir(directory))? else { return Ok(Vec::new()) };
    let mut read_ones = Vec::new();
    for entry in all {
        read_ones.extend(read(&entry?));
    }
    Ok(read_ones)
}

fn name_of(entry: &DirEntry) -> Option<String> {
    entry.file_name().into_string().ok()
}

/// What has just gone is not old.
fn was_written_before(entry: &DirEntry, before: SystemTime) -> bool {
    let written = entry.metadata().and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written < before)
}

fn system_time(at: Timestamp) -> SystemTime {
    let since_epoch = u64::try_from(at.micros()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_micros(since_epoch)
}

#[cfg(test)]
mod tests;
