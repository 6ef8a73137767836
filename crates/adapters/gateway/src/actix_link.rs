//! A [`Link`] over actix-ws, which works in anybody's actix-web application.

use std::io;

use actix_web::error::PayloadError;
use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, MessageStream, ProtocolError, Session,
};
use bytestring::ByteString;

use crate::{Farewell, Heard, Link, LinkError};

/// One WebSocket of actix-ws.
pub(crate) struct ActixLink {
    session: Session,
    stream: AggregatedMessageStream,
}

impl ActixLink {
    pub fn new(session: Session, stream: MessageStream, max_frame_bytes: usize) -> Self {
        let stream = stream
            .max_frame_size(max_frame_bytes)
            .aggregate_continuations()
            .max_continuation_size(max_frame_bytes);
        Self { session, stream }
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

impl Link for ActixLink {
    async fn recv(&mut self) -> Option<Result<Heard, LinkError>> {
        match self.stream.recv().await? {
            Ok(AggregatedMessage::Text(text)) => Some(Ok(Heard::Text(text))),
            Ok(AggregatedMessage::Binary(_)) => Some(Err(LinkError::Protocol)),
            Ok(AggregatedMessage::Ping(payload)) => {
                let answered = self.session.pong(&payload).await;
                Some(answered.map(|()| Heard::Pulse).map_err(|_| LinkError::Gone))
            }
            Ok(AggregatedMessage::Pong(_)) => Some(Ok(Heard::Pulse)),
            Ok(AggregatedMessage::Close(_)) => None,
            Err(ProtocolError::Overflow) => Some(Err(LinkError::TooLarge)),
            Err(ProtocolError::Io(error)) => Some(Err(link_error(&error))),
            Err(_) => Some(Err(LinkError::Protocol)),
        }
    }

    /// actix-ws frames each text anew, from the shared bytes, and writes what it has framed together.
    async fn send_all(&mut self, frames: &mut Vec<ByteString>) -> Result<(), LinkError> {
        for frame in frames.drain(..) {
            self.session.text(frame).await.map_err(|_| LinkError::Gone)?;
        }
        Ok(())
    }

    async fn ping(&mut self) -> Result<(), LinkError> {
        self.session.ping(b"").await.map_err(|_| LinkError::Gone)
    }

    async fn close(self, farewell: Farewell) {
        let reason = CloseReason {
            code: CloseCode::from(farewell.code()),
            description: Some(farewell.reason().to_owned()),
        };
        // Whoever is gone does not hear it.
        let _ = self.session.close(Some(reason)).await;
    }
}
