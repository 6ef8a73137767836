//! Each assertion of the Socket.IO part of the official test suite, in its order.

use discuss_socketio::{
    CloseReason,
    engine::{Frame, Transport::WebSocket},
};

use crate::driver::{Chat, Driver, chat};

/// A WebSocket that has received its handshake.
fn opened() -> Driver<Chat> {
    let mut client = chat(WebSocket);
    assert_eq!(client.written().len(), 1);
    client
}

/// A client of the main namespace.
fn connected() -> Driver<Chat> {
    let mut client = opened();
    client.text("40");
    assert_eq!(client.written().len(), 2);
    client
}

#[test]
fn connect() {
    let cases: [(&str, [&str; 2]); 4] = [
        ("40", [r#"40{"sid":"client"}"#, r#"42["auth",{}]"#]),
        (r#"40{"token":"123"}"#, [r#"40{"sid":"client"}"#, r#"42["auth",{"token":"123"}]"#]),
        ("40/custom,", [r#"40/custom,{"sid":"client"}"#, r#"42/custom,["auth",{}]"#]),
        (
            r#"40/custom,{"token":"abc"}"#,
            [r#"40/custom,{"sid":"client"}"#, r#"42/custom,["auth",{"token":"abc"}]"#],
        ),
    ];
    for (request, answers) in cases {
        let mut client = opened();
        client.text(request);
        assert_eq!(client.said(), answers);
    }
}

#[test]
fn an_unknown_namespace_is_refused() {
    let mut client = opened();
    client.text("40/random");
    assert_eq!(client.said(), [r#"44/random,{"message":"Invalid namespace"}"#]);
    assert_eq!(client.closed, None);
}

#[test]
fn an_invalid_handshake_closes() {
    let mut client = opened();
    client.text("4abc");
    assert!(matches!(client.closed, Some(CloseReason::Protocol(_))));
}

#[test]
fn no_handshake_closes() {
    let mut client = opened();
    for _ in 0..3 {
        client.wait(300);
        client.text("3");
    }
    assert_eq!(client.closed, None);
    client.wait(100);
    assert_eq!(client.closed, Some(CloseReason::ConnectTimeout));
}

#[test]
fn a_disconnect_keeps_the_connection() {
    let mut client = connected();
    client.text("41");
    client.wait(300);
    assert_eq!(client.said(), ["2"]);
}

#[test]
fn namespaces_are_left_one_by_one() {
    let mut client = connected();
    client.text("40/custom");
    assert_eq!(client.written().len(), 2);
    client.text("41/custom");
    client.text(r#"42["message","message to main namespace"]"#);
    assert_eq!(client.said(), [r#"42["message-back","message to main namespace"]"#]);
}

#[test]
fn events() {
    let mut client = connected();
    client.text(r#"42["message",1,"2",{"3":[true]}]"#);
    assert_eq!(client.said(), [r#"42["message-back",1,"2",{"3":[true]}]"#]);
    client.text(r#"42456["message-with-ack",1,"2",{"3":[false]}]"#);
    assert_eq!(client.said(), [r#"43456[1,"2",{"3":[false]}]"#]);
}

#[test]
fn binary_events() {
    let cases = [
        (
            r#"452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
            r#"452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
        ),
        (
            r#"452-789["message-with-ack",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
            r#"462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
        ),
    ];
    for (request, answer) in cases {
        let mut client = connected();
        client.text(request);
        client.binary(&[1, 2, 3]);
        client.binary(&[4, 5, 6]);
        let [first, second] = [[1, 2, 3], [4, 5, 6]].map(|bytes| Frame::Binary(bytes.to_vec().into()));
        assert_eq!(client.written(), [answer.into(), first, second]);
    }
}

#[test]
fn invalid_formats_close() {
    for text in ["4abc", "42{}", r#"42abc["message-with-ack",1,"2",{"3":[false]}]"#] {
        let mut client = connected();
        client.text(text);
        assert!(matches!(client.closed, Some(CloseReason::Protocol(_))), "{text}");
    }
}
