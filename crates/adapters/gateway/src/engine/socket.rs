//! A session, and what carries it.

use std::{collections::VecDeque, convert::Infallible, future::pending, pin::Pin, sync::Arc, time::Instant};

use bytestring::ByteString;
use discuss_socketio::{
    CloseReason, Connection,
    engine::{Action, Frame, Input, Request, Sid, Transport as Kind},
    socket::Namespace,
};
use tokio::{
    sync::oneshot,
    time::{Sleep, sleep_until, timeout},
};

use super::{
    EngineOptions, Protocol,
    sessions::{Handover, Knock, Knocks},
};
use crate::{LinkError, Message, TextFrame, Transport, link::within, web_socket::WebSocket};

/// An empty queue that keeps room for more than this gives it back: most connections are idle.
const SPARE: usize = 32;

/// One client: the protocol as a value, and what carries it just now. Used by one task.
pub struct Socket<P> {
    /// The protocol. What is said to it leaves with the next [`recv`](Self::recv).
    pub protocol: P,
    /// What many are told, while the session has no room for it.
    unsent: VecDeque<TextFrame>,
    carrier: Carrier,
    /// When the protocol has to look at the time.
    timer: Pin<Box<Sleep>>,
    options: Arc<EngineOptions>,
    has_goodbye: bool,
    end: Option<End>,
}

/// How the client is reached.
#[derive(Default)]
pub(super) struct Carrier {
    /// Requests, as long as the client may poll.
    pub knocks: Option<Knocks>,
    /// The open GET.
    pub get: Option<oneshot::Sender<ByteString>>,
    /// A WebSocket whose handshake is under way.
    pub coming: Option<oneshot::Receiver<Handover>>,
    /// The WebSocket, be it on probation or not.
    pub web_socket: Option<WebSocket>,
    /// The WebSocket of a client that has said goodbye on it.
    pub departed: Option<WebSocket>,
    /// Dropped when a WebSocket that was handed over is not needed any more.
    pub released: Option<oneshot::Sender<()>>,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// Why.
    pub reason: CloseReason,
    /// Whether the client has received all that was written: it said goodbye, or had come for more.
    pub is_clean: bool,
}

/// What happens to a session.
enum Happening {
    Message(Option<Result<Message, LinkError>>),
    Knock(Option<Knock>),
    Handover(Option<Handover>),
    GetDropped,
    Tick,
}

impl<P: Protocol> Socket<P> {
    pub(super) fn new(sid: Sid, kind: Kind, carrier: Carrier, options: Arc<EngineOptions>) -> Self {
        let now = now();
        Self {
            protocol: P::open(sid, kind, Arc::clone(&options.settings), now),
            unsent: VecDeque::new(),
            carrier,
            timer: Box::pin(sleep_until(now.into())),
            options,
            has_goodbye: false,
            end: None,
        }
    }

    /// The next thing heard; `None` when the session has ended. Cancel-safe.
    ///
    /// Meanwhile it writes what was said, answers requests and keeps the heartbeat: wait for it again and again. A
    /// write that takes too long ends the session.
    pub async fn recv(&mut self) -> Option<P::Heard> {
        loop {
            if let Some(heard) = self.protocol.next_heard(now()) {
                return Some(heard);
            }
            self.carry_out();
            if self.end.is_some() {
                return None;
            }
            match within(self.options.write_deadline, self.carrier.write()).await {
                Some(Ok(())) => self.attend().await,
                Some(Err(_)) | None => self.lose_web_socket(),
            }
        }
    }

    /// How the session ended, if it has.
    #[must_use]
    pub const fn end(&self) -> Option<End> {
        self.end
    }

    /// Says what many are told, in a frame made once: on a WebSocket it is written as it is.
    pub fn say(&mut self, frame: TextFrame) {
        self.unsent.push_back(frame);
    }

