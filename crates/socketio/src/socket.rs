//! Socket.IO, protocol version 5: named events with acknowledgements in namespaces, as messages of Engine.IO.

mod acks;
mod arguments;
mod assembly;
mod client;
mod encoding;
mod namespace;
mod packet;

pub(crate) use client::Client;
pub use client::Incoming;
pub use encoding::{encode_ack, encode_event};
pub use namespace::{InvalidNamespace, Namespace};
pub use packet::{Ack, Decoded, Event, Packet};
