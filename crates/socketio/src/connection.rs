//! A client of Socket.IO on a session of Engine.IO.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use bytestring::ByteString;

use crate::{
    CloseReason, Settings,
    engine::{Action, Frame, Heard, Input, Refusal, Request, Session, Sid, Transport},
    socket::{Client, Incoming, Namespace, Packet},
};

/// One client. Driven exactly as a [`Session`] is: after every call, [`next_action`](Self::next_action) until it
/// has nothing more; by [`deadline`](Self::deadline), an [`Input::Tick`].
#[derive(Debug)]
pub struct Connection {
    session: Session,
    client: Client,
}

impl Connection {
    /// Begins a connection with the request that asked for it.
    #[must_use]
    pub fn open(sid: Sid, transport: Transport, settings: Arc<Settings>, now: Instant) -> Self {
        let client = Client::new(Arc::clone(&settings), now);
        Self { session: Session::open(sid, transport, settings, now), client }
    }

    /// The session below.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Until when there has to be an [`Input::Tick`]; `None` when the connection has ended.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let session = self.session.deadline()?;
        let client = self.client.deadline().filter(|_| self.session.is_open());
        Some(client.map_or(session, |client| client.min(session)))
    }

    /// An HTTP request has come; see [`Session::request`].
    ///
    /// # Errors
    /// When it must not be asked now.
    pub fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal> {
        self.session.request(request, now)
    }

    /// The body of the POST has been read; see [`Session::body`].
    ///
    /// # Errors
    /// When it is too large or broken, which ends the connection.
    pub fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal> {
        self.session.body(body, now)
    }

    /// Something has happened.
    pub fn handle(&mut self, input: Input, now: Instant) {
        self.session.handle(input, now);
        if self.client.is_late(now) {
            self.session.close(CloseReason::ConnectTimeout, now);
        }
    }

    /// Ends the connection, after what waits to be sent.
    pub fn close(&mut self, reason: CloseReason, now: Instant) {
        self.session.close(reason, now);
    }

    /// What has to be done next; `None` when there is nothing more for now.
    pub fn next_action(&mut self, now: Instant) -> Option<Action<Incoming>> {
        self.next_incoming(now).map(Action::Deliver).or_else(|| self.session.next_output())
    }

    /// Of what has to be done next, all but what the client says, which may come even after
    /// [`Action::Close`].
    pub fn next_output<D>(&mut self) -> Option<Action<D>> {
        self.session.next_output()
    }

    /// Of what has to be done next, only what the client says. While it asks to be let in, the rest waits: nothing
    /// that it says right after is dropped or overtakes the answer.
    pub fn next_incoming(&mut self, now: Instant) -> Option<Incoming> {
        while !self.client.is_asking() {
            let said = match self.session.next_heard()? {
                Heard::Message(message) => self.client.receive(message, now),
                Heard::Pong => Ok(Some(Incoming::Pong)),
            };
            match said {
                Ok(Some(incoming)) => return Some(incoming),
                Ok(None) => {}
                Err(reason) => self.session.close(reason, now),
            }
        }
        None
    }

    /// Lets the client into the namespace that it asked for; there it is called `sid`.
    pub fn accept(&mut self, namespace: &Namespace, sid: &Sid) {
        if self.client.join(namespace) {
            let data = format!(r#"{{"sid":"{sid}"}}"#).into();
            self.send(&Packet::Connect { namespace: namespace.clone(), data: Some(data) });
        }
    }

    /// Does not let the client into the namespace that it asked for. Clients know the message "Invalid namespace".
    pub fn refuse(&mut self, namespace: &Namespace, message: &str) {
        if self.client.refuse(namespace) {
            let message = serde_json::to_string(message).expect("a string can be JSON");
            let data = format!(r#"{{"message":{message}}}"#).into();
            self.send(&Packet::ConnectError { namespace: namespace.clone(), data });
        }
    }

    /// Puts the client out of a namespace. The connection goes on.
    pub fn disconnect(&mut self, namespace: &Namespace, now: Instant) {
        if self.client.dismiss(namespace, now) {
            self.send(&Packet::Disconnect { namespace: namespace.clone() });
        }
    }

    /// Sends a packet to this client alone.
    pub fn send(&mut self, packet: &Packet) {
        packet.encode().for_each(|frame| self.session.send(frame));
    }

    /// Sends what [`encode_event`](crate::socket::encode_event) has made, which many clients may share.
    pub fn send_encoded(&mut self, frame: ByteString) {
        self.session.send(Frame::Text(frame));
    }

    /// A number for an event that the client has to answer. The answer comes as [`Incoming::Ack`].
    pub fn expect_ack(&mut self, namespace: Namespace) -> u64 {
        self.client.expect_ack(namespace)
    }
}
