use actix_web::{
    App,
    body::MessageBody,
    dev::ServiceResponse,
    http::{StatusCode, header},
    test::{TestRequest, call_service, init_service},
    web::{self, Bytes, Data},
};
use rust_embed::RustEmbed;

use super::*;

const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const SCRIPT: &str = "/assets/main-1a2b3c4d.js";

/// A client of three files; what lies beside its script stands for compressed copies.
#[derive(RustEmbed)]
#[folder = "src/site/sample"]
struct Sample;

/// What a program answers that was built without the client.
#[derive(RustEmbed)]
#[folder = "src/site/sample"]
#[include = "nothing"]
struct Nothing;

struct Seen {
    status: StatusCode,
    headers: header::HeaderMap,
    body: Bytes,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn is_index(&self) -> bool {
        self.status == StatusCode::OK && self.body.starts_with(b"<!doctype html>\n<title>Sample")
    }
}

async fn ask_of<E: RustEmbed>(request: TestRequest) -> Seen {
    let site = Data::new(Site::new(asset::all_in::<E>(), &["/api", "/ws", ""]));
    let show = async |site: Data<Site>, request: HttpRequest| site.answer(&request);
    let app = init_service(App::new().app_data(site).default_service(web::to(show))).await;
    let response: ServiceResponse = call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    Seen { status, headers, body }
}

async fn ask(path: &str, headers: &[(&'static str, &'static str)]) -> Seen {
    let request = TestRequest::get().uri(path);
    ask_of::<Sample>(headers.iter().fold(request, |request, header| request.insert_header(*header))).await
}

#[actix_web::test]
async fn files_are_served_by_name_with_their_type() {
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        (SCRIPT, "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ] {
        let seen = ask(path, &[]).await;
        assert_eq!((seen.status, seen.header("content-type")), (StatusCode::OK, content_type), "{path}");
    }
}

#[actix_web::test]
async fn only_what_has_a_hash_in_its_name_is_kept_unasked() {
    let for_ever = "public, max-age=31536000, immutable";
    for (path, keep) in [
        (SCRIPT, for_ever),
        ("/", "no-cache"),
        ("/room/1", "no-cache"),
        ("/manifest.webmanifest", "no-cache"),
    ] {
        assert_eq!(ask(path, &[PAGE]).await.header("cache-control"), keep, "{path}");
    }
}

#[actix_web::test]
async fn a_browser_gets_the_smallest_copy_that_it_understands() {
    for (wish, encoding, body) in [
        ("gzip, deflate, br, zstd", "br", "as brotli\n"),
        ("gzip, deflate", "gzip", "as gzip\n"),
        ("br;q=0.1, gzip", "gzip", "as gzip\n"),
        ("deflate", "", "document.title = \"It runs\";\n"),
        ("identity", "", "document.title = \"It runs\";\n"),
        ("gzip;q=nonsense", "", "document.title = \"It runs\";\n"),
        ("*;q=0", "", "document.title = \"It runs\";\n"),
    ] {
        let seen = ask(SCRIPT, &[("accept-encoding", wish)]).await;
        assert_eq!(
            (seen.header("content-encoding"), seen.body.as_ref()),
            (encoding, body.as_bytes()),
            "{wish}"
        );
        assert_eq!(seen.header("vary"), "accept-encoding");
        assert_eq!(seen.header("content-type"), "text/javascript; charset=utf-8");
    }
    assert_eq!(ask("/", &[("accept-encoding", "br")]).await.header("content-encoding"), "");
}

#[actix_web::test]
async fn what_a_browser_has_is_not_sent_again() {
    let all = ["br", "gzip", "identity"];
    let mut tags = Vec::new();
    for encoding in all {
        let tag = ask(SCRIPT, &[("accept-encoding", encoding)]).await.header("etag").to_owned();
        let request = TestRequest::get().uri(SCRIPT).insert_header(("accept-encoding", encoding));
        let again =
            ask_of::<Sample>(request.insert_header(("if-none-match", format!("\"x\", W/{tag}")))).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(again.header("etag"), tag);
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), all.len(), "each copy has a tag of its own");
    let other = ask(SCRIPT, &[("if-none-match", "\"another\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[actix_web::test]
async fn an_address_of_the_client_is_answered_with_its_page() {
    for path in ["/", "/room/1", "/login?next=%2Froom%2F1", "/apiary", "/wsx"] {
        assert!(ask(path, &[PAGE]).await.is_index(), "{path}");
    }
    assert!(ask("/", &[]).await.is_index(), "the beginning, whatever is accepted");
}

#[actix_web::test]
async fn nobody_else_gets_a_page_for_what_is_not_there() {
    for (path, accept) in [
        ("/api", "text/html"),
        ("/api/nothing", "text/html"),
        ("/ws", "text/html"),
        ("/ws/", "text/html"),
        ("/assets/main-00000000.js", "text/html"),
        ("/room/1", "*/*"),
        ("/favicon.ico", "image/avif,image/webp,*/*"),
    ] {
        let seen = ask_of::<Sample>(TestRequest::get().uri(path).insert_header(("accept", accept))).await;
        assert_eq!((seen.status, seen.body.len()), (StatusCode::NOT_FOUND, 0), "{path}");
    }
    for request in [TestRequest::post(), TestRequest::put(), TestRequest::delete()] {
        let seen = ask_of::<Sample>(request.uri("/").insert_header(PAGE)).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND);
    }
}

#[actix_web::test]
async fn no_path_leads_out_of_the_client() {
    for path in [
        "/../Cargo.toml",
        "/assets/../../tests.rs",
        "/%2e%2e/tests.rs",
        "/..%2ftests.rs",
        "/assets/..%5c..%5ctests.rs",
        "//etc/passwd",
        "/assets",
        "/assets/",
    ] {
        assert_eq!(ask(path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn pages_may_do_nothing_with_anybody_else() {
    for path in ["/", "/room/1", SCRIPT, "/nothing.txt"] {
        let seen = ask(path, &[PAGE, ("host", "chat.example.org:8443")]).await;
        let policy = seen.header("content-security-policy");
        for part in [
            "default-src 'self';",
            "connect-src 'self' ws://chat.example.org:8443 wss://chat.example.org:8443",
            "object-src 'none';",
            "frame-ancestors 'none';",
            "base-uri 'self';",
            "form-action 'self';",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        assert_eq!(seen.header("x-content-type-options"), "nosniff");
        assert_eq!(seen.header("referrer-policy"), "same-origin");
        assert_eq!(seen.header("cross-origin-opener-policy"), "same-origin");
    }
}

#[actix_web::test]
async fn no_host_adds_to_the_policy() {
    for host in ["evil.example.org; script-src *", "a b", "a,b", "a'b"] {
        let seen = ask("/", &[("host", host)]).await;
        assert!(seen.header("content-security-policy").ends_with("connect-src 'self'"), "{host}");
    }
}

#[actix_web::test]
async fn without_the_client_the_first_page_says_how_to_get_it() {
    for (accept, content_type) in [(PAGE.1, "text/html; charset=utf-8"), ("*/*", "text/plain; charset=utf-8")]
    {
        let seen = ask_of::<Nothing>(TestRequest::get().uri("/").insert_header(("accept", accept))).await;
        assert_eq!((seen.status, seen.header("content-type")), (StatusCode::OK, content_type));
        assert!(String::from_utf8_lossy(&seen.body).contains("./scripts/run"));
        assert!(seen.header("content-security-policy").starts_with("default-src 'self'"));
    }
    let elsewhere = ask_of::<Nothing>(TestRequest::get().uri("/room/1").insert_header(PAGE)).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}
