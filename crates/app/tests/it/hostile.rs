//! A stranger, a former member, a former friend and a closed account try everything. Nothing is read, and
//! nothing is changed.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    people::{PASSWORD, Person, ask},
    running::Running,
};

/// What is worth stealing: Ann's room, her friendship with Ben, and what they said.
struct Target {
    ann: Person,
    ben: Person,
    room: String,
    bens_membership: String,
    application: String,
}

async fn target(server: &Running) -> Target {
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    let cleo = Person::register(server.address(), "Cleo").await;
    ann.befriends(&ben).await;
    let room = ann.creates_room("tea").await;
    let membership = ann.lets_in(&ben, &room).await;
    let application = cleo.post("/api/apply", json!({"room_id": room})).await;
    ann.post("/api/message", json!({"room": room, "content": "the secret of the room"})).await;
    ann.post("/api/message", json!({"user": ben.id, "content": "the secret of two"})).await;
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    Target { bens_membership: id(&membership), application: id(&application), ann, ben, room }
}

/// What nobody but those concerned may do: method, path, body.
fn attempts(target: &Target) -> Vec<(Method, String, Option<Value>)> {
    let Target { ann, ben, room, bens_membership, application } = target;
    vec![
        (Method::PATCH, format!("/api/user/{}", ann.id), Some(json!({"username": "mine"}))),
        (Method::DELETE, format!("/api/user/{}", ann.id), None),
        (Method::PATCH, format!("/api/room/{room}"), Some(json!({"name": "mine"}))),
        (Method::PUT, format!("/api/room/{room}/owner"), Some(json!({"user_id": ben.id}))),
        (Method::DELETE, format!("/api/room/{room}"), None),
        (Method::GET, format!("/api/member?room_id={room}"), None),
        (Method::GET, format!("/api/member?user_id={}", ann.id), None),
        (Method::POST, "/api/member".into(), Some(json!({"room_id": room, "user_id": ben.id}))),
        (Method::DELETE, format!("/api/member/{bens_membership}"), None),
        (Method::POST, "/api/friend".into(), Some(json!({"creator": ann.id, "friend_id": ben.id}))),
        (Method::GET, format!("/api/apply/room?id={room}"), None),
        (Method::PATCH, format!("/api/apply/{application}"), Some(json!({"status": true}))),
        (Method::DELETE, format!("/api/apply/{application}"), None),
        (Method::GET, format!("/api/message?room={room}"), None),
        (Method::POST, "/api/message".into(), Some(json!({"room": room, "content": "I was here"}))),
        (Method::POST, "/api/message".into(), Some(json!({"user": ann.id, "content": "I was here"}))),
        (
            Method::POST,
            "/api/conversation/read".into(),
            Some(json!({"conversation": format!("room:{room}"), "seq": 1})),
        ),
    ]
}

/// All that can be seen of the target, to compare.
async fn state(target: &Target) -> Vec<Value> {
    let Target { ann, ben, room, .. } = target;
    let mut state = Vec::new();
    for path in [
        format!("/api/user/{}", ann.id),
        format!("/api/room/{room}"),
        format!("/api/member?room_id={room}"),
        "/api/friend".to_owned(),
        format!("/api/apply/room?id={room}"),
        format!("/api/message?room={room}"),
        format!("/api/message?user={}", ben.id),
        "/api/conversation".to_owned(),
    ] {
        state.push(ann.get(&path).await);
    }
    state
}

async fn is_refused_everything(intruder: &Person, target: &Target) {
    let before = state(target).await;
    for (method, path, body) in attempts(target) {
        let answer = intruder.ask(method.clone(), &path, body).await;
        assert_eq!(
            answer.status,
            StatusCode::FORBIDDEN,
            "{} {method} {path}: {}",
            intruder.name,
            answer.body
        );
        assert_eq!(answer.body["data"], Value::Null);
    }
    assert_eq!(state(target).await, before, "{} has changed something", intruder.name);
}

