//! The main job, from outside: people register, befriend, open a room and talk.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    people::{PASSWORD, Person, ask},
    running::Running,
};

fn says(event: &str, target: &str, id: &str, text: &str) -> Value {
    json!({"event": event, "ref": text, "data": {target: id, "content": text}})
}

#[tokio::test]
async fn two_people_befriend_and_talk_in_private_and_in_a_room() {
    let mut server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    let (mut ann_here, mut ben_here) = (ann.connects().await, ben.connects().await);
    for socket in [&mut ann_here, &mut ben_here] {
        assert_eq!(socket.next().await.unwrap()["event"], "message");
        assert_eq!(socket.next().await.unwrap()["data"]["users"], json!([]));
    }

    // Befriending reaches open connections at once.
    ann.befriends(&ben).await;
    let asked = ben_here.skip_to("apply").await;
    assert_eq!(asked["data"]["user_info"]["email"], "Ann@example.org");
    assert_eq!(ann_here.skip_to("apply").await["data"]["status"], true);
    assert_eq!(ben_here.skip_to("friend").await["data"], json!({"user": ann.id, "status": true}));
    assert_eq!(ann_here.skip_to("status").await["data"]["friend"], ben.id.as_str());

    ann_here.send(&says("user", "receiver", &ben.id, "hello")).await;
    assert_eq!(ann_here.skip_to("ack").await["data"]["seq"], 1);
    assert_eq!(ben_here.skip_to("user").await["data"]["content"], "hello");

    // So does joining a room.
    let room = ann.creates_room("tea").await;
    assert_eq!(ann_here.skip_to("member").await["data"]["user"], ann.id.as_str());
    ann.lets_in(&ben, &room).await;
    assert_eq!(ben_here.skip_to("join").await["data"]["message"], "You have join room: tea");
    assert_eq!(ann_here.skip_to("member").await["data"]["user"], ben.id.as_str());
    ben_here.send(&says("room", "room", &room, "tea?")).await;
    let heard = ann_here.skip_to("room").await;
    assert_eq!((&heard["data"]["sender"], &heard["data"]["content"]), (&json!(ben.id), &json!("tea?")));

    // And all of it is there after a power cut.
    server.kill_and_restart().await;
    let conversations = ann.get("/api/conversation").await;
    let unread: Vec<_> =
        conversations.as_array().unwrap().iter().map(|conversation| &conversation["unread"]).collect();
    assert_eq!(unread, [&json!(1), &json!(0)], "newest first: {conversations}");
    for (of, text) in [(format!("room={room}"), "tea?"), (format!("user={}", ben.id), "hello")] {
        let history = ann.history(&of).await;
        assert_eq!((history.len(), &history[0]["content"]), (1, &json!(text)));
    }
}

#[tokio::test]
async fn what_one_device_does_the_other_shows() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    ann.befriends(&ben).await;
    let (mut desk, mut phone, mut ben_here) =
        (ann.connects().await, ann.connects().await, ben.connects().await);
    for socket in [&mut desk, &mut phone, &mut ben_here] {
        // From here on it hears everything.
        socket.skip_to("onlineFriends").await;
    }
    let conversation = format!("user:{}", ben.id);

    desk.send(&says("user", "receiver", &ben.id, "from the desk")).await;
    ben_here.skip_to("user").await;
    ben_here.send(&says("user", "receiver", &ann.id, "an answer")).await;
    for device in [&mut desk, &mut phone] {
        assert_eq!(device.skip_to("sender").await["data"]["conversation"], conversation.as_str());
        assert_eq!(device.skip_to("user").await["data"]["seq"], 2);
    }
    let read = json!({"event": "read", "data": {"conversation": conversation, "seq": 2}});
    desk.send(&read).await;
    assert_eq!(
        phone.skip_to("read").await["data"],
        json!({"conversation": conversation, "user": ann.id, "seq": 2})
    );
    let seen = ben_here.skip_to("read").await;
    assert_eq!(seen["data"]["conversation"], format!("user:{}", ann.id));
    assert_eq!(ann.get("/api/conversation").await[0]["unread"], 0);
}

