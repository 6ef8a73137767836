//! Rooms: named places with an owner.
//!
//! [`RoomService`] is the way in, [`RoomRepository`] is what it asks of a database. Who belongs to a
//! room is the `member` crate's business.
//!
//! ```
//! use discuss_room::RoomName;
//!
//! assert_eq!(RoomName::parse("  Tea house ").unwrap().as_str(), "Tea house");
//! assert!(RoomName::parse(" ").is_err());
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
