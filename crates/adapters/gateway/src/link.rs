//! What a connection needs of its transport.

use std::time::Duration;

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

/// A link on which no write takes longer than allowed.
pub(crate) struct Paced<'a, L> {
    /// The link itself.
    pub link: &'a mut L,
    /// How long one write may take.
    pub deadline: Duration,
}

impl<L: Link> Paced<'_, L> {
    /// As [`Link::recv`], which may take for ever.
    pub async fn recv(&mut self) -> Option<Result<Heard, LinkError>> {
        self.link.recv().await
    }

    /// As [`Link::send_all`].
    pub async fn send_all(&mut self, frames: &mut Vec<ByteString>) -> Result<(), Farewell> {
        in_time(self.deadline, self.link.send_all(frames)).await
    }

    /// As [`Link::ping`].
    pub async fn ping(&mut self) -> Result<(), Farewell> {
        in_time(self.deadline, self.link.ping()).await
    }
}

async fn in_time(
    deadline: Duration,
    write: impl Future<Output = Result<(), LinkError>>,
) -> Result<(), Farewell> {
    let written = tokio::time::timeout(deadline, write).await.map_err(|_| Farewell::TooSlow)?;
    written.map_err(Farewell::from)
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
