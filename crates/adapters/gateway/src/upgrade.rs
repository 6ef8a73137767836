//! Takes sockets over from actix-web when a WebSocket begins.
//!
//! actix-web would keep the HTTP/1 machinery of such a connection, with its buffers, and write through it. Instead the
//! handshake goes through the application like any request, with all of its middleware, and carries an [`Offer`]; a
//! handler that accepts it gets the socket itself.

use std::{cell::Cell, fmt, rc::Rc};

use actix_codec::Framed;
use actix_http::{
    ConnectionType, HttpMessage, Request, Response,
    body::{BodySize, MessageBody, to_bytes},
    h1::{Codec, Message},
};
use actix_service::{IntoServiceFactory, Service, ServiceFactory, fn_factory, fn_service};
use actix_web::{
    Error, HttpResponse,
    dev::{AppConfig, ServiceResponse},
    rt::{net::TcpStream, task::JoinHandle},
};
use bytes::BytesMut;
use futures_util::{FutureExt, SinkExt, future::LocalBoxFuture};

/// A socket, and what has been read from it already.
pub(crate) struct Taken {
    pub io: TcpStream,
    pub arrived: BytesMut,
}

type Taker = Box<dyn FnOnce(Taken) -> LocalBoxFuture<'static, ()>>;

/// Stands in the extensions of a request whose socket may be taken over.
#[derive(Clone, Default)]
pub(crate) struct Offer(Rc<Cell<Option<Taker>>>);

impl Offer {
    /// Takes the socket over, once the response of the handler has been written.
    ///
    /// What is returned is waited for before the connection counts as ended.
    pub fn accept<T: 'static>(&self, taker: impl FnOnce(Taken) -> JoinHandle<T> + 'static) {
        let taker = |taken| Box::pin(taker(taken).map(|_ended| ())) as LocalBoxFuture<'static, ()>;
        self.0.set(Some(Box::new(taker)));
    }
}

/// What serves the requests of `application` that begin a WebSocket: for [`actix_http::HttpService`]'s `upgrade`, beside
/// the same application for all other requests.
pub fn upgrades<F, A, B>(
    application: F,
) -> impl ServiceFactory<
    (Request, Framed<TcpStream, Codec>),
    Config = (),
    Response = (),
    Error = Error,
    InitError = (),
>
where
    F: IntoServiceFactory<A, Request>,
    A: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>, Error = Error> + 'static,
    A::InitError: fmt::Debug,
    B: MessageBody + 'static,
{
    let application = application.into_factory();
    fn_factory(move || {
        let starting = application.new_service(AppConfig::default());
        async move {
            let application =
                Rc::new(starting.await.map_err(|error| tracing::error!(?error, "no upgrades"))?);
            Ok(fn_service(move |(request, socket)| upgrade(Rc::clone(&application), request, socket)))
        }
    })
}

async fn upgrade<S, B>(
    application: Rc<S>,
    request: Request,
    mut socket: Framed<TcpStream, Codec>,
) -> Result<(), Error>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody + 'static,
{
    let offer = Offer::default();
    request.extensions_mut().insert(offer.clone());
    let response = match application.call(request).await {
        Ok(response) => response.map_into_boxed_body().into_parts().1,
        Err(error) => HttpResponse::from_error(error),
    };
    match offer.0.take() {
        Some(taker) => {
            socket.send(Message::Item((response.drop_body().into(), BodySize::None))).await?;
            let parts = socket.into_parts();
            taker(Taken { io: parts.io, arrived: parts.read_buf }).await;
        }
        None => refuse(response, socket).await?,
    }
    Ok(())
}

/// Answers as actix-web would have, and ends the connection.
async fn refuse(response: HttpResponse, mut socket: Framed<TcpStream, Codec>) -> Result<(), Error> {
    let (head, body) = response.into_parts();
    let mut head = Response::from(head);
    head.head_mut().set_connection_type(ConnectionType::Close);
    let body = to_bytes(body).await?;
    socket.feed(Message::Item((head, BodySize::Sized(body.len() as u64)))).await?;
    socket.feed(Message::Chunk(Some(body))).await?;
    socket.send(Message::Chunk(None)).await?;
    socket.close().await?;
    Ok(())
}
