//! Where things are: the prefix, health, what is nowhere.

use actix_web::{http::Method, test::TestRequest};
use discuss_rest::RestOptions;
use serde_json::json;

use crate::house::House;

#[actix_web::test]
async fn what_is_nowhere_is_not_found() {
    let house = House::open();
    let ann = house.person("Ann").await;
    assert_eq!(ann.get("/nowhere").await.refusal(), (404, None));
    let wrong = ann.put("/user", json!({})).await;
    assert_eq!((wrong.refusal(), wrong.header("allow")), ((405, None), Some("POST, GET, HEAD")));
    let outside = house.send(TestRequest::get().uri("/user")).await;
    assert_eq!(outside.refusal(), (404, None));
}

#[actix_web::test]
async fn whoever_may_get_may_ask_for_the_head_alone() {
    let house = House::open();
    let ann = house.person("Ann").await;
    for path in ["/user", "/room/mine", "/session"] {
        assert_eq!(ann.call(Method::HEAD, path, None).await.status, 200, "{path}");
        let stranger = TestRequest::default().method(Method::HEAD).uri(&format!("/api{path}"));
        assert_eq!(house.send(stranger).await.status, 401, "{path}");
    }
}

#[actix_web::test]
async fn the_prefix_may_be_empty() {
    let house = House::open().with(RestOptions { prefix: "".parse().unwrap(), ..RestOptions::default() });
    let input = json!({"username": "Ann", "password": crate::house::PASSWORD, "email": "ann@example.org"});
    let made = house.send(TestRequest::post().uri("/user").set_json(input)).await;
    assert!(made.header("location").unwrap().starts_with("/user/"));
}

#[actix_web::test]
async fn whoever_asks_learns_what_the_server_allows() {
    let house = House::open();
    let answer = house.send(TestRequest::get().uri("/api/server")).await;
    let expected = json!({
        "max_file_bytes": 1_000,
        "max_avatar_bytes": 5_242_880,
        "max_message_chars": 65_536,
        "edit_within_ms": null,
        "recall_within_ms": null,
    });
    assert_eq!(*answer.data(), expected);
}

#[actix_web::test]
async fn health_needs_neither_prefix_nor_token() {
    let house = House::open();
    for (path, data) in [("/health/live", "live"), ("/health/ready", "ready")] {
        assert_eq!(house.send(TestRequest::get().uri(path)).await.data(), data);
    }
}