/// Over the socket: hears nothing of the room or the two, and cannot write.
async fn hears_nothing(intruder: &Person, target: &Target) {
    let Target { ann, room, .. } = target;
    let mut socket = intruder.connects().await;
    socket.skip_to("onlineFriends").await;
    for data in
        [json!({"room": room, "content": "I was here"}), json!({"receiver": ann.id, "content": "I was here"})]
    {
        let event = if data.get("room").is_some() { "room" } else { "user" };
        socket.send(&json!({"event": event, "ref": 1, "data": data})).await;
        assert_eq!(socket.skip_to("error").await["data"]["code"], "forbidden");
    }
    let conversation = format!("room:{room}");
    for event in ["read", "delivered"] {
        let data = json!({"conversation": conversation, "seq": 1});
        socket.send(&json!({"event": event, "ref": 1, "data": data})).await;
        assert_eq!(socket.skip_to("error").await["data"]["code"], "forbidden");
    }
    socket.send(&json!({"event": "resume", "data": {"since": {&conversation: 0}}})).await;
    let resumed = socket.skip_to("resumed").await;
    assert_eq!(resumed["data"], json!({"conversation": conversation, "seq": 0, "complete": false}));
    ann.post("/api/message", json!({"room": room, "content": "not for you"})).await;
    socket.hears_no("room").await;
}

#[tokio::test]
async fn a_stranger() {
    let server = Running::start(None).await;
    let target = target(&server).await;
    let stranger = Person::register(server.address(), "Mallory").await;
    is_refused_everything(&stranger, &target).await;
    hears_nothing(&stranger, &target).await;
    let empty = stranger.get(&format!("/api/message?user={}", target.ann.id)).await;
    assert_eq!(empty["rows"], json!([]), "what they said to each other is nobody else's");
}

#[tokio::test]
async fn a_former_member_who_is_a_former_friend() {
    let server = Running::start(None).await;
    let target = target(&server).await;
    let former = Person::register(server.address(), "Eve").await;
    former.befriends(&target.ann).await;
    let membership = target.ann.lets_in(&former, &target.room).await;
    former.post("/api/message", json!({"user": target.ann.id, "content": "we were friends"})).await;
    let path = format!("/api/member/{}", membership["id"].as_str().unwrap());
    former.ask(Method::DELETE, &path, None).await.data();
    former.ask(Method::DELETE, &format!("/api/friend/{}", target.ann.id), None).await.data();

    is_refused_everything(&former, &target).await;
    hears_nothing(&former, &target).await;
    let own = former.history(&format!("user={}", target.ann.id)).await;
    assert_eq!(own.len(), 1, "both still read what they wrote to each other");
}

#[tokio::test]
async fn a_closed_account() {
    let server = Running::start(None).await;
    let target = target(&server).await;
    let closed = Person::register(server.address(), "Gone").await;
    target.ann.lets_in(&closed, &target.room).await;
    closed.ask(Method::DELETE, &format!("/api/user/{}", closed.id), None).await.data();
    let before = state(&target).await;
    for (method, path, body) in attempts(&target) {
        let answer = closed.ask(method.clone(), &path, body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    for path in
        ["/api/user", "/api/friend", "/api/conversation", "/api/session", "/api/room/mine", "/api/apply"]
    {
        assert_eq!(closed.ask(Method::GET, path, None).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(closed.connects().await.farewell().await, Some(4401));
    assert_eq!(state(&target).await, before);
}

#[tokio::test]
async fn whoever_guesses_at_a_password_is_asked_for_a_captcha() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let log_in = async |fields: Value| {
        let mut input = json!({"username": "Ann", "password": PASSWORD});
        input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        ask(server.address(), None, Method::POST, "/api/user/login", Some(input)).await
    };
    log_in(json!({"captcha": "needless"})).await.data();
    let wrong = log_in(json!({"password": "a guess"})).await;
    assert_eq!((wrong.status, &wrong.body["field"]), (StatusCode::BAD_REQUEST, &Value::Null));
    for fields in [json!({}), json!({"captcha": ""}), json!({"captcha": "guess"})] {
        let asked = log_in(fields).await;
        assert_eq!((asked.status, &asked.body["field"]), (StatusCode::BAD_REQUEST, &json!("captcha")));
    }
    let drawn = reqwest::get(format!("http://{}/api/captcha", server.address())).await.unwrap();
    assert_eq!(drawn.headers()["content-type"], "image/svg+xml");
    assert!(drawn.headers()["set-cookie"].to_str().unwrap().starts_with("nestjs.sid="));
    assert!(drawn.text().await.unwrap().starts_with("<svg"));
    let account = json!({"username": "Ben", "password": PASSWORD, "email": "ben@example.org"});
    ask(server.address(), None, Method::POST, "/api/user", Some(account)).await.data();
    ann.get("/api/friend").await;
}
