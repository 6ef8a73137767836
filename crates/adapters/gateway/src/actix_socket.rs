//! A [`Transport`] over actix-ws, which works in anybody's actix-web application.

use std::{collections::VecDeque, io};

use actix_web::{error::PayloadError, rt};
use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Closed, MessageStream, ProtocolError,
    Session,
};
use bytes::Bytes;
use bytestring::ByteString;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

use crate::{LinkError, Message, TextFrame, Transport};

/// One WebSocket of actix-ws, which frames each text anew and writes what it has framed together.
pub(crate) struct ActixSocket {
    session: Session,
    arrivals: Arrivals,
    unsent: VecDeque<Unsent>,
}

type Arrival = Result<AggregatedMessage, ProtocolError>;

enum Arrivals {
    Stream(Box<AggregatedMessageStream>),
    /// Of a stream that cannot leave its thread.
    Relayed(mpsc::Receiver<Arrival>),
}

/// A socket on its way to another thread.
pub(crate) struct Relayed {
    session: Session,
    arrivals: mpsc::Receiver<Arrival>,
}

/// How many messages may be between two threads.
const RELAYED: usize = 16;

enum Unsent {
    Text(ByteString),
    Binary(Bytes),
    Ping,
    Pong(Bytes),
}

impl ActixSocket {
    pub fn new(session: Session, stream: MessageStream, max_frame_bytes: usize) -> Self {
        let stream = stream
            .max_frame_size(max_frame_bytes)
            .aggregate_continuations()
            .max_continuation_size(max_frame_bytes);
        Self { session, arrivals: Arrivals::Stream(Box::new(stream)), unsent: VecDeque::new() }
    }

    /// Takes it off this thread, on which a task goes on reading, as long as there is somebody who listens.
    pub fn relay(self, tasks: &TaskTracker) -> Relayed {
        let (to, arrivals) = mpsc::channel(RELAYED);
        let mut from = self.arrivals;
        rt::spawn(tasks.track_future(async move {
            let relay = async {
                while let Some(arrival) = from.next().await
                    && to.send(arrival).await.is_ok()
                {}
            };
            tokio::select! {
                () = relay => {}
                () = to.closed() => {}
            }
        }));
        Relayed { session: self.session, arrivals }
    }

    async fn send(&mut self, unsent: Unsent) -> Result<(), Closed> {
        match unsent {
            Unsent::Text(text) => self.session.text(text).await,
            Unsent::Binary(bytes) => self.session.binary(bytes).await,
            Unsent::Ping => self.session.ping(b"").await,
            Unsent::Pong(payload) => self.session.pong(&payload).await,
        }
    }
}

impl Arrivals {
    async fn next(&mut self) -> Option<Arrival> {
        match self {
            Self::Stream(stream) => stream.recv().await,
            Self::Relayed(arrivals) => arrivals.recv().await,
        }
    }
}

impl From<Relayed> for ActixSocket {
    fn from(Relayed { session, arrivals }: Relayed) -> Self {
        Self { session, arrivals: Arrivals::Relayed(arrivals), unsent: VecDeque::new() }
    }
}

/// actix-ws says by an I/O error, too, that the parts of a frame are too large together, or not UTF-8.
fn link_error(error: &io::Error) -> LinkError {
    let is_broken = error.get_ref().is_some_and(|cause| cause.is::<PayloadError>());
    match error.kind() {
        io::ErrorKind::InvalidData => LinkError::Protocol,
        _ if is_broken => LinkError::Gone,
        _ => LinkError::TooLarge,
    }
}

impl Transport for ActixSocket {
    async fn recv(&mut self) -> Option<Result<Message, LinkError>> {
        let Some(arrival) = self.arrivals.next().await else {
            return Some(Err(LinkError::Gone));
        };
        match arrival {
            Ok(AggregatedMessage::Text(text)) => Some(Ok(Message::Text(text))),
            Ok(AggregatedMessage::Binary(bytes)) => Some(Ok(Message::Binary(bytes))),
            Ok(AggregatedMessage::Ping(payload)) => {
                self.unsent.push_back(Unsent::Pong(payload));
                Some(Ok(Message::Pulse))
            }
            Ok(AggregatedMessage::Pong(_)) => Some(Ok(Message::Pulse)),
            Ok(AggregatedMessage::Close(_)) => None,
            Err(ProtocolError::Overflow) => Some(Err(LinkError::TooLarge)),
            Err(ProtocolError::Io(error)) => Some(Err(link_error(&error))),
            Err(_) => Some(Err(LinkError::Protocol)),
        }
    }

    fn push(&mut self, text: TextFrame) {
        self.unsent.push_back(Unsent::Text(text.text()));
    }

    fn push_binary(&mut self, bytes: Bytes) {
        self.unsent.push_back(Unsent::Binary(bytes));
    }

    fn push_ping(&mut self) {
        self.unsent.push_back(Unsent::Ping);
    }

    async fn flush(&mut self) -> Result<(), LinkError> {
        // Taken out before it is sent: what is sent while this is given up must not be sent again.
        while let Some(unsent) = self.unsent.pop_front() {
            self.send(unsent).await.map_err(|Closed| LinkError::Gone)?;
        }
        Ok(())
    }

    async fn close(self, code: u16, reason: &'static str) {
        let reason = CloseReason { code: CloseCode::from(code), description: Some(reason.to_owned()) };
        // Whoever is gone does not hear it.
        let _ = self.session.close(Some(reason)).await;
    }
}
