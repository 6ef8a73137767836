//! Conversations in memory, for tests and examples.

mod log;
mod messages;

pub use messages::InMemoryMessages;
