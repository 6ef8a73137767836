//! Where clients put their token.

use actix_web::{HttpRequest, http::header};

/// The token in `Authorization: Bearer …`.
#[must_use]
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The token in the header, else in the query as `?token=…`, for clients that cannot set headers. Only for
/// WebSocket and server-sent events: a query ends up in histories and logs.
#[must_use]
pub fn bearer_or_query(request: &HttpRequest) -> Option<String> {
    bearer(request).map(str::to_owned).or_else(|| {
        let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let (_, token) = pairs.find(|(name, _)| name == "token")?;
        (!token.is_empty()).then(|| token.into_owned())
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn tokens_are_found_where_they_may_be() {
        let cases = [
            (Some("Bearer abc"), "/", Some("abc"), Some("abc")),
            (Some("bearer  abc "), "/", Some("abc"), Some("abc")),
            (Some("Bearer abc"), "/?token=xyz", Some("abc"), Some("abc")),
            (Some("Basic abc"), "/", None, None),
            (Some("Bearer "), "/", None, None),
            (None, "/?a=b&token=x%2Ez", None, Some("x.z")),
            (None, "/?token=", None, None),
        ];
        for (header, uri, in_header, anywhere) in cases {
            let mut request = TestRequest::with_uri(uri);
            if let Some(header) = header {
                request = request.insert_header(("authorization", header));
            }
            let request = request.to_http_request();
            assert_eq!(bearer(&request), in_header, "{header:?} {uri}");
            assert_eq!(bearer_or_query(&request).as_deref(), anywhere, "{header:?} {uri}");
        }
    }
}
