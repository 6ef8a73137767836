//! What can be driven over a network.

use std::{convert::Infallible, sync::Arc, time::Instant};

use bytes::Bytes;
use bytestring::ByteString;
use discuss_socketio::{
    CloseReason, Connection, Settings,
    engine::{Action, Frame, Heard, Input, Refusal, Request, Session, Sid, Transport},
    socket::Incoming,
};

/// A session of Engine.IO, or a connection of Socket.IO. What the methods do is said there.
pub trait Protocol: Sized {
    /// What it hears.
    type Heard;

    /// See [`Session::open`].
    fn open(sid: Sid, transport: Transport, settings: Arc<Settings>, now: Instant) -> Self;

    /// The session of Engine.IO.
    fn session(&self) -> &Session;

    /// See [`Session::deadline`].
    fn deadline(&self) -> Option<Instant>;

    /// See [`Session::request`].
    ///
    /// # Errors
    /// When it must not be asked now.
    fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal>;

    /// See [`Session::body`].
    ///
    /// # Errors
    /// When it is too large or broken.
    fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal>;

    /// See [`Session::handle`].
    fn handle(&mut self, input: Input, now: Instant);

    /// Sends a text frame; see [`Session::send`].
    fn send_text(&mut self, frame: ByteString);

    /// See [`Session::close`].
    fn close(&mut self, reason: CloseReason, now: Instant);

    /// See [`Session::next_heard`].
    fn next_heard(&mut self, now: Instant) -> Option<Self::Heard>;

    /// See [`Session::next_output`].
    fn next_output(&mut self) -> Option<Action<Infallible>>;
}

/// Both have these methods already.
macro_rules! delegate {
    () => {
        fn open(sid: Sid, transport: Transport, settings: Arc<Settings>, now: Instant) -> Self {
            Self::open(sid, transport, settings, now)
        }

        fn deadline(&self) -> Option<Instant> {
            self.deadline()
        }

        fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal> {
            self.request(request, now)
        }

        fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal> {
            self.body(body, now)
        }

        fn handle(&mut self, input: Input, now: Instant) {
            self.handle(input, now);
        }

        fn close(&mut self, reason: CloseReason, now: Instant) {
            self.close(reason, now);
        }

        fn next_output(&mut self) -> Option<Action<Infallible>> {
            self.next_output()
        }
    };
}

impl Protocol for Session {
    type Heard = Heard;
    delegate!();

    fn session(&self) -> &Session {
        self
    }

    fn send_text(&mut self, frame: ByteString) {
        self.send(Frame::Text(frame));
    }

    fn next_heard(&mut self, _now: Instant) -> Option<Heard> {
        self.next_heard()
    }
}

impl Protocol for Connection {
    type Heard = Incoming;
    delegate!();

    fn session(&self) -> &Session {
        self.session()
    }

    fn send_text(&mut self, frame: ByteString) {
        self.send_encoded(frame);
    }

    fn next_heard(&mut self, now: Instant) -> Option<Incoming> {
        self.next_incoming(now)
    }
}
