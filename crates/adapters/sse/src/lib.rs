//! Server-sent events: everything that sockets hear, for clients that only listen.
//!
//! [`event_stream`] mounts the endpoint, [`Streams`] is what it opens streams from. A stream listens
//! without being seen: presence is a matter of sockets. Each event has an `id`, which a client gives back as
//! `Last-Event-ID` to hear exactly what it missed; what such an id says is told at `Position`.
//!
//! ```text
//! retry: 2000
//! id: AAABm…
//!
//! id: AAABm…
//! event: user
//! data: {"conversation":"user:…","seq":7,"content":"Tea?",…}
//! ```
//!
//! A stream is no task: it is a response body that the connection polls, so it ends with the connection.

mod endpoint;
mod error;
mod frame;
mod position;
mod stream;
mod streams;

pub use endpoint::event_stream;
pub use error::StreamError;
pub use streams::{StreamLimits, Streams};
