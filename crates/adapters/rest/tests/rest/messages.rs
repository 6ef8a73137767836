//! Messages and conversations.

use discuss_kernel::RoomId;
use serde_json::{Value, json};

use crate::house::House;

fn seqs(history: &Value) -> Vec<u64> {
    history["rows"].as_array().unwrap().iter().map(|row| row["seq"].as_u64().unwrap()).collect()
}

#[actix_web::test]
async fn what_is_said_is_there_for_both() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let draft =
        json!({"user": ben.id, "content": "x.png", "type": "image", "client_id": "a1", "sender": ben.id});
    assert_eq!(ann.post("/message", draft.clone()).await.refusal(), (403, None), "no friends yet");
    house.world.befriend(ann.id, ben.id);

    let sent = ann.post("/message", draft.clone()).await;
    assert_eq!((sent.status, &sent.data()["seq"]), (201, &json!(1)));
    assert_eq!(sent.data()["conversation"], format!("user:{}", ben.id));
    let again = ann.post("/message", draft).await;
    assert_eq!(again.data()["id"], sent.data()["id"], "the same client_id is the same message");

    let history = ben.get(&format!("/message?user={}", ann.id)).await;
    let row = &history.data()["rows"][0];
    assert_eq!(
        (&row["sender"], &row["sender_name"], &row["type"]),
        (&json!(ann.id), &json!("Ann"), &json!("image"))
    );
    assert_eq!(row["conversation"], format!("user:{}", ann.id), "named for the reader");
    assert_eq!(history.data()["more"], false);
    let by_receiver = json!({"receiver": ann.id, "content": "hi"});
    assert_eq!(ben.post("/message", by_receiver).await.data()["seq"], 2);
}

#[actix_web::test]
async fn history_comes_in_parts() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let room = ann.room("Tea house").await;
    for n in 1..=5 {
        ann.post("/message", json!({"room": room, "content": n.to_string()})).await.data();
    }
    for (query, expected, more) in [
        ("", vec![1, 2, 3, 4, 5], false),
        ("&limit=2", vec![4, 5], true),
        ("&limit=2&before=4", vec![2, 3], true),
        ("&limit=2&before=3", vec![1, 2], false),
        ("&limit=2&after=1", vec![2, 3], true),
        ("&limit=2&after=3", vec![4, 5], false),
    ] {
        let history = ann.get(&format!("/message?room={room}{query}")).await;
        assert_eq!((seqs(history.data()), &history.data()["more"]), (expected, &json!(more)), "{query}");
    }
}

#[actix_web::test]
async fn wrong_messages_name_the_field() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let room = ann.room("Tea house").await;
    let long = "x".repeat(70_000);
    for (body, refusal) in [
        (json!({"content": "hi"}), (400, Some("room"))),
        (json!({"content": "hi", "room": room, "user": ben.id}), (400, Some("room"))),
        (json!({"content": "hi", "room": 5}), (400, Some("room"))),
        (json!({"content": "hi", "user": ann.id}), (400, Some("conversation"))),
        (json!({"room": room}), (400, Some("content"))),
        (json!({"room": room, "content": ""}), (400, Some("content"))),
        (json!({"room": room, "content": long}), (413, Some("content"))),
    ] {
        assert_eq!(ann.post("/message", body).await.refusal(), refusal);
    }
    for (query, field) in [("", "room"), ("?room=x", "room"), (&format!("?room={room}&limit=all"), "limit")] {
        assert_eq!(ann.get(&format!("/message{query}")).await.refusal(), (400, Some(field)), "{query}");
    }
    assert_eq!(ben.get(&format!("/message?room={room}")).await.refusal(), (403, None));
}

