//! Rooms: named places with an owner.
//!
//! [`RoomService`] is the way in, [`RoomRepository`] is what it asks of a database. Who belongs to a
//! room is the `member` crate's business.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_kernel::{SystemClock, testing::{RecordingEventBus, World}};
//! use discuss_room::{Description, RoomDraft, RoomError, RoomName, RoomService, testing::InMemoryRooms};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let (ann, ben) = (world.person("Ann"), world.person("Ben"));
//!
//! let rooms = Arc::new(InMemoryRooms::new(world.clone()));
//! let events = Arc::new(RecordingEventBus::default());
//! let rooms = RoomService::new(rooms, Arc::new(world), events, Arc::new(SystemClock));
//!
//! let tea_house = RoomDraft { name: RoomName::parse("  Tea house ")?, description: Description::default() };
//! let id = rooms.create(&ann, tea_house).await?;
//! assert_eq!(rooms.search(&ben, "TEA").await?[0].name, "Tea house");
//! assert!(matches!(rooms.delete(&ben, id).await, Err(RoomError::NotOwner)));
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::RoomError;
pub use model::{Description, InvalidRoom, NewRoom, RoomDraft, RoomName, RoomUpdate};
pub use port::RoomRepository;
pub use service::RoomService;
