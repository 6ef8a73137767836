//! The life of a session.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use bytestring::ByteString;

use super::{
    Action, Frame, Handshake, Heard, Input, Packet, Refusal, Request, Sid, Transport,
    carrier::{Carrier, Upgrade},
    heartbeat::{Beat, Heartbeat},
    payload,
    phase::Phase,
    queue::Queue,
};
use crate::{CloseReason, ProtocolError, Settings};

/// The body of the answer to a POST that was accepted.
pub const POSTED: &str = "ok";

/// One client, on whichever transport.
///
/// After every call, [`next_action`](Self::next_action) has to be asked until it has nothing more, and by
/// [`deadline`](Self::deadline) there has to be an [`Input::Tick`]. What the server sends waits in one
/// queue, whatever carries the session, so nothing is lost or overtaken when the transport changes:
///
/// 1. on polling, the queue leaves as the body of a GET, and only there; a WebSocket on probation carries
///    the answer to its probe and nothing else;
/// 2. from the upgrade on it leaves as frames, and no GET is open, since every GET that came after the
///    probe has been answered at once;
/// 3. whoever breaks the rules ends the session, and what waited is dropped; when the server ends it, what
///    waited still leaves.
#[derive(Debug)]
pub struct Session {
    sid: Sid,
    settings: Arc<Settings>,
    phase: Phase,
    carrier: Carrier,
    heartbeat: Heartbeat,
    inbox: Queue<Heard>,
    outbox: Queue<Frame>,
    get_open: bool,
    post_open: bool,
    /// A WebSocket has failed its probation.
    socket_failed: bool,
    /// A client that polls is to be told that the server has ended the session: in a payload of its own, since the
    /// existing client forgets what it has not yet handled when it reads that.
    owes_close: bool,
}

impl Session {
    /// Begins a session with the request that asked for it. The handshake is the first thing that is sent.
    #[must_use]
    pub fn open(sid: Sid, transport: Transport, settings: Arc<Settings>, now: Instant) -> Self {
        let handshake = Packet::Open(Handshake::new(sid.clone(), transport, &settings));
        let queue_items = settings.max_waiting_packets;
        let queue_bytes = settings.max_waiting_bytes;
        let mut outbox = Queue::new(queue_items, queue_bytes);
        outbox.push_last_word(handshake.encode());
        let (carrier, get_open) = match transport {
            Transport::Polling => (Carrier::Polling { upgrade: None }, true),
            Transport::WebSocket => (Carrier::WebSocket, false),
        };
        Self {
            sid,
            phase: Phase::Open,
            carrier,
            heartbeat: Heartbeat::new(settings.ping_interval, settings.ping_timeout, now),
            inbox: Queue::new(queue_items, queue_bytes),
            outbox,
            get_open,
            post_open: false,
            socket_failed: false,
            owes_close: false,
            settings,
        }
    }

    /// The session's name.
    #[must_use]
    pub const fn sid(&self) -> &Sid {
        &self.sid
    }

    /// What carries the session now.
    #[must_use]
    pub const fn transport(&self) -> Transport {
        self.carrier.transport()
    }

