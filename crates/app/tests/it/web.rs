//! What a browser gets at the server's address, and where it gets no page.

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;

use crate::support::TestApp;

/// Goes somewhere, as a browser does.
async fn visit(app: &TestApp, method: Method, path: &str) -> Response {
    let request = Client::new().request(method, app.url(path));
    request.header("accept", "text/html,application/xhtml+xml,*/*;q=0.8").send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_the_server_is_a_page() {
    let app = TestApp::spawn().await;
    let head = visit(&app, Method::HEAD, "/").await;
    let page = visit(&app, Method::GET, "/").await;
    for response in [&head, &page] {
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(response, "content-type"), "text/html; charset=utf-8");
        let policy = header(response, "content-security-policy");
        let sockets = format!("connect-src 'self' ws://{0} wss://{0}", app.address());
        assert!(policy.ends_with(&sockets), "{policy}");
        assert!(!header(response, "x-request-id").is_empty());
    }
    let length = header(&head, "content-length").to_owned();
    assert_eq!(head.bytes().await.unwrap().len(), 0);
    let page = page.text().await.unwrap();
    assert_eq!(length, page.len().to_string());
    assert!(page.starts_with("<!doctype html>"), "{page}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_the_server_never_answers_with_a_page() {
    let app = TestApp::spawn().await;
    for (method, path) in [
        (Method::GET, "/api"),
        (Method::GET, "/api/nothing"),
        (Method::GET, "/ws/nothing"),
        (Method::GET, "/websocketless/../websocket/nothing"),
        (Method::GET, "/public/nothing"),
        (Method::GET, "/docs/nothing/here"),
        (Method::GET, "/health/nothing"),
        (Method::GET, "/assets/nothing.js"),
        (Method::POST, "/"),
        (Method::DELETE, "/room/1"),
    ] {
        let response = visit(&app, method.clone(), path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{method} {path}");
        let envelope: Value = response.json().await.unwrap();
        assert_eq!(envelope["code"], -1, "{method} {path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_prefix_the_routes_of_the_api_come_first() {
    let app = TestApp::spawn_with(&[("server.api_prefix", "")]).await;
    assert_eq!(visit(&app, Method::GET, "/room/mine").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(visit(&app, Method::GET, "/").await.status(), StatusCode::OK);
    app.stop().await;
}
