//! What handlers read from a request. Whatever is wrong is answered in the envelope and names the field.

use std::{future::Ready, future::ready, time::Duration};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    rt::time::timeout,
    web::{Bytes, PayloadConfig, ServiceConfig},
};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::{ApiError, BadRequest};

/// More bytes than this a JSON body never has. The longest message fits, each of its characters written
/// as an escape.
pub const MAX_JSON_BYTES: usize = 1024 * 1024;

/// How long the body of a request may take, unless it is a file.
pub const BODY_DEADLINE: Duration = Duration::from_secs(30);

/// Prepares an application or scope for the extractors of this crate.
pub fn configure(config: &mut ServiceConfig) {
    config.app_data(PayloadConfig::new(MAX_JSON_BYTES));
}

/// The values in the path. What cannot be read names nothing that exists; unlike `web::Path` it is not
/// written to the log.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let values = request.match_info().load();
        ready(values.map(Self).map_err(|_| BadRequest::NoSuchThing.into()))
    }
}

/// A JSON body: an object.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if !is_json(request) {
            return Box::pin(ready(Err(BadRequest::NotJson.into())));
        }
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            let body = timeout(BODY_DEADLINE, body).await.map_err(|_| BadRequest::TooSlow)?;
            let body = body.map_err(|error| unreadable(&error))?;
            Ok(Self(parse_json(&body)?))
        })
    }
}

/// The values of the query string. Those of names that `T` does not know are ignored.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let values = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        ready(
            values
                .map(Self)
                .map_err(|error| BadRequest::from_serde(error.path(), &error.inner().to_string()).into()),
        )
    }
}

/// Whether the body is said to be JSON. A form of another site cannot say so without being allowed to.
pub fn is_json(request: &impl HttpMessage) -> bool {
    let content_type = request.content_type().to_ascii_lowercase();
    content_type == "application/json" || content_type.ends_with("+json")
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, BadRequest> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            BadRequest::from_serde(error.path(), &inner.to_string())
        } else {
            malformed(inner)
        }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    // serde would take an array for a struct, too.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(BadRequest::WrongForm);
    }
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> BadRequest {
    BadRequest::MalformedJson { line: error.line(), column: error.column() }
}

fn unreadable(error: &actix_web::Error) -> BadRequest {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => BadRequest::TooLarge,
        _ => BadRequest::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use actix_web::test::TestRequest;
    use futures_util::{Stream, stream::pending};
    use serde::Deserialize;

    use super::*;
    use crate::Language;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Input {
        #[serde(rename = "name")]
        _name: String,
        #[serde(rename = "size")]
        _size: Option<u64>,
    }

    async fn refusal(content_type: &str, body: &str) -> (u16, Option<String>, String) {
        let request = TestRequest::post().insert_header(("content-type", content_type));
        let (request, mut payload) = request.set_payload(body.to_owned()).to_http_parts();
        let error = Json::<Input>::from_request(&request, &mut payload).await.unwrap_err();
        (error.status().as_u16(), error.field().map(str::to_owned), error.text(Language::En))
    }

    #[actix_web::test]
    async fn a_wrong_body_names_the_field_and_repeats_no_value() {
        let cases = [
            ("text/plain", r#"{"name":"x"}"#, 415, None),
            ("application/json", r#"{"name":"#, 400, None),
            ("application/json", r#"{"name":"x"} {}"#, 400, None),
            ("application/json", r#"["x", 1]"#, 400, None),
            ("application/json", r#"{"size":1}"#, 400, Some("name")),
            ("application/json", r#"{"name":4711}"#, 400, Some("name")),
            ("application/json", r#"{"name":"x","size":"hunter2"}"#, 400, Some("size")),
            ("application/json", r#"{"name":"x","colour":"hunter2"}"#, 400, Some("colour")),
        ];
        for (content_type, body, status, field) in cases {
            let (refused, named, text) = refusal(content_type, body).await;
            assert_eq!((refused, named.as_deref()), (status, field), "{body}: {text}");
            assert!(!text.contains("hunter2") && !text.contains("4711"), "{text}");
        }
        let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(300_000));
        assert_eq!(refusal("application/json", &large).await.0, 413);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_not_waited_for() {
        let request = TestRequest::post().insert_header(("content-type", "application/json"));
        let request = request.to_http_request();
        let body: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(pending());
        let error = Json::<Input>::from_request(&request, &mut Payload::Stream { payload: body }).await;
        assert_eq!(error.unwrap_err().status(), 408);
    }

    #[actix_web::test]
    async fn a_wrong_query_names_the_field() {
        for (query, field) in
            [("size=1", Some("name")), ("name=x&size=many", Some("size")), ("name=x&size=1", None)]
        {
            let request = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
            let error = Query::<Input>::extract(&request).await.err();
            assert_eq!(error.as_ref().and_then(ApiError::field), field, "{query}");
        }
    }
}
