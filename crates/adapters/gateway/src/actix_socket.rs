//! A [`Transport`] over actix-ws, which works in anybody's actix-web application.

use std::{collections::VecDeque, io};

use actix_web::error::PayloadError;
use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Closed, MessageStream, ProtocolError,
    Session,
};
use bytes::Bytes;
use bytestring::ByteString;

use crate::{LinkError, Message, TextFrame, Transport};

/// One WebSocket of actix-ws, which frames each text anew and writes what it has framed together.
pub(crate) struct ActixSocket {
    session: Session,
    stream: AggregatedMessageStream,
    unsent: VecDeque<Unsent>,
}

enum Unsent {
    Text(ByteString),
    Ping,
    Pong(Bytes),
}

impl ActixSocket {
    pub fn new(session: Session, stream: MessageStream, max_frame_bytes: usize) -> Self {
        let stream = stream
            .max_frame_size(max_frame_bytes)
            .aggregate_continuations()
            .max_continuation_size(max_frame_bytes);
        Self { session, stream, unsent: VecDeque::new() }
    }

    async fn send(&mut self, unsent: Unsent) -> Result<(), Closed> {
        match unsent {
            Unsent::Text(text) => self.session.text(text).await,
            Unsent::Ping => self.session.ping(b"").await,
            Unsent::Pong(payload) => self.session.pong(&payload).await,
        }
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
        match self.stream.recv().await? {
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
