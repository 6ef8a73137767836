//! Pictures of people and rooms.

use actix_web::test::TestRequest;
use discuss_avatar::AvatarService;
use serde_json::{Value, json};

use crate::{
    files::{field, file, form},
    house::{Answer, House, Person},
};

impl Person<'_> {
    async fn puts(&self, path: &str, fields: &[Vec<u8>]) -> Answer {
        let request = TestRequest::put().uri(&format!("/api{path}/avatar")).set_payload(form(fields));
        let request = request.insert_header(("authorization", format!("Bearer {}", self.token)));
        self.house.send(request.insert_header(("content-type", "multipart/form-data; boundary=tea"))).await
    }

    async fn removes(&self, path: &str) -> Answer {
        self.delete(&format!("{path}/avatar")).await
    }

    async fn avatar(&self, path: &str) -> Value {
        self.get(path).await.data()["avatar"].clone()
    }
}

#[actix_web::test]
async fn somebody_shows_a_picture() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let path = format!("/user/{}", ann.id);
    assert_eq!(ben.avatar(&path).await, Value::Null);

    let shown = ann.puts(&path, &[file("ann.png", b"Ann")]).await.data()["avatar"].clone();
    assert!(shown.as_str().unwrap().starts_with(&format!("/public/{}/", ann.id)), "{shown}");
    assert_eq!(ben.avatar(&path).await, shown);
    let picture = house.send(TestRequest::get().uri(shown.as_str().unwrap())).await;
    assert_eq!((picture.status, &picture.bytes[..]), (200, &b"Ann"[..]));
    assert_eq!(picture.header("cache-control"), Some("private, max-age=31536000, immutable"));

    assert_eq!(*ann.removes(&path).await.data(), json!({"avatar": null}));
    assert_eq!(ben.avatar(&path).await, Value::Null);
    assert_eq!(house.send(TestRequest::get().uri(shown.as_str().unwrap())).await.status, 404);
}

#[actix_web::test]
async fn a_room_shows_a_picture() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let path = format!("/room/{}", house.world.room("Tea", ann.id));
    let shown = ann.puts(&path, &[file("tea.webp", b"tea")]).await.data()["avatar"].clone();
    assert!(shown.is_string());
    assert_eq!(ann.avatar(&path).await, shown);
    let membership = ann.get(&format!("/member?user_id={}", ann.id)).await;
    assert_eq!(membership.data()[0]["room_info"]["avatar"], shown);
    assert_eq!(*ann.removes(&path).await.data(), json!({"avatar": null}));
    assert_eq!(ann.avatar(&path).await, Value::Null);
}

#[actix_web::test]
async fn nobody_gives_others_a_picture() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    let room = house.world.room("Tea", ann.id);
    house.world.join(room, ben.id);
    house.world.lock().account_mut(ben.id).unwrap().is_admin = true;
    for path in [format!("/user/{}", ann.id), format!("/room/{room}")] {
        ann.puts(&path, &[file("a.png", b"mine")]).await.data();
        let shown = ann.avatar(&path).await;
        assert_eq!(ben.puts(&path, &[file("b.png", b"his")]).await.refusal(), (403, None), "{path}");
        assert_eq!(ben.removes(&path).await.refusal(), (403, None), "{path}");
        assert_eq!(ann.avatar(&path).await, shown);
    }
}

#[actix_web::test]
async fn what_is_no_picture_is_refused() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let path = format!("/user/{}", ann.id);
    let too_large = vec![b'x'; AvatarService::MAX_BYTES + 1];
    let cases = [
        (vec![file("a.png", b"no picture")], 400),
        (vec![field("name=\"picture\"; filename=\"a.png\"", b"x")], 400),
        (vec![file("a.png", b"x"), file("b.png", b"x")], 400),
        (vec![file("a.png", &too_large)], 413),
    ];
    for (fields, status) in cases {
        assert_eq!(ann.puts(&path, &fields).await.refusal(), (status, Some("file")));
    }
    assert_eq!(ann.avatar(&path).await, Value::Null);
}
