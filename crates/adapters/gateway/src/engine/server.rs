//! The endpoint: what requests ask for, and how they are answered.

use std::{future::Future, sync::Arc, time::Duration};

use actix_web::{
    Error, HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, ContentType},
    },
    rt::{self, task::JoinHandle},
    web::{self, Payload},
};
use bytes::{Bytes, BytesMut};
use bytestring::ByteString;
use discuss_http::BODY_DEADLINE;
use discuss_socketio::{
    Settings,
    engine::{POSTED, Query, Refusal, Request, Route, Sid, Transport},
};
use futures_util::{StreamExt, TryFutureExt, stream::once};
use tokio::{sync::oneshot, time::timeout};
use tokio_util::task::TaskTracker;

use super::{
    Protocol, Socket,
    sessions::{Door, Handover, Knock, Sessions},
    socket::Carrier,
};
use crate::{
    Transport as _,
    web_socket::{self, WebSocket},
};

/// When a client that finds no place may try again, in seconds.
const RETRY_AFTER: u64 = 5;

/// How a WebSocket is closed that no session waits for: against the policy (RFC 6455, section 7.4.1).
const UNWANTED: (u16, &str) = (1008, "no session waits for this");

/// What an endpoint grants its clients.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Times and limits of a session.
    pub settings: Arc<Settings>,
    /// How many clients may poll at once.
    pub max_polling: usize,
    /// How long one write may take.
    pub write_deadline: Duration,
}

/// Answers the requests of clients of Engine.IO or Socket.IO. Cheap to clone; all threads that serve an endpoint
/// need clones of one.
#[derive(Clone)]
pub struct EngineServer {
    options: Arc<EngineOptions>,
    sessions: Arc<Sessions>,
    tasks: TaskTracker,
}

impl EngineServer {
    /// A server without sessions. `tasks` waits for those to come.
    #[must_use]
    pub fn new(options: EngineOptions, tasks: TaskTracker) -> Self {
        let sessions = Sessions::new(options.max_polling);
        Self { options: Arc::new(options), sessions, tasks }
    }

    /// Answers a request of any method. A new session is a task on this thread that does what `attend` says, and ends
    /// with it.
    pub async fn answer<P, F>(
        &self,
        request: &HttpRequest,
        payload: Payload,
        attend: impl FnOnce(Socket<P>) -> F + 'static,
    ) -> HttpResponse
    where
        P: Protocol + 'static,
        F: Future<Output = ()> + 'static,
    {
        let answer = match route(request) {
            Ok(Route::Open(Transport::Polling)) => self.open_polling(attend),
            Ok(Route::Open(Transport::WebSocket)) => self.open_web_socket(request, payload, attend),
            Ok(Route::Session(sid, asked)) => self.ask(&sid, asked, request, payload).await,
            Err(refusal) => Err(refusal.into()),
        };
        answer.unwrap_or_else(Failure::response)
    }

    fn open_polling<P, F>(&self, attend: impl FnOnce(Socket<P>) -> F) -> Result<HttpResponse, Failure>
    where
        P: Protocol + 'static,
        F: Future<Output = ()> + 'static,
    {
        let sid = fresh_sid();
        let knocks = self.sessions.add(&sid).map_err(|_full| Failure::NoPlace)?;
        let (get, body) = oneshot::channel();
        let carrier = Carrier { knocks: Some(knocks), get: Some(get), ..Carrier::default() };
        let socket = Socket::new(sid, Transport::Polling, carrier, Arc::clone(&self.options));
        self.spawn(attend(socket));
        Ok(text(body))
    }

    fn open_web_socket<P, F>(
        &self,
        request: &HttpRequest,
        payload: Payload,
        attend: impl FnOnce(Socket<P>) -> F + 'static,
    ) -> Result<HttpResponse, Failure>
    where
        P: Protocol + 'static,
        F: Future<Output = ()> + 'static,
    {
        let server = self.clone();
        self.accept(request, payload, move |web_socket| {
            let carrier = Carrier { web_socket: Some(web_socket), ..Carrier::default() };
            let options = Arc::clone(&server.options);
            server.spawn(attend(Socket::new(fresh_sid(), Transport::WebSocket, carrier, options)))
        })
    }

