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
