//! Applications: asking to be somebody's friend or to join a room, and the answer.
//!
//! [`ApplyService`] is the way in, [`ApplyRepository`] is what it asks of a database. Accepting makes
//! the friendship or the membership in the same unit of work as the decision.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_apply::{ApplyService, Wish, testing::InMemoryApplications};
//! use discuss_friend::{FriendService, testing::InMemoryFriends};
//! use discuss_kernel::{SystemClock, testing::{RecordingEventBus, World}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let (ann, ben) = (world.person("Ann"), world.person("Ben"));
//!
//! let (events, clock) = (Arc::new(RecordingEventBus::default()), Arc::new(SystemClock));
//! let friends = Arc::new(InMemoryFriends::new(world.clone()));
//! let friends = Arc::new(FriendService::new(friends, events.clone(), clock.clone()));
//! let applications = Arc::new(InMemoryApplications::new(world));
//! let applications = ApplyService::without_rooms(applications, friends.clone(), events, clock);
//!
//! let application = applications.apply(&ann, Wish::Befriend(ben.id), None).await?;
//! assert!(applications.decide(&ann, application.id, true).await.is_err(), "only Ben decides");
//! applications.decide(&ben, application.id, true).await?;
//! assert!(friends.are_friends(ann.id, ben.id).await?);
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::ApplyError;
pub use model::{NewApplication, Note, Wish};
pub use port::ApplyRepository;
pub use service::ApplyService;