    async fn ask(
        &self,
        sid: &Sid,
        asked: Request,
        request: &HttpRequest,
        payload: Payload,
    ) -> Result<HttpResponse, Failure> {
        let door = self.sessions.find(sid);
        match asked {
            Request::Get => Ok(text(door?.ask(|answer| Knock::Get { answer }).await?)),
            Request::Post => self.post(&door?, payload).await,
            Request::WebSocket => self.upgrade(door, request, payload).await,
        }
    }

    async fn post(&self, door: &Door, payload: Payload) -> Result<HttpResponse, Failure> {
        door.ask(|answer| Knock::Post { answer }).await?;
        let body = timeout(BODY_DEADLINE, read(payload, self.options.settings.max_payload)).await;
        let Ok(Some(body)) = body else {
            door.tell(Knock::PostDropped).await?;
            return Err(Refusal::BadRequest.into());
        };
        door.ask(|answer| Knock::Body { body, answer }).await?;
        Ok(text_answer().body(POSTED))
    }

    async fn upgrade(
        &self,
        door: Result<Door, Refusal>,
        request: &HttpRequest,
        payload: Payload,
    ) -> Result<HttpResponse, Failure> {
        let handover = match door {
            Ok(door) => door.ask(|answer| Knock::WebSocket { answer }).await,
            Err(refusal) => Err(refusal),
        };
        let server = self.clone();
        self.accept(request, payload, move |web_socket| {
            // Of a handshake that is refused, a browser could not tell why.
            let Ok(handover) = handover else {
                let (code, reason) = UNWANTED;
                let closed = timeout(server.options.write_deadline, web_socket.close(code, reason));
                return server.spawn(async move { drop(closed.await) });
            };
            let (released, until) = oneshot::channel();
            match web_socket.pack(&server.tasks) {
                // A session that has ended meanwhile does not need it.
                Ok(socket) => drop(handover.send(Handover { socket, released })),
                Err(error) => tracing::warn!(%error, "a WebSocket could not be handed over"),
            }
            // The connection counts until the session does not need it any more.
            server.spawn(async move { drop(until.await) })
        })
    }

    fn accept(
        &self,
        request: &HttpRequest,
        payload: Payload,
        attend: impl FnOnce(WebSocket) -> JoinHandle<()> + 'static,
    ) -> Result<HttpResponse, Failure> {
        let max_bytes = self.options.settings.max_payload;
        web_socket::accept(request, payload, max_bytes, attend).map_err(Failure::Handshake)
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) -> JoinHandle<()> {
        rt::spawn(self.tasks.track_future(task))
    }
}

/// Why a request is not answered as it wishes.
enum Failure {
    /// It is against the protocol.
    Refused(Refusal),
    /// It is not the handshake of a WebSocket.
    Handshake(Error),
    /// As many clients poll as may.
    NoPlace,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Failure {
    fn response(self) -> HttpResponse {
        match self {
            Self::Refused(refusal) => {
                let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
                HttpResponse::build(status).content_type(ContentType::json()).body(refusal.body())
            }
            Self::Handshake(error) => HttpResponse::from_error(error),
            Self::NoPlace => {
                HttpResponse::ServiceUnavailable().insert_header((header::RETRY_AFTER, RETRY_AFTER)).finish()
            }
        }
    }
}

fn route(request: &HttpRequest) -> Result<Route, Refusal> {
    let query = web::Query::<Query>::from_query(request.query_string()).map_err(|_| Refusal::BadRequest)?;
    let upgrade = request.headers().get(header::UPGRADE);
    let is_websocket = upgrade.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    query.route(request.method().as_str(), is_websocket)
}

fn fresh_sid() -> Sid {
    Sid::from_random(rand::random())
}

/// The body of a POST, of a larger one only the beginning; `None` when it does not come.
async fn read(mut payload: Payload, max_bytes: usize) -> Option<Bytes> {
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.ok()?;
        let room = (max_bytes + 1).saturating_sub(body.len());
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() > max_bytes {
            break;
        }
    }
    Some(body.freeze())
}

fn text_answer() -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.content_type(ContentType::plaintext()).insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}

/// The answer to a GET. If it has to wait, its body is a stream of one piece: when the connection breaks, actix-web drops
/// that, and the session hears of it, whatever became of the handler.
fn text(mut body: oneshot::Receiver<ByteString>) -> HttpResponse {
    match body.try_recv() {
        Ok(body) => text_answer().body(body),
        Err(_) => text_answer().streaming(once(body.map_ok(ByteString::into_bytes))),
    }
}
