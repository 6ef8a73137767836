//! Packets, and how each is framed.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use bytestring::ByteString;

use super::Handshake;
use crate::ProtocolError;

/// A packet as it travels: a frame of a WebSocket, or a piece of a polling payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// The packet's type and its text.
    Text(ByteString),
    /// The bytes of a binary message, without a type.
    Binary(Bytes),
}

impl Frame {
    /// How long it is on a WebSocket, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }
}

impl From<&'static str> for Frame {
    fn from(text: &'static str) -> Self {
        Self::Text(ByteString::from_static(text))
    }
}

/// What one side has to say to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Text.
    Text(ByteString),
    /// Bytes.
    Binary(Bytes),
}

impl Message {
    /// How long it is, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }
}

/// Everything that Engine.IO can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// The session begins.
    Open(Handshake),
    /// The session ends.
    Close,
    /// Is anybody there?
    Ping,
    /// Yes.
    Pong,
    /// Does the new transport work?
    ProbePing,
    /// Yes.
    ProbePong,
    /// What this is all for.
    Message(Message),
    /// From now on the new transport carries the session.
    Upgrade,
    /// Nothing; ends a GET.
    Noop,
}

impl Packet {
    /// Frames the packet. A text message is copied; whoever sends the same to many frames it once and
    /// shares the frame.
    #[must_use]
    pub fn encode(self) -> Frame {
        match self {
            Self::Open(handshake) => {
                let json = serde_json::to_string(&handshake).expect("a handshake has no failing parts");
                Frame::Text(format!("0{json}").into())
            }
            Self::Close => "1".into(),
            Self::Ping => "2".into(),
            Self::Pong => "3".into(),
            Self::ProbePing => "2probe".into(),
            Self::ProbePong => "3probe".into(),
            Self::Message(Message::Text(text)) => Frame::Text(format!("4{text}").into()),
            Self::Message(Message::Binary(bytes)) => Frame::Binary(bytes),
            Self::Upgrade => "5".into(),
            Self::Noop => "6".into(),
        }
    }

    /// Reads a frame. Messages share its memory.
    ///
    /// # Errors
    /// When it is no packet: an unknown type, data where there must be none, broken base64.
    pub fn decode(frame: Frame) -> Result<Self, ProtocolError> {
        match frame {
            Frame::Text(text) => Self::decode_text(&text),
            Frame::Binary(bytes) => Ok(Self::Message(Message::Binary(bytes))),
        }
    }

    /// Reads a frame of text, which may be binary in base64, on a WebSocket too.
    pub(super) fn decode_text(frame: &ByteString) -> Result<Self, ProtocolError> {
        let text: &str = frame;
        Ok(match text {
            "1" => Self::Close,
            "2" => Self::Ping,
            "3" => Self::Pong,
            "2probe" => Self::ProbePing,
            "3probe" => Self::ProbePong,
            "5" => Self::Upgrade,
            "6" => Self::Noop,
            _ => match (text.as_bytes().first(), text.get(1..)) {
                (Some(b'4'), Some(message)) => Self::Message(Message::Text(frame.slice_ref(message))),
                (Some(b'b'), Some(base64)) => Self::Message(Message::Binary(decode_base64(base64)?)),
                (Some(b'0'), Some(json)) => Self::Open(decode_handshake(json)?),
                _ => return Err(ProtocolError("not an Engine.IO packet")),
            },
        })
    }
}

fn decode_base64(text: &str) -> Result<Bytes, ProtocolError> {
    let bytes = BASE64_STANDARD.decode(text);
    bytes.map(Bytes::from).map_err(|_| ProtocolError("a binary packet is not base64"))
}

fn decode_handshake(json: &str) -> Result<Handshake, ProtocolError> {
    serde_json::from_str(json).map_err(|_| ProtocolError("not an Engine.IO handshake"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &'static str) -> Packet {
        Packet::Message(Message::Text(text.into()))
    }

    #[test]
    fn every_packet_has_one_frame() {
        let bytes = Bytes::from_static(&[1, 2, 3, 4]);
        let cases = [
            (Packet::Close, "1".into()),
            (Packet::Ping, "2".into()),
            (Packet::Pong, "3".into()),
            (Packet::ProbePing, "2probe".into()),
            (Packet::ProbePong, "3probe".into()),
            (text("hello"), "4hello".into()),
            (text("€"), "4€".into()),
            (text(""), "4".into()),
            (Packet::Message(Message::Binary(bytes.clone())), Frame::Binary(bytes)),
            (Packet::Upgrade, "5".into()),
            (Packet::Noop, "6".into()),
        ];
        for (packet, frame) in cases {
            assert_eq!(packet.clone().encode(), frame);
            assert_eq!(Packet::decode(frame), Ok(packet));
        }
    }

    #[test]
    fn binary_may_come_as_base64() {
        let decoded = Packet::decode("bAQIDBA==".into());
        assert_eq!(decoded, Ok(Packet::Message(Message::Binary(Bytes::from_static(&[1, 2, 3, 4])))));
    }

    #[test]
    fn what_is_no_packet_is_refused() {
        let cases =
            ["", "abc", "7", "é", "1x", "2x", "3x", "2probes", "5x", "6x", "b!", "bAQIDBA", "0", "0{}"];
        for case in cases {
            assert!(Packet::decode(case.into()).is_err(), "{case:?}");
        }
    }

    #[test]
    fn a_message_shares_the_memory_of_its_frame() {
        let frame = ByteString::from("4a message that is long enough not to be copied".to_owned());
        let Ok(Packet::Message(Message::Text(message))) = Packet::decode(Frame::Text(frame.clone())) else {
            panic!("a message");
        };
        assert_eq!(message.as_ptr(), frame[1..].as_ptr());
    }
}
