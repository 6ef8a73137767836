//! Requests that want to become a WebSocket go through the application like all others.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::support::TestApp;

/// Asks for an upgrade and returns all that the server says before it ends the connection.
fn ask(address: &str, path: &str, headers: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n{headers}\r\n"
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_websocket_is_refused_in_the_envelope() {
    let app = TestApp::spawn().await;
    let address = app.url("").replace("http://", "");
    let handshake = "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let cases = [
        ("no such place", "/nowhere", handshake, "404"),
        ("a guarded route", "/api/room", handshake, "401"),
        ("half a handshake", "/ws", "", "400"),
    ];
    for (case, path, headers, status) in cases {
        let answer = ask(&address, path, headers);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{case}: {answer}");
        assert!(answer.contains("x-request-id:"), "{case}: {answer}");
        assert!(answer.ends_with('}') && answer.contains(r#""code":-1"#), "{case}: {answer}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_is_let_in_and_told_why_it_has_to_go() {
    let app = TestApp::spawn().await;
    let address = app.url("").replace("http://", "");
    let handshake = "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let answer = ask(&address, "/ws?token=nonsense", handshake);
    assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
    assert!(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "the key is answered: {answer}");
    assert!(answer.contains(r#"{"event":"message""#) && answer.contains("the token is missing"), "{answer}");
    app.stop().await;
}
