//! A [`Transport`] over the bare socket: what the server itself uses.
//!
//! It costs an idle connection next to nothing, and a write one system call for all that waits. The frames are read
//! and made by actix's codec.

use std::{
    cell::RefCell, collections::VecDeque, future::poll_fn, io, io::IoSlice, mem, pin::Pin, time::Duration,
};

use actix_http::ws::{CloseCode, CloseReason, Codec, Frame, Item, Message as Outgoing, ProtocolError};
use bytes::{Bytes, BytesMut};
use bytestring::ByteString;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf},
    time::timeout,
};
use tokio_util::codec::{Decoder, Encoder};

use crate::{LinkError, Message, TextFrame, Transport};

/// At most so many frames leave in one system call.
const MAX_SLICES: usize = 64;

/// A header of a client's frame is no longer than this.
const MAX_HEADER: usize = 14;

/// An empty queue that keeps room for more than this gives it back: most connections are idle.
const SPARE: usize = 32;

/// How long is waited for the other side's goodbye. A socket that is closed while something unread has arrived
/// may lose what was written last.
const GOODBYE: Duration = Duration::from_secs(2);

thread_local! {
    /// What is read passes through here, so that a connection holds no buffer while it waits.
    static ARRIVALS: RefCell<Box<[u8]>> = RefCell::new(vec![0; 64 * 1024].into());
}

/// One WebSocket whose handshake is done.
pub(crate) struct RawSocket<IO> {
    io: IO,
    codec: Codec,
    /// What has arrived and is not a whole frame yet.
    arrived: BytesMut,
    /// The parts of a message that came in several frames.
    parts: Option<Parts>,
    unsent: VecDeque<Unsent>,
    /// How much of the first of the unsent frames is on its way.
    begun: usize,
    max_bytes: usize,
}

/// A frame that waits to be written.
enum Unsent {
    Text(TextFrame),
    Other(Bytes),
}

impl Unsent {
    fn framed(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.framed(),
            Self::Other(frame) => frame,
        }
    }
}

struct Parts {
    is_text: bool,
    bytes: BytesMut,
}

impl<IO: AsyncRead + AsyncWrite + Unpin> RawSocket<IO> {
    /// A socket from which `arrived` was read already. Frames, and messages of several frames, have `max_bytes` at
    /// most.
    pub fn new(io: IO, arrived: BytesMut, max_bytes: usize) -> Self {
        let codec = Codec::new().max_size(max_bytes);
        Self { io, codec, arrived, parts: None, unsent: VecDeque::new(), begun: 0, max_bytes }
    }

    /// The bare socket, and what has arrived; nothing has been read or written yet.
    pub fn into_parts(self) -> (IO, BytesMut) {
        (self.io, self.arrived)
    }

    /// Waits until more has arrived. False at the end.
    async fn read(&mut self) -> io::Result<bool> {
        let Self { io, arrived, .. } = self;
        poll_fn(|context| {
            ARRIVALS.with_borrow_mut(|buffer| {
                let mut buffer = ReadBuf::new(buffer);
                let outcome = Pin::new(&mut *io).poll_read(context, &mut buffer);
                outcome.map_ok(|()| {
                    arrived.extend_from_slice(buffer.filled());
                    !buffer.filled().is_empty()
                })
            })
        })
        .await
    }

    /// The next whole frame among what has arrived.
    fn decode(&mut self) -> Result<Option<Frame>, LinkError> {
        let frame = self.codec.decode(&mut self.arrived).map_err(|error| match error {
            ProtocolError::Overflow => LinkError::TooLarge,
            _ => LinkError::Protocol,
        })?;
        if self.arrived.is_empty() {
            self.arrived = BytesMut::new();
        }
        // The codec knows the length of a frame only when all of it is there.
        if frame.is_none() && self.arrived.len() > self.max_bytes + MAX_HEADER {
            return Err(LinkError::TooLarge);
        }
        Ok(frame)
    }

    /// What a frame means. `None` when more of the message is to come.
    fn understand(&mut self, frame: Frame) -> Result<Option<Heard>, LinkError> {
        match frame {
            Frame::Text(text) => message(true, text).map(Some),
            Frame::Binary(bytes) => message(false, bytes).map(Some),
            Frame::Continuation(item) => self.gather(item),
            Frame::Ping(payload) => {
                self.push_message(Outgoing::Pong(payload));
                Ok(Some(Heard::Message(Message::Pulse)))
            }
            Frame::Pong(_) => Ok(Some(Heard::Message(Message::Pulse))),
            Frame::Close(_) => Ok(Some(Heard::Goodbye)),
        }
    }

