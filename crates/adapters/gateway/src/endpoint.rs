//! `GET /ws`.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    web::{Data, Payload, ServiceConfig, get},
};
use discuss_guard::bearer_or_query;
use tracing::Instrument;

use crate::{Chat, actix_link::ActixLink, serve};

/// Mounts the endpoint at `/ws`. The application has to hold [`Data<Chat>`].
///
/// The token may come in the query, since browsers cannot set headers on a WebSocket; a bad one is
/// accepted and closed with 4401, since they cannot read a refused upgrade either.
pub fn raw_websocket(config: &mut ServiceConfig) {
    config.route("/ws", get().to(open));
}

async fn open(request: HttpRequest, payload: Payload, chat: Data<Chat>) -> Result<HttpResponse, Error> {
    let token = bearer_or_query(&request);
    let (response, session, stream) = actix_ws::handle(&request, payload)?;
    let link = ActixLink::new(session, stream, chat.limits.max_frame_bytes);
    let chat = chat.into_inner();
    let connections = chat.connections.clone();
    // The connection logs under the request that opened it.
    let connection = async move { serve(link, token, &chat).await }.in_current_span();
    actix_web::rt::spawn(connections.track_future(connection));
    Ok(response)
}
