//! Each assertion of the official test suite of Engine.IO, in its order. What a request has to be like is
//! asserted where requests are read (`engine/request.rs`).

use discuss_socketio::{
    CloseReason,
    engine::{Frame, Input, Refusal, Request, Transport::*},
};

use crate::driver::echo;

#[test]
fn handshake_by_polling() {
    let client = echo(Polling);
    let open =
        r#"0{"sid":"s1","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000}"#;
    assert_eq!(client.responses, [open]);
}

#[test]
fn handshake_by_websocket() {
    let mut client = echo(WebSocket);
    let open = r#"0{"sid":"s1","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":1000000}"#;
    assert_eq!(client.said(), [open]);
}

#[test]
fn messages_by_polling() {
    for body in ["4hello", "4test1\x1e4test2\x1e4test3", "4hello\x1ebAQIDBA=="] {
        let mut client = echo(Polling);
        assert_eq!(client.post(body), Ok(()));
        assert_eq!(client.get(), Ok(Some(body.to_owned())));
    }
}

#[test]
fn an_invalid_packet_by_polling_closes() {
    let mut client = echo(Polling);
    assert_eq!(client.post("abc"), Err(Refusal::BadRequest));
    assert!(matches!(client.closed, Some(CloseReason::Protocol(_))));
    assert_eq!(client.get(), Err(Refusal::UnknownSession));
}

#[test]
fn a_second_get_closes() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    assert_eq!(client.get(), Err(Refusal::BadRequest));
    assert_eq!(client.last_response(), "1");
    assert_eq!(client.get(), Err(Refusal::UnknownSession));
}

#[test]
fn a_cancelled_get_closes() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    client.handle(Input::GetDropped);
    assert_eq!(client.closed, Some(CloseReason::TransportClosed));
    assert_eq!(client.get(), Err(Refusal::UnknownSession));
}

#[test]
fn messages_by_websocket() {
    let mut client = echo(WebSocket);
    client.written();
    client.text("4hello");
    client.binary(&[1, 2, 3, 4]);
    assert_eq!(client.written(), [Frame::from("4hello"), Frame::Binary(vec![1, 2, 3, 4].into())]);
}

#[test]
fn an_invalid_packet_by_websocket_closes() {
    let mut client = echo(WebSocket);
    client.text("abc");
    assert!(matches!(client.closed, Some(CloseReason::Protocol(_))));
}

#[test]
fn pings_by_polling() {
    let mut client = echo(Polling);
    for _ in 0..3 {
        assert_eq!(client.get(), Ok(None));
        client.wait(300);
        assert_eq!(client.last_response(), "2");
        assert_eq!(client.post("3"), Ok(()));
    }
}

#[test]
fn a_missing_pong_by_polling_closes() {
    let mut client = echo(Polling);
    client.wait(300 + 200);
    assert_eq!(client.get(), Err(Refusal::UnknownSession));
    assert_eq!(client.closed, Some(CloseReason::PingTimeout));
}

#[test]
fn pings_by_websocket() {
    let mut client = echo(WebSocket);
    client.written();
    for _ in 0..3 {
        client.wait(300);
        assert_eq!(client.said(), ["2"]);
        client.text("3");
    }
}

#[test]
fn a_missing_pong_by_websocket_closes() {
    let mut client = echo(WebSocket);
    client.wait(499);
    assert_eq!(client.closed, None);
    client.wait(1);
    assert_eq!(client.closed, Some(CloseReason::PingTimeout));
}

#[test]
fn a_close_by_polling() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    assert_eq!(client.post("1"), Ok(()));
    assert_eq!(client.last_response(), "6");
    assert_eq!(client.closed, Some(CloseReason::ClientClosed));
    assert_eq!(client.get(), Err(Refusal::UnknownSession));
}

#[test]
fn a_close_by_websocket() {
    let mut client = echo(WebSocket);
    client.text("1");
    assert_eq!(client.closed, Some(CloseReason::ClientClosed));
}

#[test]
fn an_upgrade() {
    let mut client = echo(Polling);
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    client.text("2probe");
    assert_eq!(client.said(), ["3probe"]);
    assert_eq!(client.get(), Ok(Some("6".to_owned())));
    client.text("5");
    client.text("4hello");
    assert_eq!(client.said(), ["4hello"]);
}

#[test]
fn requests_after_the_upgrade_are_ignored() {
    let mut client = echo(Polling);
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    client.text("2probe");
    client.text("5");
    client.written();
    for request in [Request::Get, Request::Post, Request::WebSocket] {
        assert_eq!(client.request(request), Err(Refusal::BadRequest));
    }
    client.text("4hello");
    assert_eq!(client.said(), ["4hello"]);
}
