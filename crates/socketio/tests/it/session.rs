//! What a session of Engine.IO promises beyond the official test suite.

use std::time::Duration;

use bytes::Bytes;
use discuss_socketio::{
    CloseReason, Settings,
    engine::{Frame, Input, Refusal, Request, Transport::*},
};

use crate::driver::{Driver, Echo, echo, echo_with, probed, settings};

fn is_protocol_error(reason: Option<CloseReason>) -> bool {
    matches!(reason, Some(CloseReason::Protocol(_)))
}

#[test]
fn whoever_speaks_is_alive_but_only_a_pong_is_an_answer() {
    let mut client = echo(WebSocket);
    client.wait(300);
    client.written();
    for _ in 0..5 {
        client.wait(199);
        client.text("6");
    }
    assert_eq!(client.closed, None);
    assert!(client.said().is_empty(), "no further ping before the answer");
    client.text("3");
    client.wait(299);
    assert!(client.said().is_empty());
    client.wait(1);
    assert_eq!(client.said(), ["2"]);
}

#[test]
fn a_pong_that_nobody_asked_for_puts_off_no_ping() {
    let mut client = echo(WebSocket);
    client.written();
    client.wait(200);
    client.text("3");
    client.wait(100);
    assert_eq!(client.said(), ["2"]);
}

#[test]
fn a_server_that_is_late_does_not_blame_the_client() {
    let mut client = echo(WebSocket);
    client.now += Duration::from_secs(60);
    client.handle(Input::Tick);
    assert_eq!(client.closed, None);
    client.text("3");
    client.wait(299);
    assert_eq!(client.closed, None);
}

#[test]
fn packets_of_the_server_are_not_for_clients_to_send() {
    for packet in ["0{}", "2", "2probe", "3probe", "5"] {
        let mut client = echo(WebSocket);
        client.text(packet);
        assert!(is_protocol_error(client.closed), "{packet} by WebSocket");

        let mut client = echo(Polling);
        assert_eq!(client.post(packet), Err(Refusal::BadRequest), "{packet} by polling");
    }
}

#[test]
fn a_second_post_closes() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    assert_eq!(client.request(Request::Post), Ok(()));
    assert_eq!(client.request(Request::Post), Err(Refusal::BadRequest));
    assert_eq!(client.last_response(), "1");
    assert!(is_protocol_error(client.closed));
    let body = client.machine.0.body(Bytes::from_static(b"4hello"), client.now);
    assert_eq!(body, Err(Refusal::UnknownSession));
}

#[test]
fn a_post_that_breaks_off_closes() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    assert_eq!(client.request(Request::Post), Ok(()));
    client.handle(Input::PostDropped);
    assert_eq!(client.closed, Some(CloseReason::TransportClosed));
    assert_eq!(client.last_response(), "1");
}

#[test]
fn a_request_that_was_answered_can_be_dropped() {
    let mut client = echo(Polling);
    client.handle(Input::GetDropped);
    assert_eq!(client.post("4hello"), Ok(()));
    client.handle(Input::PostDropped);
    assert_eq!(client.closed, None);
}

#[test]
fn a_body_needs_a_post() {
    let mut client = echo(Polling);
    let body = client.machine.0.body(Bytes::from_static(b"4hello"), client.now);
    assert_eq!(body, Err(Refusal::BadRequest));
    assert_eq!(client.closed, None);
}

#[test]
fn a_broken_payload_is_not_heard_at_all() {
    let mut client = echo(Polling);
    assert_eq!(client.post("4hello\x1eabc"), Err(Refusal::BadRequest));
    assert_eq!(client.responses.len(), 1, "the handshake");
}

#[test]
fn what_comes_before_a_close_is_heard_and_nothing_after_it() {
    let mut client = echo(Polling);
    assert_eq!(client.request(Request::Post), Ok(()));
    let body = Bytes::from_static(b"4before\x1e1\x1e4after");
    assert_eq!(client.machine.0.body(body, client.now), Ok(()));
    let heard: Vec<_> = std::iter::from_fn(|| client.machine.0.next_action()).collect();
    assert_eq!(format!("{heard:?}"), r#"[Deliver(Message(Text("before"))), Close(ClientClosed)]"#);
}

#[test]
fn sizes_are_limited() {
    let small = || Settings { max_payload: 10, max_payload_packets: 2, ..settings() };

    let mut client = echo_with(Polling, small());
    assert_eq!(client.post("4123456789"), Ok(()));
    assert_eq!(client.post("41234567890"), Err(Refusal::TooLarge));
    assert!(matches!(client.closed, Some(CloseReason::Limit(_))));

    let mut client = echo_with(Polling, small());
    assert_eq!(client.post("4\x1e4\x1e4"), Err(Refusal::BadRequest));
    assert!(matches!(client.closed, Some(CloseReason::Limit(_))));

    let mut client = echo_with(WebSocket, small());
    client.text("4123456789");
    assert_eq!(client.closed, None);
    client.text("41234567890");
    assert!(matches!(client.closed, Some(CloseReason::Limit(_))));
}

#[test]
fn what_waits_for_a_get_is_limited() {
    let mut client = echo_with(Polling, Settings { max_waiting_packets: 2, ..settings() });
    for text in ["4a", "4b", "4c"] {
        assert_eq!(client.closed, None);
        client.send(text);
    }
    assert_eq!(client.closed, Some(CloseReason::Overflow));

    let mut client = echo_with(Polling, Settings { max_waiting_bytes: 5, ..settings() });
    client.send("4abcd");
    assert_eq!(client.closed, None);
    assert_eq!(client.get(), Ok(Some("4abcd".to_owned())));
    client.send("4abcde");
    assert_eq!(client.closed, Some(CloseReason::Overflow));
}

#[test]
fn what_is_heard_and_not_fetched_is_limited() {
    let mut client = echo_with(WebSocket, Settings { max_waiting_packets: 2, ..settings() });
    for _ in 0..3 {
        client.machine.0.handle(Input::Frame("4hello".into()), client.now);
    }
    client.carry_out();
    assert_eq!(client.closed, Some(CloseReason::Overflow));
}

#[test]
fn answers_keep_to_max_payload() {
    let mut client = echo_with(Polling, Settings { max_payload: 8, ..settings() });
    for text in ["4aa", "4bb", "4ccc", "4 larger than allowed", "4d"] {
        client.send(text);
    }
    let bodies: Vec<_> = std::iter::from_fn(|| {
        let body = client.get().unwrap()?;
        Some(body)
    })
    .collect();
    assert_eq!(bodies, ["4aa\x1e4bb", "4ccc", "4 larger than allowed", "4d"]);
}

#[test]
fn an_open_get_is_answered_when_there_is_something_to_say() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    client.send("4hello");
    assert_eq!(client.last_response(), "4hello");
}