#[actix_web::test]
async fn conversations_count_what_is_unread() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.world.befriend(ann.id, ben.id);
    ann.room("Tea house").await;
    ann.post("/message", json!({"user": ben.id, "content": "hi"})).await.data();

    let listed = ben.get("/conversation").await;
    let talk = listed.data()[0].clone();
    assert_eq!((&talk["unread"], &talk["last_seq"], &talk["read_seq"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!((&talk["user"]["username"], &talk["last_message"]["content"]), (&json!("Ann"), &json!("hi")));
    let rooms = ann.get("/conversation").await;
    let names: Vec<&Value> =
        rooms.data().as_array().unwrap().iter().map(|talk| &talk["room"]["name"]).collect();
    assert!(names.contains(&&json!("Tea house")), "{names:?}");

    let read = json!({"conversation": talk["conversation"], "seq": 9});
    assert_eq!(ben.post("/conversation/read", read.clone()).await.data()["seq"], 1);
    assert_eq!(ben.post("/conversation/read", read).await.data()["seq"], Value::Null, "it has not moved");
    assert_eq!(ben.get("/conversation").await.data()[0]["unread"], 0);
    let wrong = json!({"conversation": "x", "seq": 1});
    assert_eq!(ben.post("/conversation/read", wrong).await.refusal(), (400, Some("conversation")));

    ben.delete(&format!("/friend/{}", ann.id)).await.data();
    let former = ben.get("/conversation").await;
    assert_eq!(former.data()[0]["user"]["email"], "a•••@example.org", "a former friend is a stranger");
    let history = ben.get(&format!("/message?user={}", ann.id)).await;
    assert_eq!(seqs(history.data()), [1], "but what was said stays readable");
}

#[actix_web::test]
async fn what_is_said_can_be_changed_by_who_said_it() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.world.befriend(ann.id, ben.id);
    let (to_ben, to_ann) = (format!("user:{}", ben.id), format!("user:{}", ann.id));
    let sent = ann.post("/message", json!({"user": ben.id, "content": "helo", "type": "text"})).await;
    let path = format!("/message/{}", sent.data()["id"].as_str().unwrap());
    let edit = json!({"conversation": to_ben, "content": "hello", "client_id": "e1"});

    assert_eq!(
        ben.patch(&path, json!({"conversation": to_ann, "content": "x"})).await.refusal(),
        (403, None)
    );
    for _ in 0..2 {
        let edited = ann.patch(&path, edit.clone()).await;
        assert_eq!((&edited.data()["seq"], &edited.data()["content"]), (&json!(2), &json!("hello")));
    }
    let history = ben.get(&format!("/message?user={}", ann.id)).await;
    let row = &history.data()["rows"][0];
    assert_eq!((&row["seq"], &row["content"], &row["type"]), (&json!(1), &json!("hello"), &json!("text")));
    assert!(row["edited"].is_u64());

    assert_eq!(ben.delete(&format!("{path}?conversation={to_ann}")).await.refusal(), (403, None));
    assert_eq!(ann.delete(&path).await.refusal(), (400, Some("conversation")));
    let recall = format!("{path}?conversation={to_ben}");
    assert_eq!(ann.delete(&recall).await.data()["seq"], 3);
    assert_eq!(ann.delete(&recall).await.refusal(), (400, None), "it is recalled already");
    assert_eq!(
        ann.patch(&path, json!({"conversation": to_ben, "content": "x"})).await.refusal(),
        (400, None)
    );
    let history = ben.get(&format!("/message?user={}", ann.id)).await;
    let row = &history.data()["rows"][0];
    assert_eq!((row.get("content"), row.get("type"), row.get("edited")), (None, None, None));
    assert!(row["recalled"].is_u64());
}

#[actix_web::test]
async fn a_reply_names_what_it_answers() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let (tea, coffee) = (ann.room("Tea house").await, ann.room("Coffee house").await);
    let question = ann.post("/message", json!({"room": tea, "content": "tea?"})).await.data().clone();
    let reply = |room: RoomId| json!({"room": room, "content": "yes", "reply_to": question["id"]});
    let sent = ann.post("/message", reply(tea)).await;
    assert_eq!((&sent.data()["reply_to"], &sent.data()["reply_seq"]), (&question["id"], &json!(1)));
    assert_eq!(ann.post("/message", reply(coffee)).await.refusal(), (404, None));
}

#[actix_web::test]
async fn how_far_the_others_have_come() {
    let house = House::open();
    let (ann, ben, cleo) = (house.person("Ann").await, house.person("Ben").await, house.person("Cleo").await);
    house.world.befriend(ann.id, ben.id);
    ann.post("/message", json!({"user": ben.id, "content": "hi"})).await.data();
    let (to_ben, to_ann) = (format!("user:{}", ben.id), format!("user:{}", ann.id));
    let cursor = format!("/conversation/cursor?conversation={to_ben}");
    assert_eq!(ann.get(&cursor).await.data(), &json!([]));
    ben.post("/conversation/read", json!({"conversation": to_ann, "seq": 1})).await.data();
    let expected = json!([{"user": ben.id, "read_seq": 1, "delivered_seq": 1}]);
    assert_eq!(ann.get(&cursor).await.data(), &expected);
    let room = ann.room("Tea house").await;
    let foreign = format!("/conversation/cursor?conversation=room:{room}");
    assert_eq!(cleo.get(&foreign).await.refusal(), (403, None));
}

#[actix_web::test]
async fn everybody_pins_and_mutes_for_themselves() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.world.befriend(ann.id, ben.id);
    let room = format!("room:{}", ann.room("Tea house").await);
    let (to_ben, to_ann) = (format!("user:{}", ben.id), format!("user:{}", ann.id));
    ann.post("/message", json!({"user": ben.id, "content": "hi"})).await.data();

    let pin = json!({"conversation": room, "pinned": true});
    let pinned = ann.patch("/conversation", pin.clone()).await;
    assert_eq!(pinned.data(), &json!({"conversation": room, "pinned": true, "muted": false}));
    let mute = json!({"conversation": to_ben, "muted": true});
    let muted = ann.patch("/conversation", mute).await;
    assert_eq!(muted.data(), &json!({"conversation": to_ben, "pinned": false, "muted": true}));
    let listed = ann.get("/conversation").await;
    let kept = listed.data().as_array().unwrap().iter();
    let kept: Vec<_> = kept.map(|talk| [&talk["conversation"], &talk["pinned"], &talk["muted"]]).collect();
    assert_eq!(json!(kept), json!([[room, true, false], [to_ben, false, true]]));
    let of_ben = ben.get("/conversation").await;
    assert_eq!(
        (&of_ben.data()[0]["conversation"], &of_ben.data()[0]["muted"]),
        (&json!(to_ann), &json!(false))
    );

    assert_eq!(ben.patch("/conversation", pin).await.refusal(), (403, None), "he is no member");
    for (body, field) in [
        (json!({"pinned": true}), "conversation"),
        (json!({"conversation": "x", "pinned": true}), "conversation"),
        (json!({"conversation": to_ann, "pinned": 1}), "pinned"),
        (json!({"conversation": to_ann, "pined": true}), "pined"),
    ] {
        assert_eq!(ben.patch("/conversation", body).await.refusal(), (400, Some(field)));
    }
    let nobody = json!({"conversation": format!("user:{}", RoomId::random()), "pinned": true});
    assert_eq!(ben.patch("/conversation", nobody).await.refusal(), (404, None));
}
