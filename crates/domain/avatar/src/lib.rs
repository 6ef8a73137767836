//! Avatars: the pictures by which people and rooms are known.
//!
//! [`AvatarService`] is the way in. Whatever is sent becomes a small square, made anew by a [`PictureMaker`], so that nothing
//! else of the file is left: no place where it was taken, no trailer, no trick. It is kept as a file like any other,
//! and [`AvatarRepository`] records who shows it.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_avatar::{
//!     AvatarPorts, AvatarService, Bearer,
//!     testing::{InMemoryAvatars, PlainPictures},
//! };
//! use discuss_file::{FileLimits, FileService, testing::{InMemoryFileStore, InMemoryFiles}};
//! use discuss_kernel::{SystemClock, testing::{RecordingEventBus, World}};
//! use discuss_room::{RoomService, testing::InMemoryRooms};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let ann = world.person("Ann");
//! let (clock, events) = (Arc::new(SystemClock), Arc::new(RecordingEventBus::default()));
//! let limits = FileLimits { max_bytes: 100_000, quota_bytes: None, uploads: 10, uploads_per_user: 2 };
//! let store = Arc::new(InMemoryFileStore::new(clock.clone()));
//! let files = FileService::new(Arc::new(InMemoryFiles::new(world.clone())), store, clock.clone(), limits);
//! let rooms = Arc::new(InMemoryRooms::new(world.clone()));
//! let rooms = RoomService::new(rooms, Arc::new(world.clone()), events.clone(), clock);
//! let avatars = AvatarService::new(AvatarPorts {
//!     avatars: Arc::new(InMemoryAvatars::new(world.clone())),
//!     pictures: Arc::new(PlainPictures),
//!     files: Arc::new(files),
//!     rooms: Arc::new(rooms),
//!     events,
//! });
//!
//! let mut portrait = avatars.begin(&ann, Bearer::User(ann.id)).await?;
//! portrait.write(b"a picture of Ann")?;
//! let shown = avatars.finish(portrait).await?;
//! assert!(shown.starts_with(&format!("/public/{}/", ann.id)));
//! assert_eq!(world.lock().card(ann.id).unwrap().avatar, Some(shown));
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::{AvatarError, PictureError};
pub use model::{Bearer, Onlookers, Portrait};
pub use port::{AvatarRepository, PictureMaker};
pub use service::{AvatarPorts, AvatarService};
