//! The WebSocket endpoint: raw JSON frames on `GET /ws`.
//!
//! Every connection is one task with one `select!` ([`serve`]), generic over its [`Link`]: a client in the words of
//! the chat. A link speaks over a [`Transport`], a WebSocket in messages, of which there are two: actix-ws, which works in
//! anybody's actix-web application, and the bare socket, taken over from actix-web by [`upgrades`], which costs a
//! fraction.
//!
//! [`Gateway`] is what all connections of a node share; each thread that serves connections has a [`Chat`] of it.
//! [`raw_websocket`] mounts the endpoint on actix-web.

mod actix_socket;
mod alarm;
mod arrival;
mod catch_up;
mod chat;
mod command;
mod connection;
mod endpoint;
mod engine;
mod farewell;
mod flood;
mod language;
mod link;
mod packet;
mod raw_socket;
mod resume;
mod socketio;
mod text_frame;
mod transport;
mod upgrade;
mod web_socket;

pub use chat::{Chat, ChatLimits, Gateway, Services};
pub use connection::serve;
pub use endpoint::raw_websocket;
pub use engine::{End, EngineOptions, EngineServer, Protocol, Socket};
pub use farewell::Farewell;
pub use link::{Heard, JsonLink, Link, LinkError, Refusal, Utterance};
pub use packet::{SharedPacket, encode};
pub use socketio::socket_io;
pub use text_frame::TextFrame;
pub use transport::{Message, Transport};
pub use upgrade::upgrades;
