//! Rooms and who is in them.

use serde_json::json;

use crate::house::House;

#[actix_web::test]
async fn rooms_are_opened_listed_and_found() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let made =
        ann.post("/room", json!({"name": "Tea house", "description": "quiet", "creator": ben.id})).await;
    assert_eq!((made.status, made.data()), (201, &json!("创建房间成功")));
    let id = made.header("location").unwrap().strip_prefix("/api/room/").unwrap().to_owned();
    assert_eq!(ben.post("/room", json!({"name": "TEA HOUSE"})).await.refusal(), (400, Some("name")));
    assert_eq!(ben.post("/room", json!({})).await.refusal(), (400, Some("name")));

    let room = ben.get(&format!("/room/{id}")).await;
    assert_eq!((&room.data()["creator"], &room.data()["description"]), (&json!(ann.id), &json!("quiet")));
    assert_eq!(room.data()["user_info"]["email"], "a•••@example.org");
    assert_eq!(ben.get("/room?page=1&pageSize=5").await.data()["rows"], json!([room.data()]));
    assert_eq!(ben.get("/room/search?name=tea").await.data(), &json!([room.data()]));

    let mine = ann.get("/room/mine").await;
    assert_eq!((&mine.data()["total"], &mine.data()["rows"]), (&json!(1), &mine.data()["list"]));
    assert_eq!(ben.get("/room/mine").await.data(), &json!({"rows": [], "list": [], "total": 0}));
}

#[actix_web::test]
async fn a_room_belongs_to_its_owner() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let room = ann.room("Tea house").await;
    let path = format!("/room/{room}");

    assert_eq!(ben.patch(&path, json!({"name": "Mine"})).await.refusal(), (403, None));
    assert_eq!(ben.delete(&path).await.refusal(), (403, None));
    assert_eq!(ann.patch(&path, json!({"description": "loud"})).await.data(), "更新房间成功");
    let owner = format!("{path}/owner");
    assert_eq!(ann.put(&owner, json!({"user_id": ben.id})).await.refusal(), (400, Some("user_id")));
    assert_eq!(ann.put(&owner, json!({"user_id": ben.id, "x": 1})).await.refusal(), (400, Some("x")));
    house.world.join(room, ben.id);
    assert_eq!(ann.put(&owner, json!({"user_id": ben.id})).await.data()["creator"], json!(ben.id));
    assert_eq!(ben.delete(&path).await.data(), "删除房间成功");
    assert_eq!(ann.get(&path).await.refusal(), (404, None));
}

#[actix_web::test]
async fn members_come_and_go() {
    let house = House::open();
    let (ann, ben, cleo) = (house.person("Ann").await, house.person("Ben").await, house.person("Cleo").await);
    let room = ann.room("Tea house").await;
    let seat = |user| json!({"room_id": room, "user_id": user});

    assert_eq!(ben.post("/member", seat(ben.id)).await.refusal(), (403, None));
    let added = ann.post("/member", seat(ben.id)).await;
    assert_eq!((&added.data()["user_id"], &added.data()["isDeleted"]), (&json!(ben.id), &json!(false)));
    assert_eq!(ann.post("/member", seat(ben.id)).await.refusal(), (400, None));

    let listed = ben.get(&format!("/member?room_id={room}")).await;
    let row = listed.data().as_array().unwrap().iter().find(|row| row["user_id"] == json!(ben.id)).unwrap();
    assert_eq!(
        (&row["room_info"]["name"], &row["user_info"]["username"]),
        (&json!("Tea house"), &json!("Ben"))
    );
    assert_eq!(cleo.get(&format!("/member?room_id={room}")).await.refusal(), (403, None));
    assert_eq!(ben.get(&format!("/member?user_id={}", ben.id)).await.data().as_array().unwrap().len(), 1);
    assert_eq!(ben.get(&format!("/member?user_id={}", ann.id)).await.refusal(), (403, None));
    let both = format!("/member?user_id={}&room_id={room}", ben.id);
    assert_eq!(ann.get(&both).await.data().as_array().unwrap().len(), 1, "one of the members");
    for query in ["/member", "/member?room_id=x"] {
        assert_eq!(ben.get(query).await.refusal(), (400, Some("room_id")), "{query}");
    }

    let path = format!("/member/{}", row["id"].as_str().unwrap());
    assert_eq!(cleo.delete(&path).await.refusal(), (403, None));
    let left = ben.delete(&path).await;
    assert_eq!((&left.data()["id"], &left.data()["isDeleted"]), (&row["id"], &json!(true)));
    assert_eq!(ben.delete(&path).await.refusal(), (404, None));
}
