//! The client protocol, said once for all transports: event names, payloads, frames.
//!
//! [`deliveries`] turns a fact into what its audience is told, [`Command::parse`] reads what a client
//! says, and [`Packet`] is an event as text, encoded once and shared by all its receivers. [`view`] has
//! the payloads that REST answers and events share.
//!
//! ```
//! use discuss_kernel::{Timestamp, UserId};
//! use discuss_protocol::Packet;
//!
//! let packet = Packet::online_friends(&[], Timestamp::from_millis(5));
//! assert_eq!(&*packet.frame(), r#"{"event":"onlineFriends","data":{"users":[],"timestamp":5}}"#);
//! ```

mod command;
mod delivery;
#[cfg(feature = "schema")]
mod document;
mod frame;
mod name;
mod notice;
mod packet;
mod payload;
pub mod view;

pub use command::{Command, InvalidCommand, Revised, Said};
pub use delivery::{Delivery, deliveries};
#[cfg(feature = "schema")]
pub use document::asyncapi;
pub use frame::{Frame, InvalidFrame};
pub use name::{CommandName, EventName};
pub use packet::Packet;
