//! How a server takes leave of a client of Engine.IO.

use discuss_socketio::{
    CloseReason, Settings,
    engine::{Request, Transport::*},
};

use crate::driver::{echo, echo_with, probed, settings};

#[test]
fn a_farewell_by_websocket_comes_after_what_waits() {
    let mut client = echo(WebSocket);
    client.written();
    client.machine.0.send("4last".into());
    client.close();
    assert_eq!(client.said(), ["4last"]);
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
}

#[test]
fn a_farewell_by_polling_waits_for_the_client() {
    let mut client = echo_with(Polling, Settings { max_payload: 6, ..settings() });
    client.send("4first");
    client.send("4last");
    client.close();
    client.send("4too late");
    assert_eq!(client.get(), Ok(Some("4first".to_owned())));
    assert_eq!(client.post("4hello"), Ok(()), "accepted, and not heard");
    assert_eq!(client.closed, None);
    assert_eq!(client.get(), Ok(Some("4last".to_owned())));
    assert_eq!(client.get(), Ok(Some("1".to_owned())));
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
}

#[test]
fn a_farewell_answers_an_open_get() {
    let mut client = echo(Polling);
    assert_eq!(client.get(), Ok(None));
    client.close();
    assert_eq!(client.last_response(), "1");
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
}

#[test]
fn a_farewell_waits_not_for_ever() {
    let mut client = echo(Polling);
    client.close();
    client.wait(199);
    assert_eq!(client.closed, None);
    client.wait(1);
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
    assert_eq!(client.machine.0.deadline(), None);
}

#[test]
fn a_farewell_by_polling_is_a_payload_of_its_own() {
    let mut client = echo(Polling);
    client.send("4last");
    client.close();
    assert_eq!(client.get(), Ok(Some("4last".to_owned())));
    assert_eq!(client.closed, None);
    assert_eq!(client.get(), Ok(Some("1".to_owned())));
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
}

#[test]
fn a_farewell_ends_a_probation_that_has_not_begun() {
    let mut client = echo(Polling);
    assert_eq!(client.request(Request::WebSocket), Ok(()));
    client.close();
    assert_eq!(client.sockets_dropped, 1);
    assert_eq!(client.get(), Ok(Some("1".to_owned())));
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
}

#[test]
fn a_farewell_waits_for_a_client_that_changes_to_its_web_socket() {
    let mut client = probed();
    client.send("4last");
    client.close();
    assert_eq!((client.sockets_dropped, client.closed), (0, None));
    client.text("5");
    assert_eq!(client.said(), ["4last"]);
    assert_eq!(client.closed, Some(CloseReason::ServerClosed));
}