#[tokio::test]
async fn the_same_message_twice_is_stored_once_whichever_way_it_came() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let room = ann.creates_room("tea").await;
    let mut socket = ann.connects().await;
    let data = json!({"room": room, "content": "once", "client_id": "c1", "type": "text"});
    socket.send(&json!({"event": "room", "ref": 1, "data": data})).await;
    let first = socket.skip_to("ack").await;
    let again = ann.post("/api/message", data).await;
    assert_eq!(first["data"]["id"], again["id"]);
    let history = ann.history(&format!("room={room}")).await;
    assert_eq!((history.len(), &history[0]["type"]), (1, &json!("text")));
}

#[tokio::test]
async fn an_ended_login_closes_its_connections_within_a_second() {
    let server = Running::start(None).await;
    let desk = Person::register(server.address(), "Ann").await;
    let phone = Person::log_in(server.address(), "Ann").await;
    let (mut at_desk, mut at_phone) = (desk.connects().await, phone.connects().await);
    at_desk.skip_to("onlineFriends").await;
    at_phone.skip_to("onlineFriends").await;

    desk.ask(Method::DELETE, "/api/session", None).await.data();
    let closed = tokio::time::timeout(Duration::from_secs(1), at_phone.farewell()).await;
    assert_eq!(closed.expect("within a second"), Some(4409));
    assert_eq!(phone.ask(Method::GET, "/api/friend", None).await.status, StatusCode::UNAUTHORIZED);

    let change = json!({"password": "another password"});
    desk.ask(Method::PATCH, &format!("/api/user/{}", desk.id), Some(change)).await.data();
    assert_eq!(desk.ask(Method::GET, "/api/friend", None).await.status, StatusCode::OK, "this login stays");
    let old = json!({"username": "Ann", "password": PASSWORD});
    let login = ask(server.address(), None, Method::POST, "/api/user/login", Some(old)).await;
    assert_eq!(login.status, StatusCode::BAD_REQUEST);

    desk.ask(Method::DELETE, &format!("/api/user/{}", desk.id), None).await.data();
    assert_eq!(at_desk.farewell().await, Some(4409));
}

#[tokio::test]
async fn an_account_that_an_operator_locks_is_out_at_once() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let mut socket = ann.connects().await;
    socket.skip_to("onlineFriends").await;
    server.program().run(&["user", "disable", "Ann"]).succeeds();
    assert_eq!(socket.farewell().await, Some(4409));
    assert_eq!(ann.ask(Method::GET, "/api/friend", None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stopping_server_stores_and_answers_what_it_took_and_says_goodbye() {
    let mut server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let room = ann.creates_room("tea").await;
    let mut socket = ann.connects().await;
    socket.skip_to("online").await;
    for n in 0..200 {
        socket.send(&says("room", "room", &room, &n.to_string())).await;
    }
    socket.skip_to("ack").await;
    let (stopped, (acks, close)) = tokio::join!(server.stop(), socket.rest("ack"));
    let () = stopped;
    assert_eq!(close, Some(1001));
    server.start_again().await;
    let stored = ann.history(&format!("room={room}")).await;
    assert_eq!(stored.len(), 1 + acks, "what was stored was answered, and the other way round");
}

#[tokio::test]
async fn whoever_does_not_say_who_they_are_is_let_go() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let mut forged = ann.with_token(format!("{}x", ann.token)).connects().await;
    assert_eq!(forged.farewell().await, Some(4401));
}

#[tokio::test]
async fn whoever_is_refused_is_told_why_in_their_language() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    let hello = says("user", "receiver", &ben.id, "hello");
    let not_friends = "你们还不是好友，请先添加好友再发送消息。";
    for (language, text) in [
        ("zh-CN", not_friends),
        ("en-GB,en;q=0.9", "You are not friends. Please send a friend request before you write."),
        ("fr", not_friends),
    ] {
        let mut socket = ann.connects_speaking(language).await;
        socket.send(&hello).await;
        assert_eq!(socket.skip_to("error").await["data"]["msg"], text, "{language}");
    }
    let by_rest = json!({"user": ben.id, "content": "hello"});
    let refused = ann.ask(Method::POST, "/api/message", Some(by_rest)).await;
    assert_eq!((refused.status, &refused.body["msg"]), (StatusCode::FORBIDDEN, &json!(not_friends)));
}
