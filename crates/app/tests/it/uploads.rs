//! Files, from a form that a browser sends to a picture that another one shows.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use reqwest::{Body, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{people::Person, running::Running, support::TestApp};

pub const FORM: &str = "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";
const MIB: usize = 1024 * 1024;

fn head(name: &str) -> String {
    format!(
        "------WebKitFormBoundary7MA4YWxk\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    )
}

/// A form as Chrome sends it.
pub fn form(name: &str, bytes: &[u8]) -> Vec<u8> {
    [head(name).as_bytes(), bytes, b"\r\n------WebKitFormBoundary7MA4YWxk--\r\n"].concat()
}

/// Sends a form and returns what comes back.
async fn send(server: SocketAddr, person: &Person, body: impl Into<Body>) -> (StatusCode, Value) {
    let request = reqwest::Client::new().post(format!("http://{server}/api/user/upload"));
    let request = request.bearer_auth(&person.token).header(CONTENT_TYPE, FORM).body(body);
    let response = request.send().await.expect("the server answers");
    (response.status(), response.json().await.unwrap())
}

/// The beginning of a request that goes on for `length` bytes, over a bare connection.
async fn begin(server: SocketAddr, token: &str, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = format!(
        "POST /api/user/upload HTTP/1.1\r\nHost: {server}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// What is answered until the connection ends.
async fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer));
    // A server that has not read all of a request may end the connection hard.
    let _ = read.await.expect("the server answers and closes");
    String::from_utf8_lossy(&answer).into_owned()
}

/// All files below a directory.
pub fn files_below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Waits until so many files are there.
async fn wait_for_files(directory: &Path, count: usize) {
    let began = Instant::now();
    while files_below(directory).len() != count {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", files_below(directory));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub fn directory(server: &Running) -> PathBuf {
    server.program().directory().join("data/files")
}

#[tokio::test]
async fn a_picture_travels_from_one_to_the_other_and_survives_a_power_cut() {
    let mut server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let ben = Person::register(server.address(), "Ben").await;
    ann.befriends(&ben).await;

    let (status, mut uploaded) = send(server.address(), &ann, form("茶 🍵.png", PNG)).await;
    assert_eq!(status, StatusCode::CREATED);
    let uploaded = uploaded["data"].take();
    assert_eq!((&uploaded["originalname"], &uploaded["userId"]), (&json!("茶 🍵.png"), &json!(ann.id)));
    let message = json!({
        "user": ben.id, "content": uploaded["path"], "type": "image", "originalname": uploaded["originalname"],
    });
    ann.post("/api/message", message).await;

    server.kill_and_restart().await;
    let said = &ben.history(&format!("user={}", ann.id)).await[0];
    let url = format!("http://{}/{}", server.address(), said["content"].as_str().unwrap());
    let picture = reqwest::get(&url).await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert_eq!(picture.bytes().await.unwrap(), PNG);
    let part = reqwest::Client::new().get(&url).header("range", "bytes=1-3").send().await.unwrap();
    assert_eq!((part.status(), part.text().await.unwrap()), (StatusCode::PARTIAL_CONTENT, "PNG".to_owned()));
}

#[tokio::test]
async fn what_is_larger_than_eighty_megabytes_is_refused_and_leaves_nothing() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let (status, refused) = send(server.address(), &ann, form("large.png", &vec![7; 81 * MIB])).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        (&refused["code"], &refused["data"], &refused["field"]),
        (&json!(-1), &Value::Null, &json!("file"))
    );
    assert_eq!(files_below(&directory(&server)), Vec::<PathBuf>::new());

    let (status, _) = send(server.address(), &ann, form("fits.png", &vec![7; 80 * MIB])).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(files_below(&directory(&server)).len(), 1);
}

#[tokio::test]
async fn what_would_never_end_is_refused_before_it_comes() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let stream = begin(server.address(), &ann.token, 1_000 * MIB).await;
    assert!(answer(stream).await.starts_with("HTTP/1.1 413 "));
    assert_eq!(files_below(&directory(&server)), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_nothing() {
    let server = Running::start(None).await;
    let ann = Person::register(server.address(), "Ann").await;
    let mut stream = begin(server.address(), &ann.token, 10 * MIB).await;
    stream.write_all(&form("half.png", &vec![7; MIB])[..MIB]).await.unwrap();
    wait_for_files(&directory(&server), 1).await;
    drop(stream);
    wait_for_files(&directory(&server), 0).await;
    // And it no longer counts as being under way.
    for _ in 0..9 {
        assert_eq!(send(server.address(), &ann, form("x.png", PNG)).await.0, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn without_a_token_nothing_of_the_body_is_read() {
    let server = Running::start(None).await;
    for token in ["", "wrong"] {
        let stream = begin(server.address(), token, 10 * MIB).await;
        let refused = answer(stream).await;
        assert!(refused.starts_with("HTTP/1.1 401 ") && refused.contains("\"code\":-1"), "{refused}");
    }
    assert_eq!(files_below(&directory(&server)), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn an_upload_that_takes_too_long_is_refused_and_leaves_nothing() {
    let files = tempfile::tempdir().unwrap();
    let settings = [("files.upload_timeout", "1s"), ("files.directory", files.path().to_str().unwrap())];
    let server = TestApp::spawn_with(&settings).await;
    let ann = Person::register(server.address(), "Ann").await;
    let mut stream = begin(server.address(), &ann.token, 10 * MIB).await;
    stream.write_all(head("slow.png").as_bytes()).await.unwrap();
    assert!(answer(stream).await.starts_with("HTTP/1.1 408 "));
    assert_eq!(files_below(files.path()), Vec::<PathBuf>::new());
    server.stop().await;
}

#[tokio::test]
async fn pages_of_other_origins_show_files_where_they_may_call_the_api() {
    for (origins, expected) in [("", "same-origin"), ("https://chat.example.org", "cross-origin")] {
        let server = TestApp::spawn_with(&[("server.cors_origins", origins)]).await;
        let ann = Person::register(server.address(), "Ann").await;
        let (_, uploaded) = send(server.address(), &ann, form("tea.png", PNG)).await;
        let path = format!("/{}", uploaded["data"]["path"].as_str().unwrap());
        let shown = reqwest::get(server.url(&path)).await.unwrap();
        assert_eq!(shown.headers()["cross-origin-resource-policy"], expected);
        server.stop().await;
    }
}
