//! Engine.IO, version 4: a session that is carried by long-polling, by a WebSocket, or first by one and then
//! by the other.

mod action;
mod carrier;
mod handshake;
mod heartbeat;
mod packet;
pub mod payload;
mod phase;
mod queue;
mod request;
mod session;

pub use action::{Action, Heard, Input};
pub use handshake::{Handshake, InvalidSid, Sid, Transport};
pub use packet::{Frame, Message, Packet};
pub use request::{Query, Refusal, Request, Route};
pub use session::{POSTED, Session};
