//! Applications, and their acceptance.

use serde_json::json;

use crate::house::House;

#[actix_web::test]
async fn asking_to_befriend_somebody() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let wish = json!({"apply_user_id": ben.id, "user_id": ben.id, "note": " It is me. "});
    let made = ann.post("/apply", wish.clone()).await;
    let row = made.data();
    assert_eq!((made.status, &row["user_id"], &row["apply_user_id"]), (201, &json!(ann.id), &json!(ben.id)));
    assert_eq!(
        (&row["status"], &row["handle_status"], &row["isDeleted"]),
        (&json!(false), &json!(false), &json!(false))
    );
    assert_eq!(ann.post("/apply", wish).await.refusal(), (400, None), "an open duplicate");

    assert_eq!(ann.get("/apply").await.data()[0]["apply_user_info"]["email"], "ben@example.org");
    assert_eq!(ben.get("/apply/mine").await.data()[0]["user_info"]["username"], "Ann");
    assert_eq!(
        (&row["note"], &ben.get("/apply/mine").await.data()[0]["note"]),
        (&json!("It is me."), &json!("It is me."))
    );
    assert_eq!(ben.get("/apply").await.data(), &json!([]));

    let path = format!("/apply/{}", row["id"].as_str().unwrap());
    assert_eq!(ann.patch(&path, json!({"status": true})).await.refusal(), (403, None), "one's own");
    assert_eq!(ben.patch(&path, json!({"status": "yes"})).await.refusal(), (400, Some("status")));
    let decided = ben.patch(&path, json!({"status": true})).await;
    assert_eq!((&decided.data()["affected"], &decided.data()["handle_status"]), (&json!(1), &json!(true)));
    assert_eq!(ben.patch(&path, json!({"status": false})).await.refusal(), (400, None), "decided once only");
    assert_eq!(ann.get("/friend").await.data().as_array().unwrap().len(), 1);
    assert_eq!(ben.get("/friend").await.data().as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn asking_to_join_a_room() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let room = ann.room("Tea house").await;
    let long = json!({"room_id": room, "note": "x".repeat(201)});
    assert_eq!(ben.post("/apply", long).await.refusal(), (400, Some("note")));
    let made = ben.post("/apply", json!({"room_id": room, "apply_user_id": null})).await;
    assert_eq!(made.data()["note"], json!(null));
    let path = format!("/apply/{}", made.data()["id"].as_str().unwrap());

    let open = format!("/apply/room?id={room}");
    assert_eq!(ann.get(&open).await.data()[0]["room_info"]["name"], "Tea house");
    assert_eq!(ben.get(&open).await.refusal(), (403, None));
    assert_eq!(ann.get("/apply/room").await.refusal(), (400, Some("id")));

    assert_eq!(ann.delete(&path).await.refusal(), (403, None));
    assert_eq!(ben.delete(&path).await.data()["isDeleted"], true);
    assert_eq!(ann.patch(&path, json!({"status": true})).await.refusal(), (404, None), "it was taken back");
    assert_eq!(ben.get(&format!("/member?user_id={}", ben.id)).await.data(), &json!([]));
}

#[actix_web::test]
async fn one_applies_for_exactly_one_thing() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let room = ann.room("Tea house").await;
    for input in [json!({}), json!({"room_id": room, "apply_user_id": ann.id})] {
        assert_eq!(ann.post("/apply", input).await.refusal(), (400, Some("room_id")));
    }
    let oneself = json!({"apply_user_id": ann.id});
    assert_eq!(ann.post("/apply", oneself).await.refusal(), (400, Some("apply_user_id")));
}
