//! Captchas: drawn for anybody, asked of some.

use actix_web::{
    cookie::{Cookie, SameSite},
    test::TestRequest,
};
use discuss_auth::{CaptchaRule, testing::PlainDrawer};
use discuss_rest::{CookiePolicy, RestOptions};
use serde_json::{Value, json};

use crate::house::{Answer, House, PASSWORD};

/// The doors where a captcha may be asked for, with what opens them.
fn doors() -> [(&'static str, Value); 3] {
    let login = json!({"username": "Ann", "password": PASSWORD});
    let registration = json!({"username": "Ben", "password": PASSWORD, "email": "ben@example.org"});
    [("/api/user/login", login.clone()), ("/api/session", login), ("/api/user", registration)]
}

async fn captcha(house: &House) -> Answer {
    house.send(TestRequest::get().uri("/api/captcha")).await
}

fn cookie_of(answer: &Answer) -> Cookie<'static> {
    Cookie::parse_encoded(answer.header("set-cookie").unwrap().to_owned()).unwrap()
}

/// Knocks with what somebody typed below the picture that they were shown last.
async fn knock(house: &House, door: &(&str, Value), shown: Option<&Answer>, typed: Option<&str>) -> Answer {
    let (path, mut input) = door.clone();
    if let Some(typed) = typed {
        input["captcha"] = typed.into();
    }
    let request = TestRequest::post().uri(path).set_json(input);
    match shown {
        Some(shown) => house.send(request.cookie(cookie_of(shown).into_owned())).await,
        None => house.send(request).await,
    }
}

#[actix_web::test]
async fn a_captcha_is_a_picture_that_nobody_keeps_and_a_cookie() {
    let house = House::open();
    let drawn = captcha(&house).await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, Some("image/svg+xml")));
    assert_eq!(drawn.header("cache-control"), Some("no-store"));
    assert!(drawn.text.starts_with("<svg"), "not in the envelope");
    let cookie = cookie_of(&drawn);
    assert_eq!((cookie.name(), cookie.http_only()), ("nestjs.sid", Some(true)));
    assert_eq!((cookie.path(), cookie.same_site()), (Some("/"), Some(SameSite::Strict)));
    assert_eq!((cookie.secure(), cookie.max_age().map(|age| age.whole_seconds())), (None, Some(60)));
    assert_ne!(cookie.value(), cookie_of(&captcha(&house).await).value());

    let elsewhere = CookiePolicy { same_site: SameSite::None, ..CookiePolicy::default() };
    let house = house.with(RestOptions { cookie: elsewhere, ..RestOptions::default() });
    let cookie = cookie_of(&captcha(&house).await);
    assert_eq!((cookie.same_site(), cookie.secure()), (Some(SameSite::None), Some(true)));
}

#[actix_web::test]
async fn always_asks_at_every_door() {
    for door in doors() {
        let house = House::asking(CaptchaRule::Always);
        let ann = house.world.person("Ann").id;
        house.world.lock().account_mut(ann).unwrap().password = format!("plain:{PASSWORD}");
        let drawn = captcha(&house).await;
        let read = PlainDrawer::read(&drawn.text).to_owned();
        let refused = (400, Some("captcha"));
        assert_eq!(knock(&house, &door, None, None).await.refusal(), refused, "{}", door.0);
        assert_eq!(knock(&house, &door, Some(&drawn), Some("")).await.refusal(), refused);
        assert_eq!(knock(&house, &door, None, Some(&read)).await.refusal(), refused, "without the cookie");
        let entered = knock(&house, &door, Some(&drawn), Some(&read.to_uppercase())).await;
        assert!(entered.status < 300, "{}: {}", door.0, entered.body);
        let again = knock(&house, &door, Some(&drawn), Some(&read)).await;
        assert_eq!(again.refusal(), refused, "it serves once");

        let drawn = captcha(&house).await;
        let read = PlainDrawer::read(&drawn.text).to_owned();
        assert_eq!(knock(&house, &door, Some(&drawn), Some("guess")).await.refusal(), refused);
        assert_eq!(knock(&house, &door, Some(&drawn), Some(&read)).await.refusal(), refused, "it is used up");
    }
}

#[actix_web::test]
async fn after_a_failure_the_login_asks() {
    let house = House::asking(CaptchaRule::AfterFailures);
    house.person("Ann").await;
    let [login, session, _] = doors();
    let wrong = ("/api/user/login", json!({"username": "Ann", "password": "wrong horse"}));
    assert_eq!(knock(&house, &wrong, None, Some("needless")).await.refusal(), (400, None));
    for door in [&login, &session] {
        assert_eq!(knock(&house, door, None, None).await.refusal(), (400, Some("captcha")));
    }
    let drawn = captcha(&house).await;
    let solved = knock(&house, &login, Some(&drawn), Some(PlainDrawer::read(&drawn.text))).await;
    assert_eq!(solved.status, 200, "{}", solved.body);
    assert_eq!(knock(&house, &session, None, None).await.status, 201, "and is content again");
}

#[actix_web::test]
async fn whoever_registers_a_lot_is_asked() {
    let house = House::asking(CaptchaRule::AfterFailures);
    let register = async |number: usize, address: &str| {
        let name = format!("person {number}");
        let email = format!("{number}@example.org");
        let input = json!({"username": name, "password": PASSWORD, "email": email});
        let request = TestRequest::post().uri("/api/user").set_json(input);
        house.send(request.peer_addr(format!("{address}:4711").parse().unwrap())).await
    };
    for number in 0..2 {
        assert_eq!(register(number, "192.0.2.1").await.status, 201);
    }
    assert_eq!(register(2, "192.0.2.1").await.refusal(), (400, Some("captcha")));
    assert_eq!(register(2, "192.0.2.2").await.status, 201);
}

#[actix_web::test]
async fn an_address_gets_so_many_captchas() {
    let house = House::open();
    let ask = async || {
        let request = TestRequest::get().uri("/api/captcha").peer_addr("192.0.2.1:4711".parse().unwrap());
        house.send(request).await
    };
    for _ in 0..10 {
        assert_eq!(ask().await.status, 200);
    }
    let refused = ask().await;
    assert_eq!((refused.refusal(), refused.header("retry-after")), ((429, None), Some("60")));
}
