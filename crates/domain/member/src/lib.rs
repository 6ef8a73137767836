//! Memberships: who belongs to a room, and therefore may read and speak there.
//!
//! [`MemberService`] is the way in, [`MemberRepository`] is what it asks of a database.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_kernel::{SystemClock, testing::{RecordingEventBus, World}};
//! use discuss_member::{MemberService, testing::InMemoryMembers};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let (ann, ben) = (world.person("Ann"), world.person("Ben"));
//! let tea_house = world.room("Tea house", ann.id);
//!
//! let events = Arc::new(RecordingEventBus::default());
//! let members = MemberService::new(Arc::new(InMemoryMembers::new(world)), events, Arc::new(SystemClock));
//!
//! assert!(members.require_member(ben.id, tea_house).await.is_err());
//! let membership = members.add(&ann, tea_house, ben.id).await?;
//! members.require_member(ben.id, tea_house).await?;
//! members.remove(&ben, membership.id).await?;
//! assert_eq!(members.of_room(&ann, tea_house).await?.len(), 1);
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::MemberError;
pub use model::{MemberCard, NewMember};
pub use port::MemberRepository;
pub use service::MemberService;
