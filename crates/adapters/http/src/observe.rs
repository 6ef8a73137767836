//! One line in the log for every request, and the envelope for whatever was refused on the way.

use std::{
    net::IpAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BodySize, BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use discuss_kernel::UserId;
use tracing::{Instrument, Level, debug, enabled, error, error_span, info, warn};

use crate::{
    ApiError, BadRequest, Language, Remote, RequestId, TrustedProxies, disclose, extract::is_json,
    request_id::X_REQUEST_ID, trail::Trail,
};

/// Middleware, to be the outermost: names the request, finds out where it comes from
/// (with `Data<TrustedProxies>`), words failures in the [`Language`] that is asked for, those that are not
/// ours too, and writes one line to the log, with the causes if something failed.
///
/// The line has the pattern of the route and never the path itself, since people put secrets into paths.
/// At `debug` there is a second line, with headers, query, path values and body as far as an allow-list lets
/// them through.
///
/// # Errors
/// What inner middleware fails with, turned into the envelope.
pub async fn observe<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    let remote = remote_of(&request);
    let language = Language::of(&request);
    let trail = Rc::new(Trail::default());
    let method = request.method().clone();
    let detail = enabled!(Level::DEBUG).then(|| Detail::of(&mut request, &trail));
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(remote);
    request.extensions_mut().insert(Rc::clone(&trail));

    let span = error_span!("request", %id);
    async move {
        let outcome = next.call(request).await;
        let entry = Entry::of(&outcome, &trail, method.as_str(), remote.address, started.elapsed());
        entry.log();
        if let Some(detail) = detail {
            detail.log(&outcome, &trail);
        }
        finish(outcome, id, language)
    }
    .instrument(span)
    .await
}

fn remote_of(request: &ServiceRequest) -> Remote {
    let is_secure = request.app_config().secure();
    let see = |proxies: &TrustedProxies| proxies.remote(request.peer_addr(), is_secure, request.headers());
    match request.app_data::<Data<TrustedProxies>>() {
        Some(proxies) => see(proxies),
        None => see(&TrustedProxies::default()),
    }
}

/// The line about a request.
struct Entry<'a> {
    method: &'a str,
    path: String,
    status: StatusCode,
    duration: Duration,
    user: Option<UserId>,
    peer: Option<IpAddr>,
    error: Option<String>,
}

impl<'a> Entry<'a> {
    fn of<B>(
        outcome: &Result<ServiceResponse<B>, Error>,
        trail: &Trail,
        method: &'a str,
        peer: Option<IpAddr>,
        duration: Duration,
    ) -> Self {
        let (status, error, pattern) = match outcome {
            Ok(response) => {
                let error = response.response().error().map(causes);
                (response.status(), error, response.request().match_pattern())
            }
            Err(error) => (error.as_response_error().status_code(), Some(causes(error)), None),
        };
        let path = pattern.or_else(|| trail.pattern.get().cloned()).unwrap_or_else(|| "-".to_owned());
        Self { method, path, status, duration, user: trail.user.get(), peer, error }
    }

    fn log(&self) {
        macro_rules! log {
            ($level:ident) => {
                $level!(
                    method = self.method,
                    path = self.path,
                    status = self.status.as_u16(),
                    micros = u64::try_from(self.duration.as_micros()).unwrap_or(u64::MAX),
                    user = self.user.map(tracing::field::display),
                    peer = self.peer.map(tracing::field::display),
                    error = self.error,
                    "request"
                )
            };
        }
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => log!(warn),
            status if status.is_server_error() => log!(error),
            _ => log!(info),
        }
    }
}

/// What came with a request, as far as it may be shown.
struct Detail {
    headers: String,
    query: String,
}

impl Detail {
    fn of(request: &mut ServiceRequest, trail: &Rc<Trail>) -> Self {
        if is_json(request) {
            trail.watch_body(request);
        }
        let query = form_urlencoded::parse(request.query_string().as_bytes());
        Self { headers: disclose::headers(request.headers()), query: disclose::values(query) }
    }

    fn log<B>(&self, outcome: &Result<ServiceResponse<B>, Error>, trail: &Trail) {
        let path =
            outcome.as_ref().ok().map(|response| disclose::values(response.request().match_info().iter()));
        let body = disclose::json(&trail.body.borrow());
        debug!(headers = self.headers, query = self.query, path, body, "request came with");
    }
}

fn causes(error: &Error) -> String {
    error.as_error().map_or_else(|| error.to_string(), ApiError::causes)
}

/// Puts the request id into the answer, and the answer into the envelope.
fn finish<B: MessageBody + 'static>(
    outcome: Result<ServiceResponse<B>, Error>,
    id: RequestId,
    language: Language,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match outcome {
        Ok(response) => {
            let (request, response) = response.into_parts();
            let mut response = envelop(response, language);
            mark(response.headers_mut(), &id);
            Ok(ServiceResponse::new(request, response))
        }
        Err(mut error) => {
            // The server writes it out later; until then the request itself is gone.
            let status = error.as_response_error().status_code();
            let envelope = envelope(Some(&error), status, language);
            error.add_response_mapper(move |response| {
                let mut response = worded(response, envelope.clone(), language);
                mark(response.headers_mut(), &id);
                response
            });
            Err(error)
        }
    }
}

fn mark(headers: &mut HeaderMap, id: &RequestId) {
    headers.insert(HeaderName::from_static(X_REQUEST_ID), id.header());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// Puts a failure into the envelope, unless a handler has said something else of its own accord.
fn envelop<B: MessageBody + 'static>(
    response: HttpResponse<B>,
    language: Language,
) -> HttpResponse<EitherBody<B>> {
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    let is_empty = matches!(response.body().size(), BodySize::None | BodySize::Sized(0));
    if !is_failure || response.error().is_none() && !is_empty {
        return response.map_into_left_body();
    }
    let envelope = envelope(response.error(), status, language);
    worded(response, envelope, language).map_into_right_body()
}

/// The envelope of a failure that is ours, or else of its status.
fn envelope(error: Option<&Error>, status: StatusCode, language: Language) -> String {
    match error.and_then(Error::as_error::<ApiError>) {
        Some(error) => error.envelope(language),
        None => ApiError::from(BadRequest::from_status(status)).envelope(language),
    }
}

/// The same answer with other words. Headers stay.
fn worded<B>(response: HttpResponse<B>, envelope: String, language: Language) -> HttpResponse<BoxBody> {
    let mut response = response.set_body(BoxBody::new(envelope));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.remove(header::CONTENT_LENGTH);
    language.mark(headers);
    response
}
