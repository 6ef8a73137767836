//! Who is connected, and how news reaches them.
//!
//! A use case publishes a fact on the [`LocalBroker`]; the [`FanOut`] takes it from there, encodes it once and
//! hands it to the [`Post`] of every thread that serves connections. The post keeps that thread's index of rooms
//! true, and puts what clients are told into the outbox of every [`Seat`] concerned. [`PresenceWatch`] tells
//! friends and rooms who came and who left.
//!
//! The crate is generic over what it delivers: `E` is an event encoded once and shared in production,
//! and a plain text in tests.
//!
//! ```
//! use std::collections::VecDeque;
//!
//! use discuss_kernel::{Audience, Ended, Event, EventBus, RoomId, UserId};
//! use discuss_realtime::{Dismissal, FanOut, Hub, HubLimits, LocalBroker};
//! use tokio_util::sync::CancellationToken;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let hub: Hub<&'static str> = Hub::new(HubLimits::default());
//! let (broker, facts) = LocalBroker::new(16);
//! let tell = |event: &Event| match event {
//!     Event::RoomDeleted { room, .. } => vec![(Audience::Room(*room), "the room is gone")],
//!     _ => Vec::new(),
//! };
//! tokio::spawn(FanOut::new(hub.clone(), Box::new(tell)).run(facts, CancellationToken::new()));
//! let (hall, post) = hub.hall();
//! tokio::spawn(post.run(CancellationToken::new()));
//!
//! let (ann, tea) = (UserId::random(), RoomId::random());
//! let mut seat = hall.open(ann, None).unwrap();
//! seat.announce([tea]);
//! broker.publish(Event::RoomDeleted { room: tea, name: "Tea house".into() }).await;
//! let mut batch = VecDeque::new();
//! seat.inbox.recv_all(&mut batch).await.unwrap();
//! assert_eq!(batch, ["the room is gone"]);
//!
//! hub.end_sessions(ann, Ended::All);
//! assert_eq!(seat.inbox.dismissal(), Some(Dismissal::Revoked));
//! # }
//! ```

mod broker;
mod census;
mod fanout;
mod hub;
mod outbox;
mod post;
mod presence;
mod shard;
mod told;

pub use broker::LocalBroker;
pub use fanout::{Encode, FanOut};
pub use hub::{Hall, Hub, HubLimits, NoSeat, Seat};
pub use outbox::{Dismissal, Inbox, Weigh};
pub use post::Post;
pub use presence::{Contacts, PresenceWatch};
