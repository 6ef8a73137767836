//! Clients that begin to say something and do not go on.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::TestApp;

/// Longer than the server waits, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// Sends a request but for the end of its body, and returns the beginning of what is answered in the end.
async fn break_off(server: SocketAddr, target: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let length = body.len() + 1;
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    tokio::time::timeout(PATIENCE, stream.read_exact(&mut status))
        .await
        .expect("the server gives up")
        .unwrap();
    String::from_utf8_lossy(&status).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_waited_for_without_end() {
    let server = TestApp::spawn().await;
    let polling = "/websocket/?EIO=4&transport=polling";
    let opened = reqwest::get(server.url(polling)).await.unwrap().text().await.unwrap();
    let handshake: serde_json::Value = serde_json::from_str(&opened[1..]).unwrap();
    let session = format!("{polling}&sid={}", handshake["sid"].as_str().unwrap());

    let (login, packet) = tokio::join!(
        break_off(server.address(), "/api/user/login", r#"{"username":"Ann""#),
        break_off(server.address(), &session, "40"),
    );
    assert_eq!(login, "HTTP/1.1 408");
    assert_eq!(packet, "HTTP/1.1 400", "as the protocol of polling has it");
    server.stop().await;
}
