//! Messages: said once, stored for good, numbered without gaps.
//!
//! A conversation is a log. [`MessageService::submit`] puts a message on a bounded queue, the
//! [`Writer`] stores all that waits in one transaction (*group commit*), and only then is the sender
//! answered and everybody else told. [`MessageRepository`] is what it asks of a database.

mod error;
mod model;
mod port;
mod queue;
mod service;
#[cfg(feature = "testing")]
pub mod testing;
mod writer;

pub use error::MessageError;
pub use model::{
    Appended, Authored, ClientKind, ConversationSummary, Draft, Missed, Peer, Position, Post, Refusal, Voice, Window,
};
pub use port::MessageRepository;
pub use queue::{QueueLimits, Receipt};
pub use service::{MessagePolicy, MessageService, PrivateMessages};
pub use writer::{Writer, message_service};
