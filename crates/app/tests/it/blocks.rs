//! Blocking, from outside.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    people::{Person, Socket},
    support::TestApp,
};

/// Listens for longer than changes of presence are gathered.
async fn sees_nobody_come_or_go(socket: &mut Socket) {
    for _ in 0..3 {
        socket.hears_no("status").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_neither_reaches_the_other_nor_sees_them_come_and_go() {
    let app = TestApp::spawn().await;
    let (ann, ben) =
        (Person::register(app.address(), "Ann").await, Person::register(app.address(), "Ben").await);
    ann.befriends(&ben).await;
    let (mut desk, mut other) = (ann.connects().await, ben.connects().await);
    desk.skip_to("onlineFriends").await;
    other.skip_to("onlineFriends").await;

    let path = format!("/api/block/{}", ben.id);
    assert_eq!(ann.ask(Method::PUT, &path, None).await.data(), json!({"affected": 1}));
    assert_eq!(desk.skip_to("friend").await["data"], json!({"user": ben.id, "status": false}));
    assert_eq!(desk.skip_to("block").await["data"], json!({"user": ben.id, "status": true}));
    assert_eq!(other.skip_to("friend").await["data"], json!({"user": ann.id, "status": false}));

    other.hears_no("block").await;

    drop(desk);
    sees_nobody_come_or_go(&mut other).await;
    let mut back = ann.connects().await;
    assert_eq!(back.skip_to("onlineFriends").await["data"]["users"], json!([]));
    sees_nobody_come_or_go(&mut other).await;
    let conversation = format!("user:{}", ann.id);
    for (event, data) in [
        ("user", json!({"receiver": ann.id, "content": "why?"})),
        ("typing", json!({"conversation": conversation})),
    ] {
        other.send(&json!({"event": event, "ref": 1, "data": data})).await;
        assert_eq!(other.skip_to("error").await["data"]["code"], "forbidden", "{event}");
    }
    let again = ben.ask(Method::POST, "/api/apply", Some(json!({"apply_user_id": ann.id}))).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    back.hears_no("user").await;
    let mut phone = ben.connects().await;
    assert_eq!(phone.skip_to("onlineFriends").await["data"]["users"], json!([]));
    app.stop().await;
}
