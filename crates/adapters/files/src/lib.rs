//! Uploaded files on the local disk: the domain's [`FileStore`](discuss_file::FileStore).
//!
//! ```text
//! <root>/incoming/….part      being uploaded; gone when the upload is dropped
//! <root>/<user id>/<name>     complete, and on the disk before its name appears
//! ```
//!
//! ```
//! use discuss_file::{FileName, FilePath, FileStore};
//! use discuss_files::DiskFiles;
//! use discuss_kernel::UserId;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! # let directory = tempfile::tempdir()?;
//! # let directory = directory.path();
//! let files = DiskFiles::create(directory.join("files")).await?;
//! let path = FilePath { owner: UserId::random(), name: FileName::random("txt") };
//!
//! let mut incoming = files.begin().await?;
//! incoming.write(b"Green tea").await?;
//! assert!(files.open(&path).await?.is_none(), "not before all of it is there");
//! incoming.keep(&path).await?;
//! assert!(files.open(&path).await?.is_some());
//! # Ok(())
//! # }
//! ```

mod disk;

pub use disk::DiskFiles;
