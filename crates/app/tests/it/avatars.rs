//! Avatars, from a form to the lists and open connections of others.

use reqwest::{Client, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use crate::{
    people::Person,
    running::Running,
    uploads::{FORM, directory, files_below, form},
};

/// Four red points.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0\xfd\xd4\x9a\x73\0\0\0\x10IDAT\
    \x78\x9c\x63\xb8\x23\x22\x02\x44\x0c\x10\x0a\0\x1f\x9e\x04\x11\xb2\xed\x51\x89\0\0\0\0IEND\xaeB`\x82";

async fn puts(server: &Running, person: &Person, path: &str, bytes: &[u8]) -> (StatusCode, Value) {
    let request = Client::new().put(format!("http://{}/api{path}/avatar", server.address()));
    let request = request.bearer_auth(&person.token).header(CONTENT_TYPE, FORM).body(form("tea.png", bytes));
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_picture_becomes_a_square_that_others_see_at_once_and_after_a_power_cut() {
    let mut server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    ann.befriends(&ben).await;
    let path = format!("/user/{}", ann.id);
    let mut socket = ben.connects().await;
    let mut shown = Vec::new();
    for _ in 0..2 {
        let (status, answer) = puts(&server, &ann, &path, PNG).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let avatar = answer["data"]["avatar"].clone();
        assert_eq!(socket.skip_to("avatar").await["data"], json!({"user": ann.id, "avatar": avatar}));
        shown.push(format!("http://{}{}", server.address(), avatar.as_str().unwrap()));
    }
    assert_eq!(files_below(&directory(&server)).len(), 1, "the former one is gone");
    assert_eq!(reqwest::get(&shown[0]).await.unwrap().status(), StatusCode::NOT_FOUND);

    server.kill_and_restart().await;
    let friends = ben.get("/api/friend").await;
    let avatar = friends[0]["friend_info"]["avatar"].as_str().unwrap();
    let picture = reqwest::get(format!("http://{}{avatar}", server.address())).await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/jpeg");
    assert_eq!(picture.headers()["cache-control"], "private, max-age=31536000, immutable");
    assert!(picture.bytes().await.unwrap().starts_with(b"\xff\xd8"));
}

#[tokio::test]
async fn members_see_a_new_picture_of_their_room_and_strangers_give_it_none() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    let room = ann.creates_room("Tea").await;
    ann.lets_in(&ben, &room).await;
    let (path, mut socket) = (format!("/room/{room}"), ben.connects().await);
    assert_eq!(puts(&server, &ben, &path, PNG).await.0, StatusCode::FORBIDDEN);
    assert_eq!(puts(&server, &ann, &path, b"\x89PNG\r\n\x1a\n and so on").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(files_below(&directory(&server)).len(), 0, "what is refused leaves nothing");

    let (_, answer) = puts(&server, &ann, &path, PNG).await;
    let told = socket.skip_to("roomUpdated").await;
    assert_eq!(told["data"]["avatar"], answer["data"]["avatar"]);
    assert!(told["data"]["avatar"].is_string());
}