    /// Whether messages can still be exchanged.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open)
    }

    /// Whether a frame of so many bytes may be sent. More than may wait ends the session.
    #[must_use]
    pub fn has_room_for(&self, bytes: usize) -> bool {
        self.outbox.has_room_for(bytes)
    }

    /// How many pings were sent. Each is answered by at most one [`Heard::Pong`], which says that what was sent before
    /// that ping has been received.
    #[must_use]
    pub const fn pings(&self) -> u64 {
        self.heartbeat.pings()
    }

    /// Until when there has to be an [`Input::Tick`]; `None` when the session has ended.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        match (&self.phase, &self.carrier) {
            (Phase::Open, Carrier::Polling { upgrade: Some(upgrade) }) => {
                Some(self.heartbeat.deadline().min(upgrade.until))
            }
            (Phase::Open, _) => Some(self.heartbeat.deadline()),
            (Phase::Closing(_, until), _) => Some(*until),
            (Phase::Closed(_) | Phase::Over, _) => None,
        }
    }

    /// An HTTP request has come. A GET that is not refused is answered by [`Action::Respond`], a POST by what
    /// [`body`](Self::body) says of its body; and a WebSocket belongs to the session from now on.
    ///
    /// # Errors
    /// When it must not be asked now. A second GET or POST beside an open one ends the session.
    pub fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal> {
        if request == Request::Get {
            // Whoever comes too late must not depend on which of the two was looked at first.
            self.tick(now);
        }
        if self.phase.has_ended() {
            return Err(Refusal::UnknownSession);
        }
        let Carrier::Polling { upgrade } = &mut self.carrier else {
            return Err(Refusal::BadRequest);
        };
        let is_second = match request {
            Request::Get => std::mem::replace(&mut self.get_open, true),
            Request::Post => std::mem::replace(&mut self.post_open, true),
            // A second one is turned away, and does not harm the first.
            Request::WebSocket if upgrade.is_some() || !matches!(self.phase, Phase::Open) => {
                return Err(Refusal::BadRequest);
            }
            Request::WebSocket => {
                let until = now + self.settings.upgrade_timeout;
                *upgrade = Some(Upgrade { until, probed: false, answer: None });
                false
            }
        };
        if is_second {
            self.fail(CloseReason::Protocol(ProtocolError("two requests of one kind at once")));
            return Err(Refusal::BadRequest);
        }
        Ok(())
    }

    /// The body of the POST has been read; the answer is [`POSTED`]. Of a body that is too large it is enough
    /// to hand in the first `max_payload` + 1 bytes.
    ///
    /// # Errors
    /// When it is too large or broken, which ends the session, and nothing of it is heard.
    pub fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal> {
        if self.phase.has_ended() {
            return Err(Refusal::UnknownSession);
        }
        if !std::mem::take(&mut self.post_open) {
            return Err(Refusal::BadRequest);
        }
        if body.len() > self.settings.max_payload {
            self.fail(CloseReason::Limit("a payload is larger than allowed"));
            return Err(Refusal::TooLarge);
        }
        if payload::count(&body) > self.settings.max_payload_packets {
            self.fail(CloseReason::Limit("a payload has more packets than allowed"));
            return Err(Refusal::BadRequest);
        }
        match payload::decode(body) {
            Ok(packets) => packets.into_iter().for_each(|packet| self.hear(packet, now)),
            Err(error) => self.fail(error.into()),
        }
        match self.phase {
            Phase::Closed(CloseReason::ClientClosed) => Ok(()),
            Phase::Closed(_) => Err(Refusal::BadRequest),
            _ => Ok(()),
        }
    }

    /// Something has happened.
    pub fn handle(&mut self, input: Input, now: Instant) {
        if self.phase.has_ended() {
            return;
        }
        match input {
            Input::Frame(frame) => self.receive(frame, now),
            Input::SocketClosed => match &mut self.carrier {
                Carrier::Polling { upgrade } => *upgrade = None,
                Carrier::WebSocket => self.fail(CloseReason::TransportClosed),
            },
            Input::GetDropped if std::mem::take(&mut self.get_open) => {
                self.fail(CloseReason::TransportClosed);
            }
            Input::PostDropped if std::mem::take(&mut self.post_open) => {
                self.fail(CloseReason::TransportClosed);
            }
            // It has been answered meanwhile.
            Input::GetDropped | Input::PostDropped => {}
            Input::Tick => self.tick(now),
        }
    }

    /// Sends a frame. Many sessions may share it. More than may wait ends the session.
    pub fn send(&mut self, frame: Frame) {
        if self.is_open() && !self.outbox.push(frame) {
            self.fail(CloseReason::Overflow);
        }
    }

    /// Ends the session, after what waits to be sent. What was heard and not yet delivered is dropped.
    pub fn close(&mut self, reason: CloseReason, now: Instant) {
        if !self.is_open() {
            return;
        }
        self.inbox.clear();
        if let Carrier::Polling { upgrade } = &self.carrier {
            self.owes_close = true;
            // After its probe the client polls no more, and waits for the WebSocket.
            if !upgrade.as_ref().is_some_and(|upgrade| upgrade.probed) {
                self.abandon_upgrade();
            }
        }
        self.phase = Phase::Closing(reason, now + self.settings.ping_timeout);
    }

    /// What has to be done next; `None` when there is nothing more for now.
    pub fn next_action(&mut self) -> Option<Action<Heard>> {
        self.next_heard().map(Action::Deliver).or_else(|| self.next_output())
    }

    /// Of what has to be done next, only what was heard: for those who carry out the rest at once.
    pub fn next_heard(&mut self) -> Option<Heard> {
        self.inbox.pop()
    }

    /// Of what has to be done next, all but what was heard, which may come even after [`Action::Close`].
    pub fn next_output<D>(&mut self) -> Option<Action<D>> {
        if std::mem::take(&mut self.socket_failed) {
            return Some(Action::DropSocket);
        }
        if let Some(body) = self.response() {
            return Some(Action::Respond(body));
        }
        let frame = match &mut self.carrier {
            Carrier::WebSocket => self.outbox.pop(),
            Carrier::Polling { upgrade } => upgrade.as_mut().and_then(|upgrade| upgrade.answer.take()),
        };
        frame.map(Action::Send).or_else(|| self.ending().map(Action::Close))
    }

    /// The answer to the open GET, if it is time.
    fn response(&mut self) -> Option<ByteString> {
        if !self.get_open {
            return None;
        }
        let batch = match &self.carrier {
            Carrier::Polling { .. } if !self.outbox.is_empty() => {
                payload::next_batch(&mut self.outbox, self.settings.max_payload)
            }
            Carrier::Polling { .. } if std::mem::take(&mut self.owes_close) => vec![Packet::Close.encode()],
            // What there will be to say leaves over the WebSocket.
            Carrier::Polling { upgrade: Some(Upgrade { probed: true, .. }) } | Carrier::WebSocket => {
                vec![Packet::Noop.encode()]
            }
            Carrier::Polling { .. } => return None,
        };
        self.get_open = false;
        Some(payload::encode(batch))
    }

    /// Why the session has ended, once.
    fn ending(&mut self) -> Option<CloseReason> {
        let reason = match self.phase {
            Phase::Closed(reason) => reason,
            Phase::Closing(reason, _) if self.outbox.is_empty() && !self.owes_close => reason,
            _ => return None,
        };
        self.phase = Phase::Over;
        Some(reason)
    }

    fn tick(&mut self, now: Instant) {
        match self.phase {
            Phase::Open => {}
            Phase::Closing(reason, until) if now >= until => return self.fail(reason),
            _ => return,
        }
        if let Carrier::Polling { upgrade: Some(upgrade) } = &self.carrier
            && now >= upgrade.until
        {
            self.abandon_upgrade();
        }
        match self.heartbeat.tick(now) {
            Some(Beat::Ping) => self.send(Packet::Ping.encode()),
            Some(Beat::Silence) => self.fail(CloseReason::PingTimeout),
            None => {}
        }
    }

    fn receive(&mut self, frame: Frame, now: Instant) {
        let is_too_large = frame.size() > self.settings.max_payload;
        match (&self.carrier, Packet::decode(frame)) {
            (Carrier::Polling { .. }, Ok(packet)) if !is_too_large => self.probe(&packet),
            (Carrier::Polling { .. }, _) => self.abandon_upgrade(),
            (Carrier::WebSocket, _) if is_too_large => {
                self.fail(CloseReason::Limit("a frame is larger than allowed"));
            }
            (Carrier::WebSocket, Ok(packet)) => self.hear(packet, now),
            (Carrier::WebSocket, Err(error)) => self.fail(error.into()),
        }
    }

    /// The WebSocket on probation has said something.
    fn probe(&mut self, packet: &Packet) {
        let Carrier::Polling { upgrade: Some(upgrade) } = &mut self.carrier else { return };
        match packet {
            Packet::ProbePing => {
                upgrade.probed = true;
                upgrade.answer = Some(Packet::ProbePong.encode());
            }
            Packet::Upgrade if upgrade.probed => {
                if let Some(answer) = upgrade.answer.take() {
                    self.outbox.push_first(answer);
                }
                self.carrier = Carrier::WebSocket;
                self.owes_close = false;
            }
            _ => self.abandon_upgrade(),
        }
    }

    /// The session stays with polling.
    fn abandon_upgrade(&mut self) {
        if let Carrier::Polling { upgrade } = &mut self.carrier {
            self.socket_failed |= upgrade.take().is_some();
        }
    }

    fn hear(&mut self, packet: Packet, now: Instant) {
        if !self.is_open() {
            return;
        }
        self.heartbeat.heard(now);
        match packet {
            Packet::Message(message) => self.deliver(Heard::Message(message)),
            Packet::Pong if self.heartbeat.answered(now) => self.deliver(Heard::Pong),
            Packet::Pong | Packet::Noop => {}
            Packet::Close => self.fail(CloseReason::ClientClosed),
            Packet::Open(_) | Packet::Ping | Packet::ProbePing | Packet::ProbePong | Packet::Upgrade => {
                self.fail(CloseReason::Protocol(ProtocolError("a packet at the wrong time")));
            }
        }
    }

    fn deliver(&mut self, heard: Heard) {
        if !self.inbox.push(heard) {
            self.fail(CloseReason::Overflow);
        }
    }

    /// Ends the session at once. An open GET still hears of it.
    fn fail(&mut self, reason: CloseReason) {
        let reason = match self.phase {
            Phase::Open => reason,
            Phase::Closing(first, _) => first,
            Phase::Closed(_) | Phase::Over => return,
        };
        self.outbox.clear();
        self.owes_close = false;
        if self.get_open {
            // Whoever ended it itself need not be told.
            let farewell = if reason == CloseReason::ClientClosed { Packet::Noop } else { Packet::Close };
            self.outbox.push_last_word(farewell.encode());
        }
        self.phase = Phase::Closed(reason);
    }
}
