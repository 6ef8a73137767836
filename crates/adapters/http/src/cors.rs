//! Which other origins a browser may call the API from.

use std::str::FromStr;

use actix_cors::Cors;
use actix_web::http::{
    Uri,
    header::{HeaderName, LOCATION, RETRY_AFTER},
};

use crate::request_id::X_REQUEST_ID;

/// How long a browser may remember what was allowed, in seconds.
const MAX_AGE: usize = 3_600;

/// An origin like `https://chat.example.org`: scheme, host and, where it is not the usual one, port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedOrigin(String);

/// The text is no single origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an origin like https://chat.example.org")]
pub struct InvalidOrigin(String);

impl FromStr for AllowedOrigin {
    type Err = InvalidOrigin;

    /// Wildcards are refused: the API answers with credentials.
    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let origin = text.trim().trim_end_matches('/');
        let uri: Option<Uri> = origin.parse().ok().filter(|_| !origin.contains('*'));
        let is_origin = uri.is_some_and(|uri| {
            let bare = format!(
                "{}://{}",
                uri.scheme_str().unwrap_or(""),
                uri.authority().map_or("", |a| a.as_str())
            );
            bare == origin && uri.host().is_some_and(|host| !host.is_empty())
        });
        if is_origin { Ok(Self(origin.to_owned())) } else { Err(InvalidOrigin(text.to_owned())) }
    }
}

/// Lets browsers call from these origins, with credentials. No other origin is ever reflected.
pub fn cors(origins: &[AllowedOrigin]) -> Cors {
    let exposed = [LOCATION, RETRY_AFTER, HeaderName::from_static(X_REQUEST_ID)];
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allow_any_header()
        .expose_headers(exposed)
        .supports_credentials()
        .max_age(MAX_AGE);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(&origin.0))
}

#[cfg(test)]
mod tests {
    use actix_web::{
        App, HttpResponse,
        http::Method,
        test::{TestRequest, call_service, init_service},
        web,
    };

    use super::*;

    #[test]
    fn origins() {
        for good in ["https://chat.example.org", "http://localhost:5173/", "https://[::1]:8443"] {
            assert!(good.parse::<AllowedOrigin>().is_ok(), "{good}");
        }
        for bad in
            ["*", "https://*.example.org", "chat.example.org", "https://", "https://example.org/app", "null"]
        {
            assert!(bad.parse::<AllowedOrigin>().is_err(), "{bad}");
        }
    }

    #[actix_web::test]
    async fn only_configured_origins_are_let_in() {
        let origins = ["https://chat.example.org".parse().unwrap()];
        let app = App::new().wrap(cors(&origins)).route("/", web::get().to(HttpResponse::Ok));
        let app = init_service(app).await;
        for (origin, allowed) in
            [("https://chat.example.org", true), ("https://evil.example.org", false), ("null", false)]
        {
            for (method, header) in [(Method::GET, "x-a"), (Method::OPTIONS, "access-control-request-method")]
            {
                let request = TestRequest::default().method(method).insert_header(("origin", origin));
                let response = call_service(&app, request.insert_header((header, "GET")).to_request()).await;
                let header = response.headers().get("access-control-allow-origin");
                assert_eq!(header.map(|value| value.to_str().unwrap()), allowed.then_some(origin));
            }
        }
    }
}
