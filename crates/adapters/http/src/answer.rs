//! What a handler answers when all went well.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    cookie::Cookie,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use serde::Serialize;

use crate::{ApiError, Language};

/// What every handler returns, unless it makes something.
pub type ApiResult<T> = Result<Answer<T>, ApiError>;

/// What a handler returns that makes something.
pub type Created<T> = Result<Answer<T, 201>, ApiError>;

/// Data in the envelope `{"code":200,"msg":"success","data":…}`, answered with this status. The status is a
/// part of the type so that documents about the API can read it from a handler's signature.
#[derive(Debug)]
pub struct Answer<T, const STATUS: u16 = 200> {
    data: T,
    location: Option<String>,
    cookie: Option<Cookie<'static>>,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    code: u16,
    msg: &'static str,
    data: &'a T,
}

/// Answers 200 with `data`.
///
/// # Errors
/// Never: it is a `Result` so that a handler can end with it.
pub fn ok<T>(data: T) -> ApiResult<T> {
    Ok(Answer::new(data))
}

/// Answers 201 with `data`.
///
/// # Errors
/// Never: it is a `Result` so that a handler can end with it.
pub fn created<T>(data: T) -> Created<T> {
    Ok(Answer::new(data))
}

impl<T, const STATUS: u16> Answer<T, STATUS> {
    const fn new(data: T) -> Self {
        Self { data, location: None, cookie: None }
    }

    /// Says where to find what was made.
    #[must_use]
    pub fn at(self, location: String) -> Self {
        Self { location: Some(location), ..self }
    }

    /// Sets a cookie.
    #[must_use]
    pub fn with_cookie(self, cookie: Cookie<'static>) -> Self {
        Self { cookie: Some(cookie), ..self }
    }
}

impl<T: Serialize, const STATUS: u16> Responder for Answer<T, STATUS> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let envelope = Envelope { code: 200, msg: "success", data: &self.data };
        let mut response = HttpResponse::build(StatusCode::from_u16(STATUS).unwrap_or_default());
        // Answers hold what only their reader may see.
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(location) = self.location.and_then(|location| HeaderValue::try_from(location).ok()) {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(cookie) = self.cookie {
            response.cookie(cookie);
        }
        match serde_json::to_string(&envelope) {
            Ok(body) => {
                let mut response = response.content_type("application/json; charset=utf-8").body(body);
                Language::of(request).mark(response.headers_mut());
                response
            }
            Err(cause) => HttpResponse::from_error(ApiError::internal(cause)).respond_to(request),
        }
    }
}
