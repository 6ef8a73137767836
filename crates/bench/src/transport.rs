//! What the clients speak: the frames of raw WebSocket, or packets of Socket.IO on a WebSocket.

use discuss_socketio::{
    engine,
    socket::{Event, Namespace, Packet},
};
use serde::Serialize;
use serde_json::json;

/// How clients and server understand each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Raw WebSocket: frames of JSON.
    Websocket,
    /// Socket.IO, over WebSocket from the beginning.
    Socketio,
}

/// How a connection begins.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Path and query of the handshake.
    pub target: String,
    /// What is said right after it.
    pub texts: Vec<String>,
}

/// What a text from the server is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// A message has reached the connection.
    Message,
    /// A message of the connection is stored.
    Acknowledged,
    /// The server does not do what was asked.
    Refused,
    /// The server wants to hear a [`PONG`](Transport::PONG).
    Ping,
    /// Nothing that is measured.
    Other,
}

impl Opening {
    /// For a server that asks nobody who they are.
    pub const fn bare(target: String) -> Self {
        Self { target, texts: Vec::new() }
    }
}

impl Transport {
    /// The answer to [`Heard::Ping`].
    pub const PONG: &'static str = "3";

    /// What tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Websocket => "raw WebSocket",
            Self::Socketio => "Socket.IO",
        }
    }

    /// How the owner of a token connects and is announced.
    pub fn opening(self, token: &str) -> Opening {
        match self {
            Self::Websocket => Opening::bare(format!("/ws?token={token}")),
            Self::Socketio => {
                let data = Some(json!({"token": token}).to_string().into());
                Opening {
                    target: "/websocket/?EIO=4&transport=websocket".to_owned(),
                    texts: vec![
                        text(&Packet::Connect { namespace: Namespace::MAIN, data }),
                        text(&event("init", None, None)),
                    ],
                }
            }
        }
    }

    /// An event as it travels, in either direction. `data` is JSON; with a `reference` the sender wants to
    /// hear that it is stored.
    pub fn frame(self, name: &str, data: &str, reference: Option<u64>) -> String {
        match (self, reference) {
            (Self::Websocket, None) => format!(r#"{{"event":"{name}","data":{data}}}"#),
            (Self::Websocket, Some(reference)) => {
                format!(r#"{{"event":"{name}","data":{data},"ref":{reference}}}"#)
            }
            (Self::Socketio, _) => text(&event(name, Some(data), reference)),
        }
    }

    /// What stands before the number in an acknowledgement.
    pub const fn reference_key(self) -> &'static str {
        match self {
            Self::Websocket => r#""ref":"#,
            Self::Socketio => "43",
        }
    }

    /// Recognises a text by its first bytes, so that the clients do not take the processor away from the server.
    pub fn hear(self, text: &[u8]) -> Heard {
        match (self, text) {
            (Self::Websocket, _) => text.strip_prefix(br#"{"event":""#).map_or(Heard::Other, hear_event),
            (Self::Socketio, b"2") => Heard::Ping,
            (Self::Socketio, [b'4', b'2', b'[', b'"', event @ ..]) => hear_event(event),
            (Self::Socketio, [b'4', b'3', answer @ ..]) => hear_answer(answer),
            // Put out of the namespace, or not let in.
            (Self::Socketio, [b'4', b'1' | b'4', ..]) => Heard::Refused,
            (Self::Socketio, _) => Heard::Other,
        }
    }
}

/// `event` begins with a name and its closing quote.
fn hear_event(event: &[u8]) -> Heard {
    let is = |names: &[&str]| names.iter().any(|name| event.starts_with(name.as_bytes()));
    if is(&["room\"", "user\"", "sender\""]) {
        Heard::Message
    } else if is(&["ack\""]) {
        Heard::Acknowledged
    } else if is(&["error\"", "exception\""]) {
        Heard::Refused
    } else {
        Heard::Other
    }
}

/// An answer of Socket.IO is the envelope of REST.
fn hear_answer(answer: &[u8]) -> Heard {
    const SUCCESS: &[u8] = br#""code":200"#;
    if answer.windows(SUCCESS.len()).any(|bytes| bytes == SUCCESS) {
        Heard::Acknowledged
    } else {
        Heard::Refused
    }
}

fn event(name: &str, data: Option<&str>, id: Option<u64>) -> Packet {
    Packet::Event(Event {
        namespace: Namespace::MAIN,
        name: name.into(),
        args: data.map(Into::into).into_iter().collect(),
        attachments: Vec::new(),
        id,
    })
}

/// A packet without attachments, which is a single text.
fn text(packet: &Packet) -> String {
    let mut frames = packet.encode();
    let Some(engine::Frame::Text(text)) = frames.next() else {
        unreachable!("a packet begins with its text")
    };
    text.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socketio_client_begins_as_the_contract_says() {
        let Opening { target, texts } = Transport::Socketio.opening("x.y.z");
        assert_eq!(target, "/websocket/?EIO=4&transport=websocket");
        assert_eq!(texts, [r#"40{"token":"x.y.z"}"#, r#"42["init"]"#]);
    }

    #[test]
    fn the_pong_is_the_protocols() {
        assert_eq!(engine::Packet::Pong.encode(), Transport::PONG.into());
    }

    #[test]
    fn an_event_is_framed_for_each() {
        let data = r#"{"room":"r"}"#;
        let cases = [
            (Transport::Websocket, None, r#"{"event":"room","data":{"room":"r"}}"#),
            (Transport::Websocket, Some(7), r#"{"event":"room","data":{"room":"r"},"ref":7}"#),
            (Transport::Socketio, None, r#"42["room",{"room":"r"}]"#),
            (Transport::Socketio, Some(7), r#"427["room",{"room":"r"}]"#),
        ];
        for (transport, reference, frame) in cases {
            assert_eq!(transport.frame("room", data, reference), frame);
        }
    }

    #[test]
    fn texts_are_recognised() {
        use Transport::{Socketio, Websocket};
        let cases = [
            (Websocket, r#"{"event":"room","data":{}}"#, Heard::Message),
            (Websocket, r#"{"event":"roomUpdated","data":{}}"#, Heard::Other),
            (Websocket, r#"{"event":"ack","ref":1,"data":{}}"#, Heard::Acknowledged),
            (Websocket, r#"{"event":"error","data":{}}"#, Heard::Refused),
            (Websocket, "2", Heard::Other),
            (Socketio, r#"42["sender",{}]"#, Heard::Message),
            (Socketio, r#"42["status",{}]"#, Heard::Other),
            (Socketio, r#"42["exception",{}]"#, Heard::Refused),
            (Socketio, r#"431[{"code":200,"msg":"success","data":{}}]"#, Heard::Acknowledged),
            (Socketio, r#"431[{"code":-1,"data":null,"msg":"no"}]"#, Heard::Refused),
            (Socketio, "41", Heard::Refused),
            (Socketio, r#"44{"message":"no"}"#, Heard::Refused),
            (Socketio, r#"40{"sid":"x"}"#, Heard::Other),
            (Socketio, "2", Heard::Ping),
        ];
        for (transport, text, heard) in cases {
            assert_eq!(transport.hear(text.as_bytes()), heard, "{text}");
        }
    }
}
