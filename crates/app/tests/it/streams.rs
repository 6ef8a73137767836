//! Server-sent events, from outside.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    listener::{Listener, refusal},
    people::{Person, ask},
    running::Running,
    support::TestApp,
};

/// Two friends.
async fn friends(server: std::net::SocketAddr) -> (Person, Person) {
    let (ann, ben) = (Person::register(server, "Ann").await, Person::register(server, "Ben").await);
    ann.befriends(&ben).await;
    (ann, ben)
}

impl Person {
    async fn tells(&self, other: &Self, text: &str) {
        self.post("/api/message", json!({"user": other.id, "content": text})).await;
    }

    async fn tells_room(&self, room: &str, text: &str) {
        self.post("/api/message", json!({"room": room, "content": text})).await;
    }
}

impl Listener {
    /// The texts of the next messages.
    async fn hears(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < count {
            let heard = self.next().await.expect("the stream goes on");
            if matches!(heard.name.as_deref(), Some("user" | "room" | "sender")) {
                texts.push(heard.data["content"].as_str().unwrap().to_owned());
            }
        }
        texts
    }
}

fn texts(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|number| number.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_hears_what_sockets_hear_and_is_not_seen() {
    let app = TestApp::spawn().await;
    let ann = Person::register(app.address(), "Ann").await;
    let ben = Person::register(app.address(), "Ben").await;
    let (mut here, mut there) = (ben.listens().await, ben.listens().await);
    let mut in_english = ben.listens_in_english().await;
    ann.befriends(&ben).await;
    for stream in [&mut here, &mut there] {
        assert_eq!(stream.skip_to("apply").await["user_info"]["username"], "Ann");
        assert_eq!(stream.skip_to_notice().await["message"], "Ann 请求添加您为好友");
        assert_eq!(stream.skip_to("friend").await, json!({"user": ann.id, "status": true}));
    }
    assert_eq!(in_english.skip_to_notice().await["message"], "Ann would like to be your friend");

    let mut socket = ann.connects().await;
    assert_eq!(socket.skip_to("onlineFriends").await["data"]["users"], json!([]), "a stream is not seen");
    assert_eq!(here.skip_to("status").await["friend"], ann.id.as_str());
    let room = ann.creates_room("tea").await;
    ann.lets_in(&ben, &room).await;
    assert_eq!(here.skip_to("join").await["room"], room.as_str());
    ann.tells_room(&room, "tea?").await;
    let heard = here.skip_to("room").await;
    assert_eq!((&heard["content"], &heard["seq"]), (&json!("tea?"), &json!(1)));
    app.stop().await;
    while here.next().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pins_a_conversation_tells_their_own_devices_only() {
    let app = TestApp::spawn().await;
    let (ann, ben) = friends(app.address()).await;
    let (mut desk, mut phone, mut other) = (ann.connects().await, ann.listens().await, ben.connects().await);
    desk.skip_to("onlineFriends").await;
    other.skip_to("onlineFriends").await;
    let conversation = format!("user:{}", ben.id);
    let pin = json!({"conversation": conversation, "pinned": true});
    let kept = ann.ask(Method::PATCH, "/api/conversation", Some(pin)).await.data();
    assert_eq!(kept, json!({"conversation": conversation, "pinned": true, "muted": false}));
    assert_eq!(desk.skip_to("conversationUpdated").await["data"], kept);
    assert_eq!(phone.skip_to("conversationUpdated").await, kept);
    other.hears_no("conversationUpdated").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_hears_exactly_what_was_missed_even_after_a_power_cut() {
    let mut server = Running::start(None).await;
    let (ann, ben) = friends(server.address()).await;
    let room = ann.creates_room("tea").await;
    ann.lets_in(&ben, &room).await;
    let mut stream = ben.listens().await;
    for number in 1..=3 {
        ann.tells(&ben, &number.to_string()).await;
    }
    assert_eq!(stream.hears(3).await, texts(1..=3));
    let last = stream.last_id.clone();
    drop(stream);

    server.kill_and_restart().await;
    for number in 4..=20 {
        ann.tells(&ben, &number.to_string()).await;
    }
    ann.tells_room(&room, "missed").await;
    let still_talking = tokio::spawn({
        let (ann, ben) = (ann.clone(), ben.clone());
        async move {
            for number in 21..=60 {
                ann.tells(&ben, &number.to_string()).await;
            }
        }
    });
    let mut stream = ben.listens_again(&last).await;
    let (from_room, from_ann): (Vec<_>, Vec<_>) =
        stream.hears(58).await.into_iter().partition(|text| text == "missed");
    assert_eq!((from_room.len(), from_ann), (1, texts(4..=60)), "each once and in order");
    still_talking.await.unwrap();

    // And once more, with an id that came while the second stream told what was missed.
    ann.tells(&ben, "61").await;
    let mut again = ben.listens_again(&stream.last_id).await;
    ann.tells(&ben, "62").await;
    assert_eq!(again.hears(2).await, texts(61..=62));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_from_another_server_hears_what_happens_from_now_on() {
    let app = TestApp::spawn().await;
    let (ann, ben) = friends(app.address()).await;
    ann.tells(&ben, "1").await;
    let mut stream = ben.listens_again("3").await;
    ann.tells(&ben, "2").await;
    assert_eq!(stream.hears(1).await, ["2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_a_room_while_away_missed_what_was_said_since() {
    let app = TestApp::spawn().await;
    let (ann, ben) = friends(app.address()).await;
    let begun = ben.listens().await.last_id;
    let room = ann.creates_room("tea").await;
    ann.tells_room(&room, "before").await;
    ann.lets_in(&ben, &room).await;
    ann.tells_room(&room, "after").await;
    assert_eq!(ben.listens_again(&begun).await.hears(1).await, ["after"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_in_the_middle_of_what_was_missed_loses_nothing() {
    let app = TestApp::spawn().await;
    let (ann, ben) = friends(app.address()).await;
    let (tea, coffee) = (ann.creates_room("tea").await, ann.creates_room("coffee").await);
    for room in [&tea, &coffee] {
        ann.lets_in(&ben, room).await;
    }
    // Nothing was heard yet, not even of conversations that there were not.
    let begun = ben.listens().await.last_id;
    for number in 1..=5 {
        ann.tells(&ben, &number.to_string()).await;
        ann.tells_room(&tea, &number.to_string()).await;
        ann.tells_room(&coffee, &number.to_string()).await;
    }
    let (mut heard, mut last) = (Vec::new(), begun);
    for count in [1, 6, 7, 1] {
        let mut stream = ben.listens_again(&last).await;
        heard.extend(stream.hears(count).await);
        last = stream.last_id;
    }
    heard.sort_unstable();
    let mut expected = [texts(1..=5), texts(1..=5), texts(1..=5)].concat();
    expected.sort_unstable();
    assert_eq!(heard, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_missed_too_much_is_told_to_fetch_it() {
    let app = TestApp::spawn_with(&[("realtime.max_missed", "3")]).await;
    let (ann, ben) = friends(app.address()).await;
    let begun = ben.listens().await.last_id;
    for number in 1..=4 {
        ann.tells(&ben, &number.to_string()).await;
    }
    let mut stream = ben.listens_again(&begun).await;
    let conversation = format!("user:{}", ann.id);
    let expected = json!({"conversation": conversation, "seq": 4, "complete": false});
    assert_eq!(stream.skip_to("resumed").await, expected);
    ann.tells(&ben, "5").await;
    assert_eq!(stream.hears(1).await, ["5"]);
    let mut again = ben.listens_again(&stream.last_id).await;
    ann.tells(&ben, "6").await;
    assert_eq!(again.hears(1).await, ["6"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn open_applications_are_repeated_and_announcements_are_not() {
    let server = Running::start(None).await;
    let (ann, ben) =
        (Person::register(server.address(), "Ann").await, Person::register(server.address(), "Ben").await);
    server.program().run(&["user", "grant-admin", "Ann"]).succeeds();
    let begun = ben.listens().await.last_id;
    let room = ben.creates_room("tea").await;
    ann.post("/api/apply", json!({"apply_user_id": ben.id})).await;
    ann.post("/api/apply", json!({"room_id": room})).await;
    let mut ann_hears = ann.listens().await;
    ann.post("/api/alert", json!({"message": "missed"})).await;
    // It is told after it was answered.
    ann_hears.skip_to("alert").await;

    let mut stream = ben.listens_again(&begun).await;
    assert_eq!(stream.skip_to("apply").await["room_id"], room.as_str());
    assert_eq!(stream.skip_to("apply").await["apply_user_id"], ben.id.as_str());
    ann.post("/api/alert", json!({"message": "heard", "users": [ben.id]})).await;
    assert_eq!(stream.skip_to("alert").await["message"], "heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_reaches_every_connection_that_it_is_for() {
    let server = Running::start(None).await;
    let (ann, ben) =
        (Person::register(server.address(), "Ann").await, Person::register(server.address(), "Ben").await);
    server.program().run(&["user", "grant-admin", "Ann"]).succeeds();
    let (mut ann_hears, mut ben_hears) = (ann.listens().await, ben.listens().await);
    let mut ben_here = ben.connects().await;
    ben_here.skip_to("onlineFriends").await;

    let refused = ben.ask(Method::POST, "/api/alert", Some(json!({"message": "forged"}))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let named = json!({"message": "for Ben", "sender": "Kitchen", "users": [ben.id]});
    assert_eq!(ann.post("/api/alert", named).await, "Alert successfully");
    ann.post("/api/alert", json!({"message": "for all"})).await;

    for (message, sender) in [("for Ben", "Kitchen"), ("for all", "系统通知")] {
        let on_socket = ben_here.skip_to("alert").await["data"].clone();
        assert_eq!((&on_socket["message"], &on_socket["sender"]), (&json!(message), &json!(sender)));
        assert!(on_socket["timestamp"].is_u64());
        assert_eq!(ben_hears.skip_to("alert").await, on_socket);
        assert_eq!(ben_hears.skip_to_notice().await, on_socket, "for clients that know only onmessage");
    }
    assert_eq!(ann_hears.skip_to("alert").await["message"], "for all");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listens_without_a_valid_token() {
    let app = TestApp::spawn_with(&[("realtime.connections_per_user", "2")]).await;
    let ann = Person::register(app.address(), "Ann").await;
    let stranger = ask(app.address(), None, Method::GET, "/api/sse?lastEventId=x", None).await;
    assert_eq!((stranger.status, &stranger.body["code"]), (StatusCode::UNAUTHORIZED, &json!(-1)));
    let forged = refusal(ann.with_token(format!("{}x", ann.token)).asks_for_stream(Some("x")).await).await;
    assert_eq!((forged.status, &forged.body["data"]), (StatusCode::UNAUTHORIZED, &Value::Null));

    assert_eq!(ann.ask(Method::POST, "/api/sse", None).await.status, StatusCode::METHOD_NOT_ALLOWED);

    let by_header =
        reqwest::Client::new().get(app.url("/api/sse")).bearer_auth(&ann.token).send().await.unwrap();
    assert_eq!(by_header.status(), StatusCode::OK);
    let _another = ann.listens().await;
    assert_eq!(ann.asks_for_stream(None).await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_login_ends_its_streams_within_a_second() {
    let app = TestApp::spawn().await;
    let desk = Person::register(app.address(), "Ann").await;
    let phone = Person::log_in(app.address(), "Ann").await;
    let (mut at_desk, mut at_phone) = (desk.listens().await, phone.listens().await);
    desk.ask(Method::DELETE, "/api/session", None).await.data();
    let ended =
        tokio::time::timeout(Duration::from_secs(1), async { while at_phone.next().await.is_some() {} });
    ended.await.expect("within a second");
    assert_eq!(phone.asks_for_stream(None).await.status(), StatusCode::UNAUTHORIZED);
    let room = desk.creates_room("tea").await;
    assert_eq!(at_desk.skip_to("member").await["room"], room.as_str(), "this login stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_ends_its_stream() {
    let app = TestApp::spawn_with(&[("auth.plain_lifetime", "2s")]).await;
    let mut stream = Person::register(app.address(), "Ann").await.listens().await;
    while stream.next().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_stream_shows_that_it_lives() {
    let app = TestApp::spawn_with(&[("realtime.stream_heartbeat", "50ms")]).await;
    let mut stream = Person::register(app.address(), "Ann").await.listens().await;
    for _ in 0..3 {
        assert_eq!(stream.block().await.unwrap(), ":\n\n");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_too_slowly_is_let_go_and_resumes() {
    let app = TestApp::spawn_with(&[("realtime.outbox_messages", "16")]).await;
    let (ann, ben) = friends(app.address()).await;
    let mut slow = ben.listens().await;
    // More than the sockets between them hold.
    let long = "x".repeat(60_000);
    for number in 1..=250 {
        ann.tells(&ben, &format!("{number} {long}")).await;
    }
    let mut heard = Vec::new();
    let mut note = |data: &Value| heard.push(data["seq"].as_u64().unwrap());
    while let Some(event) = slow.next().await {
        if event.name.as_deref() == Some("user") {
            note(&event.data);
        }
    }
    let mut again = ben.listens_again(&slow.last_id).await;
    while let Some(event) = again.next().await {
        if event.name.as_deref() == Some("user") {
            note(&event.data);
            if event.data["seq"] == 250 {
                break;
            }
        }
    }
    assert_eq!(heard, (1..=250).collect::<Vec<u64>>());
}
