//! What a connection promises, over a link without a network and services in memory.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod changes;
mod server;
mod socketio;

use std::{collections::BTreeMap, future::Future, num::NonZeroU32, time::Duration};

use discuss_gateway::{ChatLimits, Farewell, LinkError, Message};
use discuss_kernel::{Caller, Ended};
use serde_json::{Value, json};
use server::{Client, LIMITS, Server};
use tokio::task::LocalSet;

const DAY: Duration = Duration::from_secs(86_400);

async fn with_server<T: Future<Output = ()>>(limits: ChatLimits, test: impl FnOnce(Server) -> T) {
    LocalSet::new().run_until(async { test(Server::new(limits)).await }).await;
}

/// Two friends.
fn friends(server: &Server) -> (Caller, Caller) {
    let (ann, ben) = (server.world.person("Ann"), server.world.person("Ben"));
    server.world.befriend(ann.id, ben.id);
    (ann, ben)
}

fn to(receiver: &Caller, content: &str, reference: impl Into<Value>) -> Value {
    json!({"event": "user", "ref": reference.into(), "data": {"receiver": receiver.id, "content": content}})
}

async fn says(client: &mut Client, receiver: &Caller, texts: impl IntoIterator<Item = String>) {
    for text in texts {
        client.send(&to(receiver, &text, 0));
        client.skip_to("ack").await;
    }
}

