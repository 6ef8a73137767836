//! The link of Socket.IO: `42["name",{…}]`, and acknowledgements as answers.

use bytestring::ByteString;
use discuss_guard::TokenError;
use discuss_message::ClientKind;
use discuss_protocol::{Frame, InvalidFrame, Packet};
use discuss_socketio::{
    CloseReason, Connection,
    socket::{Event, Incoming, Namespace, encode_ack},
};
use serde_json::{Value, json};

use super::{arrival::wording, receipts::Receipts};
use crate::{
    Farewell, Heard, Link, LinkError, Refusal, SharedPacket, Socket, TextFrame, Utterance, text_frame::Format,
};

/// A client of Socket.IO, in its main namespace; there is no other.
pub(crate) struct SocketIoLink {
    socket: Socket<Connection>,
    receipts: Receipts,
    /// The client has said goodbye.
    has_left: bool,
}

impl SocketIoLink {
    /// The link of a client that is not in the namespace yet.
    pub fn new(socket: Socket<Connection>) -> Self {
        Self { socket, receipts: Receipts::new(), has_left: false }
    }

    /// Waits until the client asks to be let in, and lets it in. What it says of itself: a JSON object.
    pub async fn admit(&mut self) -> Result<Option<ByteString>, LinkError> {
        loop {
            match self.socket.recv().await {
                Some(Incoming::Connect { namespace, auth }) if namespace.is_main() => {
                    self.socket.accept(&namespace);
                    return Ok(auth);
                }
                Some(Incoming::Connect { namespace, .. }) => self.refuse(&namespace),
                Some(_) => {}
                None => return Err(self.failure()),
            }
        }
    }

    fn refuse(&mut self, namespace: &Namespace) {
        self.socket.protocol.refuse(namespace, "Invalid namespace");
    }

    /// The client is gone.
    fn ended(&mut self) -> Option<Result<Heard, LinkError>> {
        if self.socket.end().is_some_and(|end| !end.is_clean) {
            return Some(Err(self.failure()));
        }
        self.leave()
    }

    /// The client has said goodbye: all that was written has arrived.
    fn leave(&mut self) -> Option<Result<Heard, LinkError>> {
        let is_first = !std::mem::replace(&mut self.has_left, true);
        is_first.then(|| Ok(Heard::Received(self.receipts.all())))
    }

    fn failure(&self) -> LinkError {
        match self.socket.end().map(|end| end.reason) {
            Some(CloseReason::Protocol(_)) => LinkError::Protocol,
            Some(CloseReason::Limit(_)) => LinkError::TooLarge,
            Some(CloseReason::PingTimeout) => LinkError::Silent,
            _ => LinkError::Gone,
        }
    }

    fn say_event(&mut self, packet: SharedPacket) {
        if let Some((conversation, seq)) = packet.packet().entry() {
            self.receipts.told(conversation, seq);
        }
        self.socket.say(TextFrame::of(packet, Format::SocketIo));
    }

    fn acknowledge(&mut self, reference: &Value, answer: &Value) {
        if let Some(id) = reference.as_u64() {
            let frame = encode_ack(&Namespace::MAIN, id, &[answer.to_string()]);
            self.socket.say(TextFrame::new(&frame));
        }
    }
}

/// The first argument of an event is its data.
fn heard(event: Event) -> Heard {
    let Event { name, args, attachments, id, .. } = event;
    let reference = id.map(Value::from);
    if !attachments.is_empty() {
        return Heard::Garbled { reference, error: InvalidFrame::Binary };
    }
    match args.first().map_or(Ok(Value::Null), |data| serde_json::from_str(data)) {
        Ok(data) => Heard::Frame(Frame { event: name.to_string(), data, reference }),
        Err(_) => Heard::Garbled { reference, error: InvalidFrame::Malformed },
    }
}

impl Link for SocketIoLink {
    const KIND: ClientKind = ClientKind::SOCKET_IO;
    const KEEPS_HEARTBEAT: bool = true;

    async fn recv(&mut self) -> Option<Result<Heard, LinkError>> {
        if self.has_left {
            return None;
        }
        let Some(incoming) = self.socket.recv().await else {
            return self.ended();
        };
        Some(Ok(match incoming {
            Incoming::Event(event) => heard(event),
            Incoming::Pong => Heard::Received(self.receipts.answered()),
            Incoming::Ack(_) => Heard::Pulse,
            Incoming::Connect { namespace, .. } => {
                self.refuse(&namespace);
                Heard::Pulse
            }
            Incoming::Disconnect { .. } => return self.leave(),
        }))
    }

    fn say(&mut self, utterance: Utterance) {
        match utterance {
            Utterance::Event(packet) => self.say_event(packet),
            Utterance::Done { reference, data } => {
                self.acknowledge(&reference, &json!({"code": 200, "msg": "success", "data": data}));
            }
            Utterance::Refused { reference: Some(reference), refusal: Refusal { text, .. } } => {
                self.acknowledge(&reference, &json!({"code": -1, "data": null, "msg": text}));
            }
            // Only who wants an answer gets one: the existing client logs out on any `exception`.
            Utterance::Refused { reference: None, .. } => {}
        }
    }

    fn ping(&mut self) {}

    async fn flush(&mut self) -> Result<(), LinkError> {
        self.socket.flush().await?;
        let pings = self.socket.protocol.session().pings();
        self.receipts.written(pings);
        Ok(())
    }

    async fn close(mut self, farewell: Farewell) {
        if farewell == Farewell::Expired {
            // As if announcing it had been refused only now.
            self.say(Packet::exception(wording(TokenError::Expired), "init", None).into());
            // Whoever is gone does not hear it.
            let _ = self.flush().await;
        }
        match farewell {
            // Put out by the server, a client does not connect again by itself.
            Farewell::Unauthorized | Farewell::Expired | Farewell::Revoked | Farewell::Replaced => {
                self.socket.disconnect(&Namespace::MAIN);
            }
            _ => {}
        }
        self.socket.close(farewell.code(), farewell.reason()).await;
    }
}
