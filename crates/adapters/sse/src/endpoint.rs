//! `GET /sse`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName},
    web::{self, Data, ServiceConfig},
};
use discuss_guard::{TokenError, bearer_or_query};
use discuss_http::{ApiError, Language};
use discuss_protocol::Packet;
use discuss_realtime::{Hall, Weigh};

use crate::Streams;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Tells nginx to pass on what comes at once.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Mounts the endpoint at `path`. The application has to hold [`Data<Streams>`], and the [`Data<Hall<E>>`] of its
/// thread.
///
/// The token may come in the query, since an `EventSource` cannot set headers; so may the last id, as
/// `lastEventId`, for those that cannot send `Last-Event-ID` either.
pub fn event_stream<E>(path: &str) -> impl FnOnce(&mut ServiceConfig)
where
    E: Weigh + Clone + AsRef<Packet> + Send + Sync + 'static,
{
    move |config| {
        config.service(web::resource(path).route(web::get().to(open::<E>)));
    }
}

async fn open<E>(
    request: HttpRequest,
    streams: Data<Streams>,
    hall: Data<Hall<E>>,
) -> Result<HttpResponse, ApiError>
where
    E: Weigh + Clone + AsRef<Packet> + Send + Sync + 'static,
{
    let token = bearer_or_query(&request).ok_or(TokenError::Missing)?;
    let last = last_event_id(&request);
    let stream = streams.into_inner().open(&hall, &token, last.as_deref(), Language::of(&request)).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((X_ACCEL_BUFFERING, "no"))
        .streaming(stream.into_body()))
}

/// An empty one is none: browsers send nothing before they have heard something.
fn last_event_id(request: &HttpRequest) -> Option<String> {
    let header =
        request.headers().get(LAST_EVENT_ID).map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
    let id = header.or_else(|| {
        let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
        pairs.find(|(name, _)| name == "lastEventId").map(|(_, id)| id.into_owned())
    });
    id.filter(|id| !id.is_empty())
}
