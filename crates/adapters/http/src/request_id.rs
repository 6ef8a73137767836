//! The name of one request, in its answer and in every line of the log about it.

use std::fmt;

use actix_web::http::header::{HeaderMap, HeaderValue};
use uuid::Uuid;

/// The header that carries it, both ways.
pub(crate) const X_REQUEST_ID: &str = "x-request-id";

/// Names a request: what the client or a proxy called it, if that is sane, else a new UUID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Longer names are not taken over.
    const MAX_CHARS: usize = 64;

    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
        let given = given.filter(|text| is_sane(text)).map(str::to_owned);
        Self(given.unwrap_or_else(|| Uuid::new_v4().to_string()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("a request id is plain ASCII")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_sane(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=RequestId::MAX_CHARS).contains(&text.len()) && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderName;

    use super::*;

    #[test]
    fn only_sane_names_are_taken_over() {
        let long = "x".repeat(65);
        for (given, kept) in
            [("gw-1:42.a_b", true), ("", false), ("a b", false), ("<script>", false), (&long, false)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static(X_REQUEST_ID), HeaderValue::from_str(given).unwrap());
            assert_eq!(RequestId::of(&headers).as_str() == given, kept, "{given}");
        }
    }
}