    fn gather(&mut self, item: Item) -> Result<Option<Heard>, LinkError> {
        let (is_first, is_last) =
            (matches!(item, Item::FirstText(_) | Item::FirstBinary(_)), matches!(item, Item::Last(_)));
        if is_first {
            let is_text = matches!(item, Item::FirstText(_));
            self.parts = Some(Parts { is_text, bytes: BytesMut::new() });
        }
        let Some(parts) = &mut self.parts else {
            return Err(LinkError::Protocol);
        };
        let (Item::FirstText(part) | Item::FirstBinary(part) | Item::Continue(part) | Item::Last(part)) =
            item;
        if parts.bytes.len() + part.len() > self.max_bytes {
            return Err(LinkError::TooLarge);
        }
        parts.bytes.extend_from_slice(&part);
        match self.parts.take_if(|_| is_last) {
            Some(whole) => message(whole.is_text, whole.bytes.freeze()).map(Some),
            None => Ok(None),
        }
    }

    fn push_message(&mut self, message: Outgoing) {
        let mut frame = BytesMut::new();
        match self.codec.encode(message, &mut frame) {
            Ok(()) => self.unsent.push_back(Unsent::Other(frame.freeze())),
            Err(error) => tracing::error!(%error, "a frame could not be made"),
        }
    }

    async fn write_some(&mut self) -> io::Result<usize> {
        let Self { io, unsent, begun, .. } = self;
        // A task would hold room for slices that it kept while it waits.
        poll_fn(|context| {
            let mut slices = [IoSlice::new(&[]); MAX_SLICES];
            let count = unsent.len().min(MAX_SLICES);
            let mut begun = *begun;
            for (slice, frame) in slices.iter_mut().zip(&*unsent) {
                *slice = IoSlice::new(&frame.framed()[mem::take(&mut begun)..]);
            }
            Pin::new(&mut *io).poll_write_vectored(context, &slices[..count])
        })
        .await
    }

    /// Forgets what has been written.
    fn forget(&mut self, written: usize) {
        self.begun += written;
        while let Some(first) =
            self.unsent.front().map(|frame| frame.framed().len()).filter(|first| *first <= self.begun)
        {
            self.begun -= first;
            self.unsent.pop_front();
        }
    }

    /// Waits until the other side has closed, whatever it says meanwhile.
    async fn drain(&mut self) {
        while let Ok(true) = self.read().await {
            self.arrived.clear();
        }
    }
}

/// What was heard.
enum Heard {
    Message(Message),
    Goodbye,
}

fn message(is_text: bool, bytes: Bytes) -> Result<Heard, LinkError> {
    let message = if is_text {
        Message::Text(ByteString::try_from(bytes).map_err(|_| LinkError::Protocol)?)
    } else {
        Message::Binary(bytes)
    };
    Ok(Heard::Message(message))
}

impl<IO: AsyncRead + AsyncWrite + Unpin> Transport for RawSocket<IO> {
    async fn recv(&mut self) -> Option<Result<Message, LinkError>> {
        loop {
            let heard = match self.decode() {
                Ok(Some(frame)) => self.understand(frame),
                Ok(None) => match self.read().await {
                    Ok(true) => continue,
                    Ok(false) | Err(_) => return Some(Err(LinkError::Gone)),
                },
                Err(error) => Err(error),
            };
            match heard {
                Ok(Some(Heard::Message(message))) => return Some(Ok(message)),
                Ok(Some(Heard::Goodbye)) => return None,
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn push(&mut self, text: TextFrame) {
        self.unsent.push_back(Unsent::Text(text));
    }

    fn push_binary(&mut self, bytes: Bytes) {
        self.push_message(Outgoing::Binary(bytes));
    }

    fn push_ping(&mut self) {
        self.push_message(Outgoing::Ping(Bytes::new()));
    }

    async fn flush(&mut self) -> Result<(), LinkError> {
        while !self.unsent.is_empty() {
            match self.write_some().await {
                Ok(0) | Err(_) => return Err(LinkError::Gone),
                Ok(written) => self.forget(written),
            }
        }
        if self.unsent.capacity() > SPARE {
            self.unsent = VecDeque::new();
        }
        Ok(())
    }

    async fn close(mut self, code: u16, reason: &'static str) {
        // A frame that is on its way in part has to be finished first.
        self.unsent.truncate(usize::from(self.begun > 0));
        let reason = CloseReason { code: CloseCode::from(code), description: Some(reason.to_owned()) };
        self.push_message(Outgoing::Close(Some(reason)));
        // Whoever is gone does not hear it.
        if self.flush().await.is_ok() && self.io.shutdown().await.is_ok() {
            let _ = timeout(GOODBYE, self.drain()).await;
        }
    }
}

#[cfg(test)]
mod tests;
