//! Edits, recalls, replies, and who is typing.

use serde_json::{Value, json};

use super::{friends, says, to, with_server};
use crate::server::{Client, LIMITS};

/// Asks for something and returns what is acknowledged.
async fn ask(client: &mut Client, event: &str, data: Value) -> Value {
    client.send(&json!({"event": event, "ref": 0, "data": data}));
    client.skip_to("ack").await["data"].take()
}

#[tokio::test(start_paused = true)]
async fn a_change_reaches_everybody_and_comes_again_to_who_was_away() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        ann_here.send(&to(&ben, "helo", 0));
        let id = ann_here.skip_to("ack").await["data"]["id"].take();
        let (to_ben, to_ann) = (format!("user:{}", ben.id), format!("user:{}", ann.id));

        let edit = json!({"conversation": to_ben, "message": id, "content": "hello", "client_id": "e1"});
        let acked = ask(&mut ann_here, "edit", edit).await;
        assert_eq!((&acked["id"], &acked["seq"]), (&id, &json!(2)));
        let told = ben_here.skip_to("edit").await["data"].take();
        let expected = json!({"conversation": to_ann, "seq": 2, "message": id, "sender": ann.id,
            "content": "hello", "timestamp": acked["timestamp"], "client_id": "e1"});
        assert_eq!(told, expected);

        ask(&mut ann_here, "recall", json!({"conversation": to_ben, "message": id})).await;
        let told = ben_here.skip_to("recall").await["data"].take();
        assert_eq!((&told["message"], &told["seq"], told.get("content")), (&id, &json!(3), None));

        ben_here.send(&json!({"event": "resume", "data": {"since": {to_ann: 0}}}));
        let [message, edit, recall] = [ben_here.next().await, ben_here.next().await, ben_here.next().await];
        assert_eq!((&message["event"], message["data"].get("content")), (&json!("user"), None));
        assert!(message["data"]["recalled"].is_u64());
        assert_eq!(
            (&edit["event"], &edit["data"]["seq"]),
            (&json!("recall"), &json!(2)),
            "it says nothing now"
        );
        assert_eq!((&recall["event"], &recall["data"]["seq"]), (&json!("recall"), &json!(3)));
        assert_eq!(ben_here.next().await["data"]["seq"], 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn nobody_changes_what_others_said() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        ann_here.send(&to(&ben, "hello", 0));
        let id = ann_here.skip_to("ack").await["data"]["id"].take();
        let data = json!({"conversation": format!("user:{}", ann.id), "message": id, "content": "x"});
        for event in ["edit", "recall"] {
            ben_here.send(&json!({"event": event, "ref": 1, "data": data}));
            assert_eq!(ben_here.skip_to("error").await["data"]["code"], "forbidden");
        }
        ann_here.hears_no("edit").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_reply_names_what_it_answers() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        says(&mut ann_here, &ben, ["hello".to_owned()]).await;
        ann_here.send(&to(&ben, "tea?", 0));
        let id = ann_here.skip_to("ack").await["data"]["id"].take();
        ask(&mut ben_here, "user", json!({"receiver": ann.id, "content": "yes", "reply_to": id})).await;
        let heard = ann_here.skip_to("user").await["data"].take();
        assert_eq!((&heard["reply_to"], &heard["reply_seq"]), (&id, &json!(2)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_types_is_named_to_the_others() {
    with_server(LIMITS, async |server| {
        let (ann, ben) = friends(&server);
        let room = server.world.room("Tea house", ann.id);
        server.world.join(room, ben.id);
        let (mut ann_here, mut ben_here) = (server.arrive(&ann).await, server.arrive(&ben).await);
        let to_ben = format!("user:{}", ben.id);
        for (said, heard) in
            [(to_ben, format!("user:{}", ann.id)), (format!("room:{room}"), format!("room:{room}"))]
        {
            assert_eq!(ask(&mut ann_here, "typing", json!({"conversation": said})).await, json!({}));
            let told = ben_here.skip_to("typing").await["data"].take();
            assert_eq!(told, json!({"conversation": heard, "user": ann.id}));
        }
        ann_here.hears_no("typing").await;
    })
    .await;
}
