//! Registering, logging in, finding people, changing and closing an account.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::house::{Answer, House, PASSWORD};

async fn post(house: &House, path: &str, body: Value) -> Answer {
    house.send(TestRequest::post().uri(path).set_json(body)).await
}

#[actix_web::test]
async fn registering_says_where_the_account_is() {
    let house = House::open();
    let input = json!({"username": "Ann", "password": PASSWORD, "email": "ann@example.org", "id": "forged"});
    let made = post(&house, "/api/user", input).await;
    assert_eq!((made.status, made.data()), (201, &json!("创建用户成功")));
    assert!(made.header("location").unwrap().starts_with("/api/user/"));
}

#[actix_web::test]
async fn a_refused_registration_names_the_field() {
    let house = House::open();
    house.person("Ann").await;
    let full = json!({"username": "Ben", "password": PASSWORD, "email": "ben@example.org"});
    for (field, value) in [
        ("username", json!("ann ")),
        ("username", json!("")),
        ("username", json!(5)),
        ("username", Value::Null),
        ("email", json!("ANN@example.org")),
        ("email", json!("nowhere")),
        ("password", json!("short")),
    ] {
        let mut input = full.clone();
        input[field] = value.clone();
        let refused = post(&house, "/api/user", input).await;
        assert_eq!(refused.refusal(), (400, Some(field)), "{value}");
    }
}

#[actix_web::test]
async fn logging_in_gives_a_token_and_never_the_password() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let login = json!({"username": "ann", "password": PASSWORD, "captcha": "", "email": ""});
    let answer = post(&house, "/api/user/login", login).await;
    let mut fields: Vec<&String> = answer.data().as_object().unwrap().keys().collect();
    fields.sort();
    let expected = [
        "access_token",
        "avatar",
        "createdAt",
        "email",
        "expires_in",
        "id",
        "token_type",
        "updatedAt",
        "username",
    ];
    assert_eq!(fields, expected);
    let data = answer.data();
    assert_eq!(
        (&data["id"], &data["token_type"], &data["expires_in"]),
        (&json!(ann.id), &json!("Bearer"), &json!("24h"))
    );
    assert_eq!(data["createdAt"], "2026-02-02T02:40:00.000Z");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn wrong_passwords_are_refused_and_then_slowed_down() {
    let house = House::open();
    house.person("Ann").await;
    let wrong = json!({"username": "Ann", "password": "wrong horse"});
    for _ in 0..3 {
        assert_eq!(post(&house, "/api/user/login", wrong.clone()).await.refusal(), (400, None));
    }
    let slowed = post(&house, "/api/user/login", wrong).await;
    assert_eq!((slowed.refusal(), slowed.header("retry-after")), ((429, None), Some("60")));
}

#[actix_web::test]
async fn people_are_listed_and_found() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);

    let page = ann.get("/user?page=1&pageSize=1").await;
    assert_eq!((page.data()["rows"].as_array().unwrap().len(), &page.data()["total"]), (1, &json!(2)));
    let found = ann.get("/user/search?username=BE").await;
    assert_eq!(found.data()[0]["email"], "b•••@example.org", "strangers see no address");
    assert_eq!(ann.get("/user/search?username=%25").await.data(), &json!([]), "% is a plain character");
    assert_eq!(ann.get(&format!("/user/{}", ann.id)).await.data()["email"], "ann@example.org");
    house.world.befriend(ann.id, ben.id);
    assert_eq!(ann.get(&format!("/user/{}", ben.id)).await.data()["email"], "ben@example.org");

    assert_eq!(ann.get("/user?page=two").await.refusal(), (400, Some("page")));
    assert_eq!(ann.get("/user?pageSize=-1").await.refusal(), (400, Some("pageSize")));
    assert_eq!(ann.get("/user/nobody").await.refusal(), (404, None));
}

#[actix_web::test]
async fn an_account_is_changed_and_closed_by_its_owner_only() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let own = format!("/user/{}", ann.id);

    assert_eq!(ben.patch(&own, json!({"username": "Eve"})).await.refusal(), (403, None));
    assert_eq!(ben.delete(&own).await.refusal(), (403, None));
    assert_eq!(ann.patch(&own, json!({"username": "ben"})).await.refusal(), (400, Some("username")));
    let update = json!({"username": "Ann", "email": "ann@example.com", "role": "admin"});
    assert_eq!(ann.patch(&own, update).await.data(), "更新用户成功");
    assert_eq!(ann.delete(&own).await.data(), "删除用户成功");
    assert_eq!(ann.get(&own).await.refusal(), (401, None), "the token stops working at once");
    let again = json!({"username": "ann", "password": PASSWORD, "email": "a@example.org"});
    assert_eq!(
        post(&house, "/api/user", again).await.refusal(),
        (400, Some("username")),
        "the name stays taken"
    );
}
