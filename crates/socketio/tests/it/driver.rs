//! What a server does with a connection, without a network and with a clock that is set by hand.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use discuss_socketio::{
    CloseReason, Connection, Settings,
    engine::{Action, Frame, Heard, Input, Packet, Refusal, Request, Session, Sid, Transport},
    socket::{Ack, Event, Incoming, Packet as SocketPacket},
};

pub fn sid(name: &str) -> Sid {
    Sid::parse(name).expect("a name")
}

/// The figures of the official test suites.
pub fn settings() -> Settings {
    Settings {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        connect_timeout: Duration::from_millis(1_000),
        ..Settings::default()
    }
}

/// A connection with what the server does on it.
pub trait Machine {
    type Heard;
    fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal>;
    fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal>;
    fn handle(&mut self, input: Input, now: Instant);
    fn next_action(&mut self, now: Instant) -> Option<Action<Self::Heard>>;
    fn deadline(&self) -> Option<Instant>;
    fn react(&mut self, heard: Self::Heard);
}

/// Sends every message back: the server of the Engine.IO test suite.
pub struct Echo(pub Session);

impl Machine for Echo {
    type Heard = Heard;

    fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal> {
        self.0.request(request, now)
    }

    fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal> {
        self.0.body(body, now)
    }

    fn handle(&mut self, input: Input, now: Instant) {
        self.0.handle(input, now);
    }

    fn next_action(&mut self, _now: Instant) -> Option<Action<Heard>> {
        self.0.next_action()
    }

    fn deadline(&self) -> Option<Instant> {
        self.0.deadline()
    }

    fn react(&mut self, heard: Heard) {
        if let Heard::Message(message) = heard {
            self.0.send(Packet::Message(message).encode());
        }
    }
}

/// The server of the Socket.IO test suite.
pub struct Chat(pub Connection);

impl Machine for Chat {
    type Heard = Incoming;

    fn request(&mut self, request: Request, now: Instant) -> Result<(), Refusal> {
        self.0.request(request, now)
    }

    fn body(&mut self, body: Bytes, now: Instant) -> Result<(), Refusal> {
        self.0.body(body, now)
    }

    fn handle(&mut self, input: Input, now: Instant) {
        self.0.handle(input, now);
    }

    fn next_action(&mut self, now: Instant) -> Option<Action<Incoming>> {
        self.0.next_action(now)
    }

    fn deadline(&self) -> Option<Instant> {
        self.0.deadline()
    }

    fn react(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Connect { namespace, auth } if ["/", "/custom"].contains(&namespace.as_str()) => {
                self.0.accept(&namespace, &sid("client"));
                let args = vec![auth.unwrap_or_else(|| "{}".into())];
                let attachments = Vec::new();
                let event = Event { namespace, name: "auth".into(), args, attachments, id: None };
                self.0.send(&SocketPacket::Event(event));
            }
            Incoming::Connect { namespace, .. } => self.0.refuse(&namespace, "Invalid namespace"),
            Incoming::Event(Event { namespace, name, args, attachments, .. }) if name == "message" => {
                let name = "message-back".into();
                self.0.send(&SocketPacket::Event(Event { namespace, name, args, attachments, id: None }));
            }
            Incoming::Event(Event { namespace, args, attachments, id: Some(id), .. }) => {
                self.0.send(&SocketPacket::Ack(Ack { namespace, id, args, attachments }));
            }
            Incoming::Event(_) | Incoming::Ack(_) | Incoming::Disconnect { .. } | Incoming::Pong => {}
        }
    }
}

/// A client and what it has received.
pub struct Driver<M> {
    pub machine: M,
    pub now: Instant,
    pub responses: Vec<String>,
    pub frames: Vec<Frame>,
    pub sockets_dropped: usize,
    pub closed: Option<CloseReason>,
}

pub fn echo(transport: Transport) -> Driver<Echo> {
    echo_with(transport, settings())
}

pub fn echo_with(transport: Transport, settings: Settings) -> Driver<Echo> {
    let now = Instant::now();
    Driver::new(Echo(Session::open(sid("s1"), transport, Arc::new(settings), now)), now)
}

pub fn chat(transport: Transport) -> Driver<Chat> {
    chat_with(transport, settings())
}

pub fn chat_with(transport: Transport, settings: Settings) -> Driver<Chat> {
    let now = Instant::now();
    Driver::new(Chat(Connection::open(sid("s1"), transport, Arc::new(settings), now)), now)
}

impl<M: Machine> Driver<M> {
    fn new(machine: M, now: Instant) -> Self {
        let (responses, frames) = (Vec::new(), Vec::new());
        let mut driver = Self { machine, now, responses, frames, sockets_dropped: 0, closed: None };
        driver.carry_out();
        driver
    }

    pub fn carry_out(&mut self) {
        while let Some(action) = self.machine.next_action(self.now) {
            assert_eq!(self.closed, None, "closing is the last action");
            match action {
                Action::Deliver(heard) => self.machine.react(heard),
                Action::Send(frame) => self.frames.push(frame),
                Action::Respond(body) => self.responses.push(body.to_string()),
                Action::DropSocket => self.sockets_dropped += 1,
                Action::Close(reason) => self.closed = Some(reason),
            }
        }
    }

    pub fn request(&mut self, request: Request) -> Result<(), Refusal> {
        let answer = self.machine.request(request, self.now);
        self.carry_out();
        answer
    }

    /// A whole GET; the body of its answer, if it is answered already.
    pub fn get(&mut self) -> Result<Option<String>, Refusal> {
        let before = self.responses.len();
        self.request(Request::Get)?;
        Ok(self.responses.get(before).cloned())
    }

    /// A whole POST.
    pub fn post(&mut self, body: &'static str) -> Result<(), Refusal> {
        self.request(Request::Post)?;
        let answer = self.machine.body(Bytes::from_static(body.as_bytes()), self.now);
        self.carry_out();
        answer
    }

    pub fn handle(&mut self, input: Input) {
        self.machine.handle(input, self.now);
        self.carry_out();
    }

    pub fn text(&mut self, text: &'static str) {
        self.handle(Input::Frame(text.into()));
    }

    pub fn binary(&mut self, bytes: &'static [u8]) {
        self.handle(Input::Frame(Frame::Binary(Bytes::from_static(bytes))));
    }

    /// Lets time pass; the driver comes back whenever it has to.
    pub fn wait(&mut self, millis: u64) {
        let end = self.now + Duration::from_millis(millis);
        while let Some(deadline) = self.machine.deadline().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.handle(Input::Tick);
        }
        self.now = end;
    }

    /// Takes the frames that have been written so far.
    pub fn written(&mut self) -> Vec<Frame> {
        std::mem::take(&mut self.frames)
    }

    /// The same, of which all must be text.
    pub fn said(&mut self) -> Vec<String> {
        let text = |frame| match frame {
            Frame::Text(text) => text.to_string(),
            Frame::Binary(bytes) => panic!("binary: {bytes:?}"),
        };
        self.written().into_iter().map(text).collect()
    }

    pub fn last_response(&self) -> &str {
        self.responses.last().expect("an answer")
    }
}

impl Driver<Echo> {
    pub fn send(&mut self, text: &'static str) {
        self.machine.0.send(text.into());
        self.carry_out();
    }

    pub fn close(&mut self) {
        self.machine.0.close(CloseReason::ServerClosed, self.now);
        self.carry_out();
    }
}

/// A polling client whose WebSocket has been probed.
pub fn probed() -> Driver<Echo> {
    let mut client = echo(Transport::Polling);
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    client.text("2probe");
    assert_eq!(client.said(), ["3probe"]);
    client
}
