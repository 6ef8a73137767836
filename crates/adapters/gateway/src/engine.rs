//! Engine.IO and Socket.IO over actix-web, for any server: long-polling, WebSocket, and the way from one to the other.
//!
//! [`EngineServer::answer`] answers the requests of an endpoint. Each session is one task with a [`Socket`]: the
//! protocol as a value, and whatever carries it just now.

mod protocol;
mod server;
mod sessions;
mod socket;

pub use protocol::Protocol;
pub use server::{EngineOptions, EngineServer};
pub use socket::{End, Socket};
