//! What stands at `/` in a program that was built without the client.

use actix_web::{
    HttpResponse,
    http::header::{self, ContentType},
};

const PAGE: &str = include_str!("missing/page.html");
const TEXT: &str = include_str!("missing/page.txt");

/// How to get the client, for people or for a terminal.
pub(crate) fn page(as_html: bool) -> HttpResponse {
    let (content_type, body) =
        if as_html { (ContentType::html(), PAGE) } else { (ContentType::plaintext(), TEXT) };
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, header::ACCEPT.as_str()))
        .body(body)
}