#[test]
fn a_probe_ends_the_open_get() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    assert_eq!(client.responses.len(), 1, "not before the probe");
    client.text("2probe");
    assert_eq!(client.last_response(), "6");
    assert_eq!(client.said(), ["3probe"]);
}

#[test]
fn what_waits_moves_to_the_websocket_in_order() {
    let mut client = echo(Polling);
    client.send("41");
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    client.send("42");
    client.text("2probe");
    client.send("43");
    assert_eq!(client.said(), ["3probe"], "a socket on probation carries no messages");
    client.text("5");
    client.send("44");
    assert_eq!(client.said(), ["41", "42", "43", "44"]);
}

#[test]
fn what_waits_may_still_leave_by_a_get_before_the_upgrade() {
    let mut client = probed();
    client.send("41");
    assert_eq!(client.get(), Ok(Some("41".to_owned())));
    client.send("42");
    client.text("5");
    assert_eq!(client.said(), ["42"]);
}

#[test]
fn the_heartbeat_goes_on_through_an_upgrade() {
    let mut client = probed();
    client.wait(300);
    client.text("5");
    assert_eq!(client.said(), ["2"]);
    client.text("3");
    client.wait(300);
    assert_eq!(client.said(), ["2"]);
    client.wait(200);
    assert_eq!(client.closed, Some(CloseReason::PingTimeout));
}

#[test]
fn probe_and_upgrade_may_come_together() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    let now = client.now;
    client.machine.0.handle(Input::Frame("2probe".into()), now);
    client.machine.0.handle(Input::Frame("5".into()), now);
    client.machine.0.handle(Input::Frame("4hello".into()), now);
    client.carry_out();
    assert_eq!(client.said(), ["3probe", "4hello"]);
    assert_eq!(client.last_response(), "6", "no request is left unanswered");
}

#[test]
fn a_failed_probation_harms_nothing() {
    type Failure = fn(&mut Driver<Echo>);
    let failures: [(&str, Failure, usize); 6] = [
        ("no packet", |client| client.text("abc"), 1),
        ("a message", |client| client.text("4hello"), 1),
        ("bytes", |client| client.binary(&[1]), 1),
        ("too late", |client| client.wait(10_000), 1),
        ("gone", |client| client.handle(Input::SocketClosed), 0),
        ("too large", |client| client.handle(Input::Frame(Frame::Binary(vec![0; 1_000_001].into()))), 1),
    ];
    for (rule, fail, dropped) in failures {
        let patient = Settings { ping_interval: Duration::from_secs(25), ..settings() };
        let mut client = echo_with(Polling, patient);
        assert_eq!(client.request(Request::WebSocket), Ok(()));
        client.text("2probe");
        client.written();
        client.send("4kept");
        fail(&mut client);
        assert_eq!((client.sockets_dropped, client.closed), (dropped, None), "{rule}");
        client.text("5");
        assert_eq!(client.get(), Ok(Some("4kept".to_owned())), "{rule}");
        assert_eq!(client.request(Request::WebSocket), Ok(()), "{rule}: another try");
    }
}

#[test]
fn an_upgrade_needs_a_probe() {
    let mut client = echo(Polling);
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    client.text("5");
    assert_eq!((client.sockets_dropped, client.closed), (1, None));
}

#[test]
fn a_second_websocket_is_turned_away() {
    let mut client = probed();
    assert_eq!(client.request(Request::WebSocket), Err(Refusal::BadRequest));
    client.text("5");
    client.text("4hello");
    assert_eq!(client.said(), ["4hello"]);
}

#[test]
fn a_post_that_began_before_the_upgrade_is_heard() {
    let mut client = probed();
    assert_eq!(client.request(Request::Post), Ok(()));
    client.text("5");
    assert_eq!(client.machine.0.body(Bytes::from_static(b"4hello"), client.now), Ok(()));
    client.carry_out();
    assert_eq!(client.said(), ["4hello"]);
}

#[test]
fn a_websocket_that_closes_ends_the_session() {
    let mut client = echo(WebSocket);
    client.handle(Input::SocketClosed);
    assert_eq!(client.closed, Some(CloseReason::TransportClosed));
}

#[test]
fn what_comes_after_the_end_is_ignored() {
    let mut client = probed();
    assert_eq!(client.request(Request::Post), Ok(()));
    assert_eq!(client.request(Request::Post), Err(Refusal::BadRequest));
    client.written();
    for input in [Input::Frame("2probe".into()), Input::Frame("5".into()), Input::SocketClosed, Input::Tick] {
        client.handle(input);
    }
    assert!(client.written().is_empty());
    assert_eq!(client.request(Request::WebSocket), Err(Refusal::UnknownSession));
}
