//! Friendships: mutual, begun by an accepted application (see the `apply` crate), ended by either. And their opposite:
//! whoever is blocked cannot apply again, nor write in private.
//!
//! [`FriendService`] is the way in, [`FriendRepository`] is what it asks of a database.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_friend::{FriendService, testing::InMemoryFriends};
//! use discuss_kernel::{SystemClock, testing::{RecordingEventBus, World}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let (ann, ben) = (world.person("Ann"), world.person("Ben"));
//! world.befriend(ann.id, ben.id);
//!
//! let events = Arc::new(RecordingEventBus::default());
//! let friends = FriendService::new(Arc::new(InMemoryFriends::new(world)), events, Arc::new(SystemClock));
//!
//! assert_eq!(friends.list(&ann).await?[0].friend.username, "Ben");
//! friends.end(&ben, ann.id).await?;
//! assert!(friends.list(&ann).await?.is_empty(), "what one ends has ended for both");
//!
//! friends.block(&ann, ben.id).await?;
//! assert_eq!(friends.blocked(&ann).await?[0].user.username, "Ben");
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::FriendError;
pub use model::{BlockCard, Blocked, FriendCard};
pub use port::FriendRepository;
pub use service::FriendService;