#[tokio::test(start_paused = true)]
async fn who_cannot_say_who_they_are_goes() {
    with_server(LIMITS, async |server| {
        let ann = server.world.person("Ann");
        let bad = server.connect(Some("nonsense".into()));
        assert_eq!(bad.farewell().await, Farewell::Unauthorized);
        assert_eq!(server.connect(None).farewell().await, Farewell::AuthenticationDeadline);

        let impatient = server.connect(None);
        impatient.send(&json!({"event": "user", "data": {"receiver": ann.id, "content": "hi"}}));
        assert_eq!(impatient.farewell().await, Farewell::Unauthorized);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_first_frame_may_carry_the_token() {
    with_server(LIMITS, async |server| {
        let ann = server.world.person("Ann");
        let mut client = server.connect(None);
        let token = format!("Bearer {}", server.token(&ann, DAY));
        client.send(&json!({"event": "auth", "ref": 7, "data": {"token": token}}));
        let events = [client.next().await, client.next().await, client.next().await];
        assert_eq!(events[0]["event"], "message");
        assert_eq!(events[1], json!({"event": "ack", "ref": 7, "data": {"user": ann.id}}));
        assert_eq!(events[2]["event"], "onlineFriends");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_ends_the_connection() {
    with_server(LIMITS, async |server| {
        let ann = server.world.person("Ann");
        let client = server.connect(Some(server.token(&ann, Duration::from_secs(40))));
        assert_eq!(client.farewell().await, Farewell::Expired);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_arrives_learns_who_is_here() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let room = server.world.room("Tea house", ann.id);
        server.world.join(room, ben.id);
        let _ann = server.arrive(&ann).await;
        let mut client = server.connect(Some(server.token(&ben, DAY)));
        client.skip_to("message").await;
        assert_eq!(client.next().await["data"]["users"], json!([ann.id]));
        assert_eq!(
            client.next().await["data"],
            json!({"room": room, "message": "You have join room: Tea house"})
        );
        let online = client.next().await;
        assert_eq!(
            (online["event"].as_str(), online["data"]["users"].as_array().unwrap().len()),
            (Some("online"), 2)
        );
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn two_people_talk_and_every_device_hears_it() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let mut desk = server.arrive(&ann).await;
        let (mut phone, mut other) = (server.arrive(&ann).await, server.arrive(&ben).await);
        desk.send(&json!({"event": "user", "ref": "a",
            "data": {"sender": ben.id, "content": "hello", "client_id": "c1", "type": "text"}}));

        let heard = other.skip_to("user").await["data"].take();
        assert_eq!(heard["conversation"], format!("user:{}", ann.id));
        assert_eq!((&heard["sender"], &heard["receiver"]), (&json!(ann.id), &json!(ben.id)));
        assert_eq!(
            (&heard["type"], &heard["seq"], &heard["client_id"]),
            (&json!("text"), &json!(1), &json!("c1"))
        );

        let echo = phone.skip_to("sender").await["data"].take();
        assert_eq!(echo["conversation"], format!("user:{}", ben.id));
        assert_eq!(echo["id"], heard["id"]);
        let ack = desk.skip_to("ack").await;
        assert_eq!(
            (&ack["ref"], &ack["data"]["seq"], &ack["data"]["id"]),
            (&json!("a"), &json!(1), &heard["id"])
        );
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_in_a_row_keeps_its_order() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        for n in 1..=100 {
            ann_here.send(&to(&ben, &n.to_string(), n));
        }
        for n in 1..=100 {
            let heard = ben_here.skip_to("user").await;
            assert_eq!(
                (&heard["data"]["seq"], &heard["data"]["content"]),
                (&json!(n), &json!(n.to_string()))
            );
        }
        for n in 1..=100 {
            let ack = ann_here.skip_to("ack").await;
            assert_eq!(ack["ref"], ack["data"]["seq"], "ack {n}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_told_only_to_who_asked() {
    with_server(LIMITS, async |server| {
        let (ann, cleo) = (server.world.person("Ann"), server.world.person("Cleo"));
        let (mut ann_here, mut cleo_here) = (server.arrive(&ann).await, server.arrive(&cleo).await);
        ann_here.send(&json!({"event": "user", "data": {"receiver": cleo.id, "content": "hi"}}));
        ann_here.send(&to(&cleo, "hi", 1));
        ann_here.send(&to(&cleo, "", 2));
        ann_here.send(&json!({"event": "dance", "ref": 3}));
        let mut codes = BTreeMap::new();
        for _ in 1..=3 {
            let refusal = ann_here.skip_to("error").await;
            codes.insert(refusal["ref"].as_u64(), refusal["data"]["code"].as_str().map(str::to_owned));
        }
        let expected = [(1, "forbidden"), (2, "invalid"), (3, "invalid")];
        assert_eq!(codes, BTreeMap::from(expected.map(|(n, code)| (Some(n), Some(code.to_owned())))));
        ann_here.hears_no("error").await;
        cleo_here.hears_no("user").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_comes_once_and_in_order() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let mut ann_here = server.arrive(&ann).await;
        says(&mut ann_here, &ben, (1..=230).map(|n| n.to_string())).await;

        let mut ben_here = server.arrive(&ben).await;
        let conversation = format!("user:{}", ann.id);
        ben_here.send(&json!({"event": "resume", "ref": 1, "data": {"since": {&conversation: 5}}}));
        says(&mut ann_here, &ben, ["231".to_owned()]).await;
        for seq in 6..=230 {
            assert_eq!(ben_here.skip_to("user").await["data"]["seq"], seq);
        }
        let mut rest = Vec::new();
        for _ in 0..3 {
            rest.push(ben_here.next().await);
        }
        let told: Vec<_> = rest.iter().filter(|frame| frame["event"] == "user").collect();
        assert_eq!(told.len(), 1, "{rest:?}");
        assert_eq!(told[0]["data"]["seq"], 231);
        let resumed = rest.iter().find(|frame| frame["event"] == "resumed").unwrap();
        assert_eq!(
            (&resumed["data"]["conversation"], &resumed["data"]["complete"]),
            (&json!(conversation), &json!(true))
        );
        ben_here.hears_no("user").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn too_much_and_what_is_not_ones_own_has_to_be_fetched() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let room = server.world.room("Tea house", ann.id);
        let mut ann_here = server.arrive(&ann).await;
        says(&mut ann_here, &ben, (0..=LIMITS.max_missed).map(|n| n.to_string())).await;
        ann_here.send(&json!({"event": "room", "ref": 1, "data": {"room": room, "content": "secret"}}));
        ann_here.skip_to("ack").await;

        let mut ben_here = server.arrive(&ben).await;
        let (talk, tea) = (format!("user:{}", ann.id), format!("room:{room}"));
        for (since, seq) in [(json!({&talk: 0}), 251), (json!({&talk: 9_999}), 251), (json!({&tea: 0}), 0)] {
            ben_here.send(&json!({"event": "resume", "data": {"since": since}}));
            let resumed = ben_here.next().await;
            assert_eq!(resumed["event"], "resumed", "nothing else is told: {resumed}");
            assert_eq!((&resumed["data"]["seq"], &resumed["data"]["complete"]), (&json!(seq), &json!(false)));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_know_where_they_stand_gets_what_they_have_not_confirmed() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let mut ann_here = server.arrive(&ann).await;
        says(&mut ann_here, &ben, ["1", "2", "3"].map(str::to_owned)).await;
        let mut ben_here = server.arrive(&ben).await;
        let conversation = format!("user:{}", ann.id);
        ben_here
            .send(&json!({"event": "delivered", "ref": 1, "data": {"conversation": conversation, "seq": 2}}));
        ben_here.skip_to("ack").await;
        ben_here.send(&json!({"event": "resume"}));
        assert_eq!(ben_here.skip_to("user").await["data"]["seq"], 3);
        assert_eq!(ben_here.skip_to("resumed").await["data"]["complete"], true);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_ended_login_ends_its_connection() {
    with_server(LIMITS, async |server| {
        let ann = server.world.person("Ann");
        let here = server.arrive(&ann).await;
        server.auth.end_other_sessions(&ann).await.unwrap();
        assert_eq!(here.farewell().await, Farewell::Revoked);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_was_removed_from_a_room_hears_nothing_more() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let room = server.world.room("Tea house", ann.id);
        server.world.join(room, ben.id);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        let membership = server.members.of_user(&ben, ben.id).await.unwrap().remove(0);
        server.members.remove(&ann, membership.id).await.unwrap();
        ben_here.skip_to("leave").await;
        ann_here.send(&json!({"event": "room", "ref": 1, "data": {"room": room, "content": "secret"}}));
        ann_here.skip_to("ack").await;
        ben_here.hears_no("room").await;

        let mut ben_back = server.arrive(&ben).await;
        ben_back.send(&json!({"event": "room", "ref": 1, "data": {"room": room, "content": "let me in"}}));
        assert_eq!(ben_back.skip_to("error").await["data"]["code"], "forbidden");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn former_friends_read_what_was_and_write_nothing_more() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        says(&mut ann_here, &ben, ["before".to_owned()]).await;
        server.friends.end(&ann, ben.id).await.unwrap();
        let ended = ben_here.skip_to("friend").await;
        assert_eq!(ended["data"], json!({"user": ann.id, "status": false}));

        ben_here.send(&to(&ann, "after", 1));
        assert_eq!(ben_here.skip_to("error").await["data"]["code"], "forbidden");
        let conversation = format!("user:{}", ann.id);
        ben_here.send(&json!({"event": "resume", "data": {"since": {&conversation: 0}}}));
        assert_eq!(ben_here.skip_to("user").await["data"]["content"], "before");
        ann_here.hears_no("user").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_reads_too_slowly_goes_and_nobody_waits_for_them() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let mut ann_here = server.arrive(&ann).await;
        let slow = server.connect_with_room_for(4, Some(server.token(&ben, DAY)));
        says(&mut ann_here, &ben, (0..400).map(|n| n.to_string())).await;
        assert_eq!(slow.farewell().await, Farewell::TooSlow);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_sends_too_much_is_warned_and_then_goes() {
    let limits = ChatLimits {
        frames_per_second: Some(NonZeroU32::MIN),
        frame_burst: NonZeroU32::new(2).unwrap(),
        ..LIMITS
    };
    with_server(limits, async |server| {
        let mut client = server.arrive(&server.world.person("Ann")).await;
        for n in 0..5 {
            client.send(&json!({"event": "init", "ref": n}));
        }
        let refusal = client.skip_to("error").await;
        assert_eq!((&refusal["ref"], &refusal["data"]["code"]), (&json!(2), &json!("rate_limited")));
        assert!(refusal["data"]["retry_ms"].is_u64());
        assert_eq!(client.farewell().await, Farewell::Flooding);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_goes_and_one_that_answers_stays() {
    with_server(LIMITS, async |server| {
        let ann = server.world.person("Ann");
        let (silent, alive) = (server.arrive(&ann).await, server.arrive(&ann).await);
        for _ in 0..10 {
            // Never at the very moment at which patience ends.
            tokio::time::sleep(Duration::from_millis(19_900)).await;
            alive.hear(Ok(Message::Pulse));
        }
        assert_eq!(silent.farewell().await, Farewell::Silent);
        server.hub.end_sessions(ann.id, Ended::All);
        assert_eq!(alive.farewell().await, Farewell::Revoked);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_broken_link_and_a_stopping_server_end_connections() {
    with_server(LIMITS, async |server| {
        let ann = server.world.person("Ann");
        for (error, farewell) in [
            (LinkError::TooLarge, Farewell::TooLarge),
            (LinkError::Protocol, Farewell::BadProtocol),
            (LinkError::Gone, Farewell::Gone),
        ] {
            let client = server.arrive(&ann).await;
            client.hear(Err(error));
            assert_eq!(client.farewell().await, farewell);
        }
        let client = server.arrive(&ann).await;
        server.hub.stop();
        assert_eq!(client.farewell().await, Farewell::GoingAway);
    })
    .await;
}
