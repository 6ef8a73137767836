//! Friendships: mutual, begun by an accepted application (see the `apply` crate), ended by either.
//!
//! [`FriendService`] is the way in, [`FriendRepository`] is what it asks of a database.

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::FriendError;
pub use model::FriendCard;
pub use port::FriendRepository;
pub use service::FriendService;
