//! What a handler answers when something went wrong.

use std::{error::Error, fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    cookie::Cookie,
    http::{StatusCode, header},
};
use discuss_kernel::{Failure, Kind, Phrase};
use serde::Serialize;

use crate::{BadRequest, Language};

/// A failure in the envelope `{"code":-1,"data":null,"msg":…}`, with `field` where the input is wrong.
///
/// It keeps the failure itself: [`crate::observe`] words it in the language of whoever asked. The request
/// log tells its causes; the client never learns them.
pub struct ApiError {
    reason: Reason,
    cookie: Option<Box<Cookie<'static>>>,
}

enum Reason {
    /// A use case said no.
    Failure(Box<dyn Failure>),
    /// The request never reached a use case.
    BadRequest(BadRequest),
}

/// Something failed in a place where nothing can.
#[derive(Debug, thiserror::Error)]
#[error("{context}")]
struct Unexpected {
    context: &'static str,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl Failure for Unexpected {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn phrase(&self) -> Phrase {
        Phrase::INTERNAL
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    code: i8,
    data: (),
    msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

impl ApiError {
    /// Our fault, with a cause for the log.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Unexpected { context: "the answer could not be made", cause: cause.into() }.into()
    }

    /// A handler panicked, saying `text`.
    pub(crate) fn panicked(text: String) -> Self {
        Unexpected { context: "a handler panicked", cause: text.into() }.into()
    }

    /// Sets a cookie, or takes one away.
    #[must_use]
    pub fn with_cookie(self, cookie: Cookie<'static>) -> Self {
        Self { cookie: Some(Box::new(cookie)), ..self }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match &self.reason {
            Reason::Failure(failure) => status_of(failure.kind()),
            Reason::BadRequest(bad) => bad.status(),
        }
    }

    /// What the client is told.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match &self.reason {
            Reason::Failure(failure) => language.tell(failure.as_ref()),
            Reason::BadRequest(bad) => language.say(&bad.phrase()),
        }
    }

    /// The envelope, as JSON.
    pub(crate) fn envelope(&self, language: Language) -> String {
        let envelope = Envelope { code: -1, data: (), msg: &self.text(language), field: self.field() };
        serde_json::to_string(&envelope).expect("texts can be written as JSON")
    }

    /// Which field of the input is wrong, where one is.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match &self.reason {
            Reason::Failure(failure) => failure.field(),
            Reason::BadRequest(bad) => bad.field(),
        }
    }

    /// What the log is told: the failure and everything that caused it.
    pub(crate) fn causes(&self) -> String {
        let mut error: &dyn Error = match &self.reason {
            Reason::Failure(failure) => failure.as_ref(),
            Reason::BadRequest(bad) => bad,
        };
        let mut texts = vec![error.to_string()];
        while let Some(source) = error.source() {
            texts.push(source.to_string());
            error = source;
        }
        // Some errors repeat the words of their source.
        texts.dedup();
        texts.join(": ")
    }

    fn retry_after(&self) -> Option<Duration> {
        let Reason::Failure(failure) = &self.reason else {
            return None;
        };
        match failure.kind() {
            Kind::RateLimited | Kind::Overloaded => {
                Some(failure.retry_after().unwrap_or(Duration::from_secs(1)))
            }
            _ => None,
        }
    }
}

impl<F: Failure> From<F> for ApiError {
    fn from(failure: F) -> Self {
        Self { reason: Reason::Failure(Box::new(failure)), cookie: None }
    }
}

impl From<BadRequest> for ApiError {
    fn from(bad: BadRequest) -> Self {
        Self { reason: Reason::BadRequest(bad), cookie: None }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiError({}, {})", self.status(), self.causes())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.causes())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(wait) = self.retry_after() {
            let seconds = wait.as_millis().div_ceil(1_000).max(1);
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(cookie) = &self.cookie {
            response.cookie(Cookie::clone(cookie));
        }
        response.content_type("application/json").body(self.envelope(Language::default()))
    }
}

/// The one place that knows both kinds and status codes.
const fn status_of(kind: Kind) -> StatusCode {
    match kind {
        // The existing client shows the reason of a refusal only with 400.
        Kind::Invalid | Kind::Conflict => StatusCode::BAD_REQUEST,
        Kind::Unauthorized => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Kind::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::StoreError;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("no")]
    struct Refused(Kind);

    impl Failure for Refused {
        fn kind(&self) -> Kind {
            self.0
        }

        fn phrase(&self) -> Phrase {
            Phrase::new("busy")
        }

        fn field(&self) -> Option<&'static str> {
            Some("name")
        }

        fn retry_after(&self) -> Option<Duration> {
            (self.0 == Kind::RateLimited).then(|| Duration::from_millis(1_500))
        }
    }

    #[test]
    fn every_kind_has_its_status() {
        let cases = [
            (Kind::Invalid, 400, None),
            (Kind::Unauthorized, 401, None),
            (Kind::Forbidden, 403, None),
            (Kind::NotFound, 404, None),
            (Kind::Conflict, 400, None),
            (Kind::TooLarge, 413, None),
            (Kind::RateLimited, 429, Some("2")),
            (Kind::Overloaded, 503, Some("1")),
            (Kind::Internal, 500, None),
        ];
        for (kind, status, retry_after) in cases {
            let response = ApiError::from(Refused(kind)).error_response();
            let header = response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap());
            assert_eq!((response.status().as_u16(), header), (status, retry_after), "{kind:?}");
        }
    }

    #[test]
    fn the_client_learns_nothing_of_the_cause_and_the_log_all_of_it() {
        let error = ApiError::from(StoreError::failed("disk of db3.internal is full"));
        assert_eq!(error.text(Language::En), "Something went wrong on our side. Please try again later.");
        assert_eq!(error.causes(), "the database failed: disk of db3.internal is full");
    }

    #[actix_web::test]
    async fn the_envelope_names_the_field() {
        let response = ApiError::from(Refused(Kind::Conflict)).error_response();
        let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
        assert_eq!(body, r#"{"code":-1,"data":null,"msg":"服务器繁忙，请稍后再试。","field":"name"}"#);
    }
}
