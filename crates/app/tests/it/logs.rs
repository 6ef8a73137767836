//! What is in a log, and what must not be.

use std::{fs, path::PathBuf};

use reqwest::{Client, header};
use serde_json::{Value, json};

use crate::support::{Program, cookie_of};

const PASSWORD: &str = "correct-horse-battery-staple";
const WRONG_PASSWORD: &str = "incorrect-horse-battery-staple";
const CAPTCHA: &str = "what-is-read-in-the-picture";

#[test]
fn for_machines_every_line_is_an_object() {
    let program = Program::new().environment("DISCUSS__LOG__FORMAT", "json");
    let mut server = program.serve(&[]);
    server.terminate();
    server.ended();
    for log in logs(&program) {
        let text = fs::read_to_string(&log).unwrap();
        assert!(text.contains("listening"), "{} says that it listens", log.display());
        for line in text.lines() {
            let entry: Value = serde_json::from_str(line).unwrap();
            assert!(entry["timestamp"].is_string() && entry["level"].is_string(), "{line}");
        }
    }
}

#[test]
fn without_days_to_keep_there_are_no_files() {
    let program = Program::new().environment("DISCUSS__LOG__KEEP_DAYS", "0");
    let mut server = program.serve(&[]);
    server.terminate();
    server.ended();
    assert!(!program.directory().join("data/logs").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_holds_a_password_a_token_or_a_cookie() {
    let program = Program::new();
    let mut server = program.serve(&["--log", "trace"]);
    let client = Client::new();

    let account = json!({"username": "ann", "email": "ann@example.org", "password": PASSWORD});
    let answer = client.post(server.url("/api/user")).json(&account).send().await.unwrap();
    assert!(answer.status().is_success());
    let drawn = client.get(server.url("/api/captcha")).send().await.unwrap();
    let captcha = cookie_of(&drawn);
    let right = json!({"username": "ann", "password": PASSWORD});
    let answer = client.post(server.url("/api/session")).json(&right).send().await.unwrap();
    let cookie = cookie_of(&answer);
    let answer: Value = answer.json().await.unwrap();
    let token = answer["data"]["access_token"].as_str().unwrap().to_owned();
    client.get(server.url("/api/user")).bearer_auth(&token).send().await.unwrap();
    client.get(server.url(&format!("/ws?token={token}"))).send().await.unwrap();
    client.get(server.url(&format!("/api/{token}?token={token}"))).send().await.unwrap();
    let refreshed = client.post(server.url("/api/session/refresh")).header(header::COOKIE, &cookie);
    refreshed.send().await.unwrap();
    let wrong = json!({"username": "ann", "password": WRONG_PASSWORD, "captcha": CAPTCHA});
    for _ in 0..2 {
        // The second time the captcha is looked at.
        let login = client.post(server.url("/api/user/login")).header(header::COOKIE, &captcha).json(&wrong);
        login.send().await.unwrap();
    }
    server.terminate();
    server.ended();

    let secret = fs::read_to_string(program.directory().join("data/token.secret")).unwrap();
    let [cookie, captcha] = [&cookie, &captcha].map(|cookie| cookie.split_once('=').unwrap().1);
    let secrets = [PASSWORD, WRONG_PASSWORD, CAPTCHA, &token, cookie, captcha, secret.trim()];
    for log in logs(&program) {
        let text = fs::read_to_string(&log).unwrap();
        assert!(text.contains("/api/session"), "{} holds the requests", log.display());
        for secret in secrets {
            assert!(!text.contains(secret), "{} holds {secret}", log.display());
        }
    }
}

/// The console, and the one day since it was started.
fn logs(program: &Program) -> [PathBuf; 2] {
    let files = fs::read_dir(program.directory().join("data/logs")).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    let [today] = files.try_into().expect("one file for one day");
    [today, program.directory().join("console.log")]
}
