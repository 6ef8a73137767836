//! Uploaded files: kept under names that nobody can guess, within limits, for as long as a message mentions them.
//!
//! [`FileService`] is the way in. [`FileRepository`] is what it asks of a database, [`FileStore`] of the place
//! where the bytes are. A message mentions a file by its path, `public/<owner>/<name>`; [`mentions`] finds it.
//!
//! ```
//! use std::{io::Read, sync::Arc};
//!
//! use discuss_file::{
//!     FileLimits, FileService, OriginalName, mentions,
//!     testing::{InMemoryFileStore, InMemoryFiles},
//! };
//! use discuss_kernel::{SystemClock, testing::World};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let ann = world.person("Ann");
//! let limits = FileLimits { max_bytes: 1_000, quota_bytes: None, uploads: 10, uploads_per_user: 2 };
//! let (clock, files) = (Arc::new(SystemClock), Arc::new(InMemoryFiles::new(world)));
//! let files = FileService::new(files, Arc::new(InMemoryFileStore::new(clock.clone())), clock, limits);
//!
//! let mut upload = files.begin(&ann).await?;
//! upload.write(b"Green tea, ").await?;
//! upload.write(b"black tea").await?;
//! let card = upload.finish(OriginalName::tidy("茶.txt")).await?;
//! assert_eq!((card.original_name.as_str(), card.media_type.as_str(), card.size), ("茶.txt", "text/plain", 20));
//!
//! let said = format!("The menu: http://localhost:3000/{}", card.path());
//! let mut text = String::new();
//! for path in mentions(&said) {
//!     files.open(&path).await?.bytes.read_to_string(&mut text)?;
//! }
//! assert_eq!(text, "Green tea, black tea");
//! # Ok(())
//! # }
//! ```

mod cleaning;
mod error;
mod media_type;
mod model;
mod name;
mod port;
mod service;
mod slots;
#[cfg(feature = "testing")]
pub mod testing;
mod upload;

pub use cleaning::{Cleaned, Cleanup};
pub use error::FileError;
pub use media_type::MediaType;
pub use model::{FileCard, FileLimits, OpenedFile, Usage};
pub use name::{FileName, FilePath, OriginalName, mentions};
pub use port::{FileRepository, FileStore, Incoming, Removable};
pub use service::FileService;
pub use upload::Upload;
