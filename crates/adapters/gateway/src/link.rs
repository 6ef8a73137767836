//! What a connection needs of its transport.

use bytestring::ByteString;

use crate::Farewell;

/// What comes in over a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A text frame.
    Text(ByteString),
    /// A sign of life.
    Pulse,
}

/// How a link fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// The other side is gone.
    Gone,
    /// A frame is larger than allowed.
    TooLarge,
    /// The other side does not speak the protocol.
    Protocol,
}

/// A framed, ordered, two-way transport to one client.
///
/// Used by one task. `recv` is cancel-safe; the other methods are awaited to their end, each within a
/// deadline that the caller sets.
#[expect(async_fn_in_trait, reason = "links belong to one thread, so their futures need not be Send")]
pub trait Link {
    /// The next thing heard; `None` when the other side has closed.
    async fn recv(&mut self) -> Option<Result<Heard, LinkError>>;

    /// Writes frames that are already encoded, in order, together if the transport can. Leaves `frames`
    /// empty.
    async fn send_all(&mut self, frames: &mut Vec<ByteString>) -> Result<(), LinkError>;

    /// Asks for a sign of life.
    async fn ping(&mut self) -> Result<(), LinkError>;

    /// Says goodbye, if the other side still listens.
    async fn close(self, farewell: Farewell);
}
