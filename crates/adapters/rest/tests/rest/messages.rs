//! Messages and conversations.

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
