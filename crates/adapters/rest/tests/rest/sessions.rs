//! Logins: listed, ended, renewed.

use std::time::Duration;

use actix_web::{
    cookie::{Cookie, SameSite},
    test::TestRequest,
};
use serde_json::{Value, json};

use crate::house::{Answer, House, PASSWORD, Person};

fn login() -> Value {
    json!({"username": "Ann", "password": PASSWORD})
}

fn cookie_of(answer: &Answer) -> Cookie<'static> {
    Cookie::parse_encoded(answer.header("set-cookie").unwrap().to_owned()).unwrap()
}

async fn open(house: &House, body: Value) -> Answer {
    house.send(TestRequest::post().uri("/api/session").set_json(body)).await
}

async fn refresh(house: &House, cookie: &Cookie<'static>) -> Answer {
    let request = TestRequest::post().uri("/api/session/refresh").insert_header(("x-requested-with", "test"));
    house.send(request.cookie(Cookie::new("discuss_refresh", cookie.value().to_owned()))).await
}

/// The same person with the token of another login.
fn with_token<'a>(person: &Person<'a>, answer: &Answer) -> Person<'a> {
    let token = answer.data()["access_token"].as_str().unwrap().to_owned();
    Person { house: person.house, id: person.id, token }
}

#[actix_web::test]
async fn a_refresh_token_is_kept_where_scripts_cannot_read_it() {
    let house = House::open();
    house.person("Ann").await;
    let opened = open(&house, login()).await;
    assert_eq!((opened.status, &opened.data()["expires_in"]), (201, &json!("15m")));
    let cookie = cookie_of(&opened);
    assert_eq!((cookie.http_only(), cookie.same_site()), (Some(true), Some(SameSite::Strict)));
    assert_eq!((cookie.path(), cookie.secure()), (Some("/api/session"), None), "over plain http");
    assert!(cookie.value().starts_with(opened.data()["session"].as_str().unwrap()));

    let with_more = json!({"username": "Ann", "password": PASSWORD, "email": ""});
    assert_eq!(open(&house, with_more).await.refusal(), (400, Some("email")), "ours refuse unknown fields");
}

#[actix_web::test]
async fn a_refresh_token_serves_once() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let first = cookie_of(&open(&house, login()).await);
    house.clock.advance(Duration::from_hours(1));

    let renewed = refresh(&house, &first).await;
    let second = cookie_of(&renewed);
    assert_ne!(first.value(), second.value());
    let device = with_token(&ann, &renewed);
    assert_eq!(device.get("/session").await.status, 200);

    let repeated = refresh(&house, &first).await;
    assert_eq!(
        (repeated.status, cookie_of(&repeated).value()),
        (200, second.value()),
        "it got lost, perhaps"
    );
    house.clock.advance(Duration::from_mins(1));
    let stolen = refresh(&house, &first).await;
    assert_eq!(stolen.refusal(), (401, None));
    assert_eq!((cookie_of(&stolen).value(), cookie_of(&stolen).path()), ("", Some("/api/session")));
    assert_eq!(refresh(&house, &second).await.refusal(), (401, None), "reuse ends the login");
    assert_eq!(device.get("/session").await.refusal(), (401, None));
}

#[actix_web::test]
async fn forms_of_other_sites_renew_nothing() {
    let house = House::open();
    house.person("Ann").await;
    let cookie = cookie_of(&open(&house, login()).await);
    let form = TestRequest::post().uri("/api/session/refresh").set_form([("a", "b")]);
    let refused = house.send(form.cookie(Cookie::new("discuss_refresh", cookie.value().to_owned()))).await;
    assert_eq!(refused.refusal(), (415, None));
    let without = TestRequest::post().uri("/api/session/refresh").set_json(json!({}));
    assert_eq!(house.send(without).await.refusal(), (401, None));
}

#[actix_web::test]
async fn logins_are_listed_and_ended() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let phone = with_token(&ann, &open(&house, login()).await);
    let laptop = with_token(&ann, &open(&house, login()).await);

    let listed = phone.get("/session").await;
    let rows = listed.data().as_array().unwrap();
    assert_eq!((rows.len(), rows.iter().filter(|row| row["current"] == true).count()), (3, 1));
    let own = rows.iter().find(|row| row["current"] == true).unwrap();
    for field in ["id", "createdAt", "renewedAt", "expiresAt", "address", "agent"] {
        assert!(own.get(field).is_some(), "{field}");
    }

    let ended = phone.delete(&format!("/session/{}", own["id"].as_str().unwrap())).await;
    assert_eq!((ended.status, cookie_of(&ended).value()), (200, ""), "logging out forgets the cookie");
    assert_eq!(phone.get("/session").await.refusal(), (401, None));
    assert_eq!(laptop.delete("/session").await.status, 200);
    assert_eq!(ann.get("/session").await.refusal(), (401, None), "all but the one that asks");
    assert_eq!(laptop.get("/session").await.data().as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn nobody_ends_anothers_login() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let listed = ann.get("/session").await;
    let id = listed.data()[0]["id"].as_str().unwrap();
    assert_eq!(ben.delete(&format!("/session/{id}")).await.refusal(), (404, None));
    assert_eq!(ann.get("/session").await.status, 200);
}
