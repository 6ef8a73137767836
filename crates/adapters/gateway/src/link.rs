//! What a connection needs of whoever is at the other end.

use std::{pin::pin, task::Poll, time::Duration};

use discuss_kernel::{Conversation, Kind};
use discuss_message::ClientKind;
use discuss_protocol::{Frame, InvalidFrame, Packet};
use futures_util::poll;
use serde_json::Value;
use tokio::time::timeout;

use crate::{Farewell, Message, SharedPacket, TextFrame, Transport, text_frame::Format};

/// What comes in over a link.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// The client wants something.
    Frame(Frame),
    /// Something that is none.
    Garbled {
        /// What the answer has to carry, if one is wanted.
        reference: Option<Value>,
        /// What is wrong with it.
        error: InvalidFrame,
    },
    /// A sign of life.
    Pulse,
    /// A sign of life that proves how far the client has received some conversations.
    Received(Vec<(Conversation, u64)>),
}

/// What goes out over a link.
#[derive(Debug, Clone)]
pub enum Utterance {
    /// Something happened.
    Event(SharedPacket),
    /// What was asked for is done.
    Done {
        /// What the answer has to carry.
        reference: Value,
        /// The answer.
        data: Value,
    },
    /// What was asked for is refused.
    Refused {
        /// What the answer has to carry, if an answer was wanted.
        reference: Option<Value>,
        /// Why.
        refusal: Refusal,
    },
}

impl From<Packet> for Utterance {
    fn from(packet: Packet) -> Self {
        Self::Event(packet.into())
    }
}

/// Why something is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub kind: Kind,
    /// The reason, for people.
    pub text: String,
    /// When trying again makes sense, in milliseconds.
    pub retry_ms: Option<u64>,
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
    /// The other side gives no sign of life.
    Silent,
}

/// One client, in the words of the chat. What it takes to say them is the link's business.
///
/// Used by one task. `recv` and `flush` are cancel-safe; `close` may follow a `flush` that was given up.
#[expect(async_fn_in_trait, reason = "links belong to one thread, so their futures need not be Send")]
pub trait Link {
    /// Under what name is kept how far such clients have come.
    const KIND: ClientKind;

    /// Whether the link itself finds out whether the other side is still there, so that nobody has to ask.
    const KEEPS_HEARTBEAT: bool;

    /// The next thing heard; `None` when the other side has said goodbye. It may leave something to be flushed.
    async fn recv(&mut self) -> Option<Result<Heard, LinkError>>;

    /// Puts something behind what is to be written.
    fn say(&mut self, utterance: Utterance);

    /// Asks for a sign of life, with the next flush.
    fn ping(&mut self);

    /// Writes all that is to be written, together if the transport can.
    async fn flush(&mut self) -> Result<(), LinkError>;

    /// Says goodbye, if the other side still listens. What was not written is dropped.
    async fn close(self, farewell: Farewell);
}

/// The link of raw WebSocket: `{"event","data","ref"?}` in text frames.
pub struct JsonLink<T>(T);

impl<T: Transport> JsonLink<T> {
    /// A link over a WebSocket.
    pub const fn new(transport: T) -> Self {
        Self(transport)
    }
}

impl<T: Transport> Link for JsonLink<T> {
    const KIND: ClientKind = ClientKind::WEBSOCKET;
    const KEEPS_HEARTBEAT: bool = false;

    async fn recv(&mut self) -> Option<Result<Heard, LinkError>> {
        Some(match self.0.recv().await? {
            Ok(Message::Text(text)) => Ok(Frame::parse(&text)
                .map_or_else(|error| Heard::Garbled { reference: None, error }, Heard::Frame)),
            Ok(Message::Binary(_)) => Err(LinkError::Protocol),
            Ok(Message::Pulse) => Ok(Heard::Pulse),
            Err(error) => Err(error),
        })
    }

    fn say(&mut self, utterance: Utterance) {
        self.0.push(match utterance {
            Utterance::Event(packet) => TextFrame::of(packet, Format::Json),
            Utterance::Done { reference, data } => TextFrame::new(&Packet::ack(&reference, &data)),
            Utterance::Refused { reference, refusal: Refusal { kind, text, retry_ms } } => {
                TextFrame::new(&Packet::error(reference.as_ref(), kind, &text, retry_ms))
            }
        });
    }

    fn ping(&mut self) {
        self.0.push_ping();
    }

    async fn flush(&mut self) -> Result<(), LinkError> {
        self.0.flush().await
    }

    async fn close(self, farewell: Farewell) {
        self.0.close(farewell.code(), farewell.reason()).await;
    }
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

    /// As [`Link::say`].
    pub fn say(&mut self, utterance: impl Into<Utterance>) {
        self.link.say(utterance.into());
    }

    /// As [`Link::ping`].
    pub fn ping(&mut self) {
        self.link.ping();
    }

    /// As [`Link::flush`].
    pub async fn flush(&mut self) -> Result<(), Farewell> {
        let written = within(self.deadline, self.link.flush()).await;
        written.ok_or(Farewell::TooSlow)?.map_err(Farewell::from)
    }
}

/// What a write came to; `None` when it took too long.
pub(crate) async fn within<T>(deadline: Duration, write: impl Future<Output = T>) -> Option<T> {
    let mut write = pin!(write);
    // Most writes need not wait, and so no clock.
    match poll!(&mut write) {
        Poll::Ready(written) => Some(written),
        Poll::Pending => timeout(deadline, write).await.ok(),
    }
}
