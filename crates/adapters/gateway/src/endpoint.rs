//! `GET /ws`.

use std::sync::Arc;

use actix_web::{
    Error, HttpRequest, HttpResponse,
    rt::{self, task::JoinHandle},
    web::{Data, Payload, ServiceConfig, get},
};
use discuss_guard::bearer_or_query;
use discuss_http::Language;
use tracing::Span;

use crate::{
    Chat, Farewell, JsonLink,
    language::speaking,
    serve,
    web_socket::{self, WebSocket},
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
    let (max_bytes, span) = (chat.limits.max_frame_bytes, Span::current());
    web_socket::accept(&request, payload, max_bytes, move |socket| {
        attend(socket, token, language, chat.into_inner(), span)
    })
}

/// Starts the task of a connection, which logs under `span`, that of the request which opened it.
fn attend(
    socket: WebSocket,
    token: Option<String>,
    language: Language,
    chat: Arc<Chat>,
    span: Span,
) -> JoinHandle<Farewell> {
    let connections = chat.connections.clone();
    let connection = async move { serve(JsonLink::new(socket), token, &chat, span).await };
    rt::spawn(connections.track_future(speaking(language, connection)))
}
