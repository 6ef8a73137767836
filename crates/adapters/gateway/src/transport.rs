//! What a link needs of a WebSocket, whoever speaks it.

use bytes::Bytes;
use bytestring::ByteString;

use crate::{LinkError, TextFrame};

/// What comes in over a transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A text.
    Text(ByteString),
    /// Bytes.
    Binary(Bytes),
    /// A sign of life.
    Pulse,
}

/// A framed, ordered, two-way transport to one client.
///
/// Used by one task. `recv` and `flush` are cancel-safe; `close` may follow a `flush` that was given up.
#[expect(async_fn_in_trait, reason = "transports belong to one thread, so their futures need not be Send")]
pub trait Transport {
    /// The next thing heard; `None` when the other side has said goodbye. It may leave an answer to be flushed.
    async fn recv(&mut self) -> Option<Result<Message, LinkError>>;

    /// Puts a text behind what is to be written.
    fn push(&mut self, text: TextFrame);

    /// Puts bytes there.
    fn push_binary(&mut self, bytes: Bytes);

    /// Puts a request for a sign of life there.
    fn push_ping(&mut self);

    /// Writes all that is to be written, together if the transport can.
    async fn flush(&mut self) -> Result<(), LinkError>;

    /// Says goodbye, if the other side still listens. What was not written is dropped.
    async fn close(self, code: u16, reason: &'static str);
}
