//! The WebSocket endpoint: raw JSON frames on `GET /ws`.
//!
//! Every connection is one task with one `select!` ([`serve`]), generic over its [`Link`], so that
//! another transport needs a link and nothing else. [`Chat`] is what a connection talks to: the services,
//! the hub and the limits. [`raw_websocket`] mounts the endpoint on actix-web.

mod actix_link;
mod alarm;
mod arrival;
mod chat;
mod command;
mod connection;
mod endpoint;
mod farewell;
mod flood;
mod link;
mod resume;

pub use chat::{Chat, ChatLimits, Services, SharedPacket, encode};
pub use connection::serve;
pub use endpoint::raw_websocket;
pub use farewell::Farewell;
pub use link::{Heard, Link, LinkError};
