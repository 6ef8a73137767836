//! Nobody gets in without a valid token, whatever else they send.

use actix_web::{http::Method, test::TestRequest};
use discuss_rest::{RestOptions, openapi};
use serde_json::{Value, json};

use crate::{
    documents::operations,
    house::{House, Person},
};

/// All that may be asked without a token.
const PUBLIC: [(&str, &str); 6] = [
    ("get", "/captcha"),
    ("get", "/server"),
    ("post", "/session"),
    ("post", "/session/refresh"),
    ("post", "/user"),
    ("post", "/user/login"),
];

/// Documented with the rest, and served by the `sse` crate.
const ELSEWHERE: (&str, &str) = ("get", "/sse");

/// What is not there, or wrong in itself: strangers do not learn of that either.
const BESIDES: [(&str, &str); 5] = [
    ("put", "/user/{id}"),
    ("put", "/room"),
    ("get", "/room?page={id}"),
    ("delete", "/conversation"),
    ("patch", "/message"),
];

/// Everything else under the prefix: a new route is guarded, or has to be named above. `x` is no id.
fn guarded() -> Vec<(Method, String)> {
    let document = openapi(&RestOptions::default().prefix);
    let documented =
        operations(&document).filter_map(|(path, method, _)| Some((method, path.strip_prefix("/api")?)));
    let guarded = documented.filter(|operation| *operation != ELSEWHERE && !PUBLIC.contains(operation));
    let guarded = guarded.chain(BESIDES);
    guarded
        .map(|(method, path)| (method.to_uppercase().parse().unwrap(), path.replace("{id}", "x")))
        .collect()
}

#[actix_web::test]
async fn without_a_token_nothing_else_of_the_request_matters() {
    let house = House::open();
    let ann = house.person("Ann").await;
    for (method, path) in guarded() {
        let query = if path.contains('?') { "&" } else { "?" };
        let with_token = format!("/api{path}{query}token={}", ann.token.replace('|', "%7C"));
        let requests = [
            TestRequest::default().uri(&format!("/api{path}")),
            TestRequest::default().uri(&format!("/api{path}")).set_json(json!({"content": "hi"})),
            TestRequest::default().uri(&format!("/api{path}")).set_payload("x".repeat(2_000_000)),
            TestRequest::default()
                .uri(&format!("/api{path}"))
                .insert_header(("authorization", "Bearer forged")),
            TestRequest::default().uri(&format!("/api{path}")).insert_header(("authorization", "Basic YTpi")),
            TestRequest::default().uri(&with_token),
        ];
        for request in requests {
            let refused = house.send(request.method(method.clone())).await;
            assert_eq!(refused.refusal(), (401, None), "{method} {path}");
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
        }
    }
}

#[actix_web::test]
async fn an_ended_login_and_a_closed_account_are_nobody() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let listed = ann.get("/session").await;
    ann.delete(&format!("/session/{}", listed.data()[0]["id"].as_str().unwrap())).await.data();
    ben.delete(&format!("/user/{}", ben.id)).await.data();
    for person in [ann, ben] {
        for (method, path) in guarded() {
            let refused = person.call(method.clone(), &path, None).await;
            assert_eq!(refused.refusal(), (401, None), "{method} {path}");
        }
    }
}

type Attempt = (Method, String, Value);

/// What somebody tries with a room that is not theirs.
async fn attempts_at_a_room(ann: &Person<'_>, ben: &Person<'_>) -> Vec<Attempt> {
    let room = ann.room("Tea house").await;
    let members = ann.get(&format!("/member?room_id={room}")).await;
    let member = members.data()[0]["id"].as_str().unwrap();
    let path = format!("/room/{room}");
    let seat = json!({"room_id": room, "user_id": ben.id});
    let message = json!({"room": room, "content": "hi"});
    let read = json!({"conversation": format!("room:{room}"), "seq": 1});
    vec![
        (Method::PATCH, path.clone(), json!({"name": "Mine"})),
        (Method::DELETE, path.clone(), json!({})),
        (Method::PUT, format!("{path}/owner"), json!({"user_id": ben.id})),
        (Method::GET, format!("/member?room_id={room}"), json!({})),
        (Method::POST, "/member".into(), seat),
        (Method::DELETE, format!("/member/{member}"), json!({})),
        (Method::GET, format!("/apply/room?id={room}"), json!({})),
        (Method::GET, format!("/message?room={room}"), json!({})),
        (Method::POST, "/message".into(), message),
        (Method::POST, "/conversation/read".into(), read),
    ]
}

/// What somebody tries with a person who is not their friend.
async fn attempts_at_a_person(ann: &Person<'_>, ben: &Person<'_>) -> Vec<Attempt> {
    let applied = ann.post("/apply", json!({"apply_user_id": ben.id})).await;
    let application = applied.data()["id"].as_str().unwrap();
    let path = format!("/user/{}", ann.id);
    let friendship = json!({"creator": ann.id, "friend_id": ben.id});
    let message = json!({"user": ann.id, "content": "hi"});
    vec![
        (Method::PATCH, path.clone(), json!({"password": "stolen horse"})),
        (Method::DELETE, path, json!({})),
        (Method::GET, format!("/member?user_id={}", ann.id), json!({})),
        (Method::DELETE, format!("/apply/{application}"), json!({})),
        (Method::POST, "/message".into(), message),
        (Method::POST, "/friend".into(), friendship),
    ]
}

#[actix_web::test]
async fn a_stranger_with_a_token_reads_and_changes_nothing() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let mut attempts = attempts_at_a_room(&ann, &ben).await;
    attempts.extend(attempts_at_a_person(&ann, &ben).await);
    for (method, path, body) in attempts {
        let refused = ben.call(method.clone(), &path, Some(body)).await;
        assert_eq!(refused.refusal().0, 403, "{method} {path}");
    }
}
