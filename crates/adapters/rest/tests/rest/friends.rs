//! Friendships.

use serde_json::json;

use crate::house::House;

#[actix_web::test]
async fn friends_are_listed_and_let_go() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.world.befriend(ann.id, ben.id);

    let listed = ann.get("/friend").await;
    let row = &listed.data()[0];
    assert_eq!((&row["creator"], &row["friend_id"]), (&json!(ann.id), &json!(ben.id)));
    assert_eq!(row["friend_info"]["email"], "ben@example.org");
    assert_eq!(
        (&row["friend_info"]["username"], &row["user_info"]["username"]),
        (&json!("Ben"), &json!("Ann"))
    );

    let path = format!("/friend/{}", ben.id);
    assert_eq!(ann.delete(&path).await.data(), &json!({"affected": 1}));
    assert_eq!(ann.delete(&path).await.refusal(), (404, None));
    assert_eq!(ben.get("/friend").await.data(), &json!([]), "it ends for both");
}

#[actix_web::test]
async fn nobody_is_befriended_without_being_asked() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let forged = json!({"creator": ben.id, "friend_id": ann.id});
    assert_eq!(ann.post("/friend", forged).await.refusal(), (403, None));
    assert_eq!(ann.get("/friend").await.data(), &json!([]));
}

#[actix_web::test]
async fn somebody_is_blocked_and_unblocked() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.world.befriend(ann.id, ben.id);
    let path = format!("/block/{}", ben.id);
    for affected in [1, 0] {
        assert_eq!(ann.put(&path, json!({})).await.data(), &json!({"affected": affected}));
    }
    let listed = ann.get("/block").await;
    let row = &listed.data()[0];
    assert_eq!(
        (&row["id"], &row["username"], &row["email"]),
        (&json!(ben.id), &json!("Ben"), &json!("b•••@example.org"))
    );
    assert!(row["blockedAt"].as_str().unwrap().ends_with('Z'), "{row}");
    assert_eq!(ann.get("/friend").await.data(), &json!([]), "they were friends");
    assert_eq!(ben.get("/block").await.data(), &json!([]), "it is nothing that Ben is told");

    let message = json!({"user": ann.id, "content": "why?"});
    assert_eq!(ben.post("/message", message).await.refusal(), (403, None));
    assert_eq!(ben.post("/apply", json!({"apply_user_id": ann.id})).await.refusal(), (403, None));
    assert_eq!(ann.post("/apply", json!({"apply_user_id": ben.id})).await.refusal(), (400, None));
    assert_eq!(ben.delete(&format!("/block/{}", ann.id)).await.data(), &json!({"affected": 0}));

    for affected in [1, 0] {
        assert_eq!(ann.delete(&path).await.data(), &json!({"affected": affected}));
    }
    ben.post("/apply", json!({"apply_user_id": ann.id})).await.data();
    assert_eq!(ann.put(&format!("/block/{}", ann.id), json!({})).await.refusal(), (400, None));
    let nobody = format!("/block/{}", discuss_kernel::UserId::random());
    assert_eq!(ann.put(&nobody, json!({})).await.refusal(), (404, None));
    assert_eq!(ann.put("/block/nobody", json!({})).await.refusal(), (404, None));
}
