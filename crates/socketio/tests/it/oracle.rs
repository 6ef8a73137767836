//! What is written here, others read the same way: the codecs of engineioxide and socketioxide.

use bytes::Bytes;
use discuss_socketio::{
    engine::{Frame, Message, Packet},
    socket::Packet as SocketPacket,
};
use engineioxide_core::{Packet as TheirPacket, ProtocolVersion};
use proptest::prelude::*;
use socketioxide_core::{
    Value,
    packet::Packet as TheirSocketPacket,
    parser::{Parse, ParseConfig, ParseError, ParserState},
};
use socketioxide_parser_common::CommonParser;

use crate::robustness::{engine_packet, socket_packet};

/// Reads the messages of one packet.
fn their_packet(messages: Vec<Message>) -> Result<TheirSocketPacket, ParseError> {
    let (config, state) = (ParseConfig::default(), ParserState::default());
    let mut read = Err(ParseError::NeedsMoreBinaryData);
    for message in messages {
        read = match message {
            Message::Text(text) => CommonParser.decode_str(&config, &state, text.to_string().into()),
            Message::Binary(bytes) => CommonParser.decode_bin(&config, &state, bytes),
        };
    }
    read
}

proptest! {
    #[test]
    fn engineioxide_reads_and_writes_the_same(packet in engine_packet()) {
        match packet.encode() {
            // Only servers send it, and theirs does not read it.
            Frame::Text(text) if text.starts_with('0') => {}
            Frame::Text(text) => {
                let theirs = TheirPacket::parse(ProtocolVersion::V4, text.to_string()).unwrap();
                prop_assert_eq!(String::from(theirs), &*text);
            }
            Frame::Binary(bytes) => {
                let theirs = String::from(TheirPacket::Binary(bytes.clone()));
                let ours = Packet::decode(Frame::Text(theirs.into()));
                prop_assert_eq!(ours, Ok(Packet::Message(Message::Binary(bytes))));
            }
        }
    }

    #[test]
    fn socketioxide_reads_and_writes_the_same(packet in socket_packet()) {
        let messages: Vec<Message> = packet.encode().map(|frame| match Packet::decode(frame) {
            Ok(Packet::Message(message)) => message,
            other => panic!("{other:?}"),
        }).collect();
        let Some(Message::Text(text)) = messages.first().cloned() else { panic!("text comes first") };
        let attachments: Vec<Bytes> = match packet {
            SocketPacket::Event(event) => event.attachments,
            SocketPacket::Ack(ack) => ack.attachments,
            _ => Vec::new(),
        };
        let Value::Str(theirs, binary) = CommonParser.encode(their_packet(messages).unwrap()) else {
            panic!("text comes first");
        };
        prop_assert_eq!(theirs.as_str(), &*text);
        prop_assert_eq!(Vec::from(binary.unwrap_or_default()), attachments);
    }
}
