//! Announcements: who may make one, and who hears it.

use discuss_kernel::{Audience, Event, UserId};
use serde_json::json;

use crate::house::{House, Person};

impl House {
    /// Gives somebody what only the operator can give.
    fn make_admin(&self, person: &Person<'_>) {
        self.world.lock().account_mut(person.id).unwrap().is_admin = true;
    }

    /// What was announced: the text, in whose name, and for whom.
    fn announced(&self) -> Vec<(String, String, Audience)> {
        let announced = |event| match event {
            Event::Announced { message, sender, to, .. } => Some((message, sender, to)),
            _ => None,
        };
        self.events.take().into_iter().filter_map(announced).collect()
    }
}

#[actix_web::test]
async fn an_admin_announces_to_everybody_or_to_some() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.make_admin(&ann);

    let answer = ann.post("/alert", json!({"message": "Tea", "users": null})).await;
    assert_eq!((answer.status, answer.data()), (201, &json!("Alert successfully")));
    let named = json!({"message": "Tea", "sender": "Ann", "users": [ben.id, ben.id], "code": 7});
    ann.post("/alert", named).await.data();
    let expected = [("系统通知", Audience::Everybody), ("Ann", Audience::user(ben.id))];
    assert_eq!(house.announced(), expected.map(|(sender, to)| ("Tea".to_owned(), sender.to_owned(), to)));
}

#[actix_web::test]
async fn nobody_else_may_announce_anything() {
    let house = House::open();
    let ann = house.person("Ann").await;
    for body in [json!({"message": "Tea"}), json!({"message": "Tea", "is_admin": true, "users": [ann.id]})] {
        assert_eq!(ann.post("/alert", body).await.refusal(), (403, None));
    }
    assert_eq!(house.announced(), []);
}

#[actix_web::test]
async fn a_wrong_announcement_names_the_field_and_reaches_nobody() {
    let house = House::open();
    let ann = house.person("Ann").await;
    house.make_admin(&ann);
    let crowd: Vec<UserId> = (0..1_001).map(|_| UserId::random()).collect();
    let cases = [
        (json!({}), "message"),
        (json!({"message": " "}), "message"),
        (json!({"message": 7}), "message"),
        (json!({"message": "茶".repeat(4_097)}), "message"),
        (json!({"message": "Tea", "sender": ""}), "sender"),
        (json!({"message": "Tea", "sender": "Ann\u{0}"}), "sender"),
        (json!({"message": "Tea", "users": []}), "users"),
        (json!({"message": "Tea", "users": crowd}), "users"),
    ];
    for (body, field) in cases {
        assert_eq!(ann.post("/alert", body).await.refusal(), (400, Some(field)));
    }
    let nobody = ann.post("/alert", json!({"message": "Tea", "users": ["everybody"]})).await;
    assert_eq!(nobody.refusal().0, 400);
    assert_eq!(house.announced(), []);
}

#[actix_web::test]
async fn whoever_asks_learns_whether_they_are_an_admin() {
    let house = House::open();
    let (ann, ben) = (house.person("Ann").await, house.person("Ben").await);
    house.make_admin(&ann);
    for (person, role) in [(&ann, "admin"), (&ben, "user")] {
        assert_eq!(person.get("/session/role").await.data(), &json!({"role": role}));
    }
}
