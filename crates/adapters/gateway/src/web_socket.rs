//! The beginning of a WebSocket, on whichever transport serves it.

use actix_http::{HttpMessage, ws};
use actix_web::{
    Error, HttpRequest, HttpResponse,
    rt::{net::TcpStream, task::JoinHandle},
    web::Payload,
};
use bytes::{Bytes, BytesMut};
use tokio_util::task::TaskTracker;

use crate::{
    LinkError, Message, TextFrame, Transport,
    actix_socket::{ActixSocket, Relayed},
    raw_socket::RawSocket,
    upgrade::Offer,
};

/// The other side of a request that began a WebSocket.
pub(crate) enum WebSocket {
    /// The socket itself, where the server lends it.
    Raw(RawSocket<TcpStream>),
    /// One of actix-ws.
    Actix(ActixSocket),
}

/// Answers a request that begins a WebSocket, and starts the task that attends to it.
///
/// # Errors
/// When the request is not a handshake.
pub(crate) fn accept<T: 'static>(
    request: &HttpRequest,
    payload: Payload,
    max_bytes: usize,
    attend: impl FnOnce(WebSocket) -> JoinHandle<T> + 'static,
) -> Result<HttpResponse, Error> {
    let offer = request.extensions().get::<Offer>().cloned();
    if let Some(offer) = offer {
        let response = ws::handshake(request.head())?.finish();
        offer.accept(move |taken| attend(WebSocket::Raw(RawSocket::new(taken.io, taken.arrived, max_bytes))));
        return Ok(response.map_into_boxed_body().into());
    }
    let (response, session, stream) = actix_ws::handle(request, payload)?;
    drop(attend(WebSocket::Actix(ActixSocket::new(session, stream, max_bytes))));
    Ok(response)
}

/// A WebSocket on its way to another thread.
pub(crate) enum Parcel {
    Raw(std::net::TcpStream, BytesMut),
    Actix(Relayed),
}

impl WebSocket {
    /// Takes it off this thread; nothing has been read or written yet.
    pub fn pack(self, tasks: &TaskTracker) -> std::io::Result<Parcel> {
        Ok(match self {
            Self::Raw(socket) => {
                let (io, arrived) = socket.into_parts();
                Parcel::Raw(io.into_std()?, arrived)
            }
            Self::Actix(socket) => Parcel::Actix(socket.relay(tasks)),
        })
    }
}

impl Parcel {
    /// Brings it to this thread.
    pub fn unpack(self, max_bytes: usize) -> std::io::Result<WebSocket> {
        Ok(match self {
            Self::Raw(io, arrived) => {
                WebSocket::Raw(RawSocket::new(TcpStream::from_std(io)?, arrived, max_bytes))
            }
            Self::Actix(relayed) => WebSocket::Actix(ActixSocket::from(relayed)),
        })
    }
}

impl Transport for WebSocket {
    async fn recv(&mut self) -> Option<Result<Message, LinkError>> {
        match self {
            Self::Raw(socket) => socket.recv().await,
            Self::Actix(socket) => socket.recv().await,
        }
    }

    fn push(&mut self, text: TextFrame) {
        match self {
            Self::Raw(socket) => socket.push(text),
            Self::Actix(socket) => socket.push(text),
        }
    }

    fn push_binary(&mut self, bytes: Bytes) {
        match self {
            Self::Raw(socket) => socket.push_binary(bytes),
            Self::Actix(socket) => socket.push_binary(bytes),
        }
    }

    fn push_ping(&mut self) {
        match self {
            Self::Raw(socket) => socket.push_ping(),
            Self::Actix(socket) => socket.push_ping(),
        }
    }

    async fn flush(&mut self) -> Result<(), LinkError> {
        match self {
            Self::Raw(socket) => socket.flush().await,
            Self::Actix(socket) => socket.flush().await,
        }
    }

    async fn close(self, code: u16, reason: &'static str) {
        match self {
            Self::Raw(socket) => socket.close(code, reason).await,
            Self::Actix(socket) => socket.close(code, reason).await,
        }
    }
}
