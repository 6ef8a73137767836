//! Renewing logins, from outside.

use reqwest::{Client, Response, StatusCode, header};
use serde_json::json;

use crate::support::{TestApp, cookie_of};

async fn login(server: &TestApp) -> String {
    let (client, person) = (Client::new(), json!({"username": "ann", "password": "correct horse battery"}));
    let mut account = person.clone();
    account["email"] = json!("ann@example.org");
    let registered = client.post(server.url("/api/user")).json(&account).send().await.unwrap();
    assert!(registered.status().is_success());
    cookie_of(&client.post(server.url("/api/session")).json(&person).send().await.unwrap())
}

async fn refresh(server: &TestApp, cookie: &str) -> Response {
    let request = Client::new().post(server.url("/api/session/refresh")).header(header::COOKIE, cookie);
    request.header("x-requested-with", "test").send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pages_that_renew_at_once_and_one_that_is_reloaded_stay_logged_in() {
    let server = TestApp::spawn().await;
    let first = login(&server).await;

    let (page, beside) = tokio::join!(refresh(&server, &first), refresh(&server, &first));
    let reloaded = refresh(&server, &first).await;

    for answer in [&page, &beside, &reloaded] {
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(cookie_of(answer), cookie_of(&page), "whichever comes last is kept");
    }
    assert_eq!(refresh(&server, &cookie_of(&page)).await.status(), StatusCode::OK);
    assert_eq!(refresh(&server, &first).await.status(), StatusCode::UNAUTHORIZED, "two exchanges ago");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_used_again_after_the_grace_ends_the_login() {
    let server = TestApp::spawn_with(&[("auth.refresh_grace", "0s")]).await;
    let first = login(&server).await;
    let second = cookie_of(&refresh(&server, &first).await);
    assert_eq!(refresh(&server, &first).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &second).await.status(), StatusCode::UNAUTHORIZED);
}