    /// Writes what was said. What a client that polls has no room for is waited for. Cancel-safe.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn flush(&mut self) -> Result<(), LinkError> {
        loop {
            self.carry_out();
            if self.end.is_some() {
                return Err(LinkError::Gone);
            }
            if self.carrier.write().await.is_err() {
                self.lose_web_socket();
            } else if self.unsent.is_empty() {
                return Ok(());
            } else {
                self.attend().await;
            }
        }
    }

    /// Ends the session, after what was said. On a WebSocket, `code` and `reason` say why.
    pub async fn close(mut self, code: u16, reason: &'static str) {
        self.protocol.close(CloseReason::ServerClosed, now());
        loop {
            self.carry_out();
            if self.end.is_some() {
                break;
            }
            self.attend().await;
        }
        if let Some(mut web_socket) = self.carrier.web_socket.take().or(self.carrier.departed.take()) {
            let farewell = async {
                // Whoever is gone does not hear it.
                if web_socket.flush().await.is_ok() {
                    web_socket.close(code, reason).await;
                }
            };
            let _ = timeout(self.options.write_deadline, farewell).await;
        }
    }

    /// Does all that can be done without waiting.
    fn carry_out(&mut self) {
        loop {
            while let Some(output) = self.protocol.next_output() {
                self.obey(output);
            }
            let session = self.protocol.session();
            let Some(next) = self.unsent.front() else { break };
            match &mut self.carrier.web_socket {
                _ if !session.is_open() => self.unsent.clear(),
                // On a WebSocket nothing waits in the session.
                Some(web_socket) if session.transport() == Kind::WebSocket => {
                    self.unsent.drain(..).for_each(|frame| web_socket.push(frame));
                }
                _ if session.has_room_for(next.text().len()) => {
                    if let Some(next) = self.unsent.pop_front() {
                        self.protocol.send_text(next.text());
                    }
                }
                _ => break,
            }
        }
        if self.unsent.is_empty() && self.unsent.capacity() > SPARE {
            self.unsent = VecDeque::new();
        }
    }

    fn obey(&mut self, output: Action<Infallible>) {
        let Carrier { get, coming, web_socket, released, .. } = &mut self.carrier;
        match output {
            Action::Deliver(never) => match never {},
            Action::Send(frame) => {
                if let Some(web_socket) = web_socket {
                    match frame {
                        Frame::Text(text) => web_socket.push(TextFrame::new(&text)),
                        Frame::Binary(bytes) => web_socket.push_binary(bytes),
                    }
                }
            }
            Action::Respond(body) => {
                if let Some(get) = get.take() {
                    // Whoever has given up shows it by not answering the next ping.
                    let _ = get.send(body);
                }
            }
            Action::DropSocket => (*coming, *web_socket, *released) = (None, None, None),
            Action::Close(reason) => {
                let is_clean = match reason {
                    CloseReason::ClientClosed => true,
                    CloseReason::TransportClosed => self.has_goodbye,
                    _ => false,
                };
                self.end = Some(End { reason, is_clean });
            }
        }
    }

    /// Waits until something happens, and lets the protocol know.
    async fn attend(&mut self) {
        if let Some(deadline) = self.protocol.deadline().map(Into::into)
            && self.timer.deadline() != deadline
        {
            self.timer.as_mut().reset(deadline);
        }
        let Carrier { knocks, get, coming, web_socket, .. } = &mut self.carrier;
        // The heartbeat does not wait for a client that talks much, and what came over a WebSocket came before a
        // request that was made after it.
        let happening = tokio::select! {
            biased;
            () = &mut self.timer => Happening::Tick,
            message = or_never(web_socket, async |socket| socket.recv().await) => Happening::Message(message),
            knock = or_never(knocks, async |knocks| knocks.next().await) => Happening::Knock(knock),
            handover = or_never(coming, async |coming| coming.await.ok()) => Happening::Handover(handover),
            () = or_never(get, async |get| get.closed().await) => Happening::GetDropped,
        };
        self.note(happening);
    }

    fn note(&mut self, happening: Happening) {
        let now = now();
        match happening {
            Happening::Message(Some(Ok(Message::Text(text)))) => {
                self.protocol.handle(Input::Frame(Frame::Text(text)), now);
            }
            Happening::Message(Some(Ok(Message::Binary(bytes)))) => {
                self.protocol.handle(Input::Frame(Frame::Binary(bytes)), now);
            }
            Happening::Message(Some(Ok(Message::Pulse))) => {}
            Happening::Message(None) => {
                self.has_goodbye = self.protocol.session().transport() == Kind::WebSocket;
                self.carrier.departed = self.carrier.web_socket.take();
                self.lose_web_socket();
            }
            Happening::Message(Some(Err(_))) => self.lose_web_socket(),
            Happening::Knock(Some(knock)) => self.open(knock, now),
            Happening::Knock(None) => self.carrier.knocks = None,
            Happening::Handover(handover) => self.take(handover),
            Happening::GetDropped => {
                self.carrier.get = None;
                self.has_goodbye = true;
                self.protocol.handle(Input::GetDropped, now);
            }
            Happening::Tick => self.protocol.handle(Input::Tick, now),
        }
        if self.protocol.session().transport() == Kind::WebSocket {
            self.carrier.knocks = None;
        }
    }

    /// A request has come. Whoever asked may be gone already and not hear the answer.
    fn open(&mut self, knock: Knock, now: Instant) {
        match knock {
            Knock::Get { answer } => {
                let allowed = self.protocol.request(Request::Get, now).map(|()| {
                    let (get, body) = oneshot::channel();
                    self.carrier.get = Some(get);
                    body
                });
                // What waits already is the answer.
                self.carry_out();
                let _ = answer.send(allowed);
            }
            Knock::Post { answer } => {
                let _ = answer.send(self.protocol.request(Request::Post, now));
            }
            Knock::Body { body, answer } => {
                let _ = answer.send(self.protocol.body(body, now));
            }
            Knock::PostDropped => self.protocol.handle(Input::PostDropped, now),
            Knock::WebSocket { answer } => {
                let allowed = self.protocol.request(Request::WebSocket, now).map(|()| {
                    let (handover, coming) = oneshot::channel();
                    self.carrier.coming = Some(coming);
                    handover
                });
                let _ = answer.send(allowed);
            }
        }
    }

    /// The handshake of a WebSocket has succeeded, or failed.
    fn take(&mut self, handover: Option<Handover>) {
        self.carrier.coming = None;
        let max_bytes = self.options.settings.max_payload;
        let taken = handover.and_then(|Handover { socket, released }| {
            let unpacked = socket.unpack(max_bytes);
            let unpacked = unpacked.inspect_err(|error| tracing::warn!(%error, "a WebSocket was lost"));
            Some((unpacked.ok()?, released))
        });
        match taken {
            Some((web_socket, released)) => {
                self.carrier.web_socket = Some(web_socket);
                self.carrier.released = Some(released);
            }
            None => self.lose_web_socket(),
        }
    }

    fn lose_web_socket(&mut self) {
        (self.carrier.web_socket, self.carrier.released) = (None, None);
        self.protocol.handle(Input::SocketClosed, now());
    }
}

impl Socket<Connection> {
    /// Lets the client into the namespace that it asked for, under a new name.
    pub fn accept(&mut self, namespace: &Namespace) {
        self.protocol.accept(namespace, &Sid::from_random(rand::random()));
    }

    /// Puts the client out of a namespace: it will not connect again by itself.
    pub fn disconnect(&mut self, namespace: &Namespace) {
        self.protocol.disconnect(namespace, now());
    }
}

impl Carrier {
    async fn write(&mut self) -> Result<(), LinkError> {
        match &mut self.web_socket {
            Some(web_socket) => web_socket.flush().await,
            None => Ok(()),
        }
    }
}

/// Waits for what something there brings, or for ever.
async fn or_never<T, R>(there: &mut Option<T>, wait: impl AsyncFnOnce(&mut T) -> R) -> R {
    match there {
        Some(there) => wait(there).await,
        None => pending().await,
    }
}

/// The time as the runtime tells it.
fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
