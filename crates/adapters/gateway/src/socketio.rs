//! The chat for clients of Socket.IO: `/websocket`.

mod arrival;
mod link;
mod receipts;

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload, ServiceConfig, route},
};
use discuss_guard::bearer_or_query;
use discuss_http::Language;
use discuss_socketio::{Connection, Settings};
use tracing::Span;

use self::{arrival::arrive, link::SocketIoLink};
use crate::{Chat, ChatLimits, EngineOptions, Socket, connection::attend, language::speaking};

/// Mounts the endpoint at `/websocket`, with and without a slash at the end. The application has to hold
/// [`Data<Chat>`].
pub fn socket_io(config: &mut ServiceConfig) {
    for path in ["/websocket", "/websocket/"] {
        config.route(path, route().to(open));
    }
}

async fn open(request: HttpRequest, payload: Payload, chat: Data<Chat>) -> HttpResponse {
    let (token, language) = (bearer_or_query(&request), Language::of(&request));
    let (chat, span) = (chat.into_inner(), Span::current());
    let engine = chat.engine.clone();
    engine.answer(&request, payload, move |socket| speaking(language, talk(socket, token, chat, span))).await
}

async fn talk(socket: Socket<Connection>, token: Option<String>, chat: Arc<Chat>, span: Span) {
    let link = SocketIoLink::new(socket);
    attend(link, async |link, chat| arrive(link, token, chat).await, &chat, span).await;
}

/// What clients of Socket.IO are granted.
pub(crate) fn engine_options(limits: &ChatLimits) -> EngineOptions {
    let settings = Settings {
        ping_interval: limits.ping_interval,
        ping_timeout: limits.ping_timeout,
        connect_timeout: limits.auth_deadline,
        max_payload: limits.max_frame_bytes,
        ..Settings::default()
    };
    let max_waiting_bytes = settings.max_waiting_bytes.max(settings.max_payload);
    EngineOptions {
        settings: Arc::new(Settings { max_waiting_bytes, ..settings }),
        max_polling: limits.max_polling,
        write_deadline: limits.write_deadline,
    }
}
