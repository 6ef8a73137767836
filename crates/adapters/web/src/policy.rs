//! What the client's pages may do: everything with their own server, nothing with anybody else.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
};

/// Vue writes styles through the object model, which is allowed; neither scripts nor styles may be in the text of a page.
const POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; \
    base-uri 'self'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'";

/// Puts the policy into an answer.
pub(crate) fn apply(request: &HttpRequest, mut response: HttpResponse) -> HttpResponse {
    let sockets = own_host(request).map_or_else(String::new, |host| format!(" ws://{host} wss://{host}"));
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(format!("{POLICY}{sockets}")) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// The host that the browser asked for: not every browser takes `'self'` to mean its sockets too. A text that is no plain
/// host could smuggle in a policy of its own.
fn own_host(request: &HttpRequest) -> Option<&str> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(is_plain)).then_some(host)
}
