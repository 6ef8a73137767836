//! `GET /ws`.

use std::sync::Arc;

use actix_http::{HttpMessage, ws};
use actix_web::{
    Error, HttpRequest, HttpResponse,
    rt::{self, task::JoinHandle},
    web::{Data, Payload, ServiceConfig, get},
};
use discuss_guard::bearer_or_query;
use discuss_http::Language;
use tracing::Span;

use crate::{
    Chat, Farewell, Transport, actix_socket::ActixSocket, language::speaking, link::JsonLink,
    raw_socket::RawSocket, serve, upgrade::Offer,
};

/// Mounts the endpoint at `/ws`. The application has to hold [`Data<Chat>`].
///
/// The token may come in the query, since browsers cannot set headers on a WebSocket; a bad one is
/// accepted and closed with 4401, since they cannot read a refused upgrade either.
pub fn raw_websocket(config: &mut ServiceConfig) {
    config.route("/ws", get().to(open));
}

async fn open(request: HttpRequest, payload: Payload, chat: Data<Chat>) -> Result<HttpResponse, Error> {
    let (token, language) = (bearer_or_query(&request), Language::of(&request));
    let chat = chat.into_inner();
    let max_bytes = chat.limits.max_frame_bytes;
    let offer = request.extensions().get::<Offer>().cloned();
    if let Some(offer) = offer {
        let response = ws::handshake(request.head())?.finish();
        let span = Span::current();
        offer.accept(move |taken| {
            attend(RawSocket::new(taken.io, taken.arrived, max_bytes), token, language, chat, span)
        });
        return Ok(response.map_into_boxed_body().into());
    }
    let (response, session, stream) = actix_ws::handle(&request, payload)?;
    drop(attend(ActixSocket::new(session, stream, max_bytes), token, language, chat, Span::current()));
    Ok(response)
}

/// Starts the task of a connection, which logs under `span`, that of the request which opened it.
fn attend(
    socket: impl Transport + 'static,
    token: Option<String>,
    language: Language,
    chat: Arc<Chat>,
    span: Span,
) -> JoinHandle<Farewell> {
    let connections = chat.connections.clone();
    let connection = async move { serve(JsonLink::new(socket), token, &chat, span).await };
    rt::spawn(connections.track_future(speaking(language, connection)))
}
