//! Who is connected, and how news reaches them.
//!
//! A use case publishes a fact on the [`LocalBroker`]; the [`FanOut`] takes it from there, keeps the
//! [`Hub`]'s index of rooms true, and puts what clients are told into the outbox of every [`Seat`]
//! concerned. [`PresenceWatch`] tells friends and rooms who came and who left.
//!
//! The crate is generic over what it delivers: `E` is an event encoded once and shared in production,
//! and a plain text in tests.
//!
//! ```
//! use discuss_kernel::{Ended, RoomId, UserId};
//! use discuss_realtime::{Hub, HubLimits};
//!
//! let hub: Hub<&'static str> = Hub::new(HubLimits::default());
//! let (ann, tea) = (UserId::random(), RoomId::random());
//! let mut seat = hub.open(ann, None).unwrap();
//! hub.announce(&seat, [tea]);
//!
//! hub.broadcast(tea, &"hello");
//! assert_eq!(seat.inbox.try_recv(), Some("hello"));
//!
//! hub.end_sessions(ann, Ended::All);
//! assert!(seat.dismissed.is_cancelled());
//! ```

mod broker;
mod fanout;
mod hub;
mod outbox;
mod presence;

pub use broker::LocalBroker;
pub use fanout::{Encode, FanOut};
pub use hub::{Dismissal, Dismissed, Hub, HubLimits, NoSeat, Seat};
pub use outbox::{Inbox, Weigh};
pub use presence::{Contacts, PresenceWatch};
