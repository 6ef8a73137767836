//! Whatever comes in: nothing panics, nothing is lost, and what was written can be read.

use std::time::Duration;

use bytes::Bytes;
use bytestring::ByteString;
use discuss_socketio::{
    Settings,
    engine::{Frame, Handshake, Input, Message, Packet, Request, Transport, payload},
    socket::{Ack, Decoded, Event, Namespace, Packet as SocketPacket},
};
use proptest::{collection::vec, prelude::*};

use crate::driver::{Driver, Machine, chat, echo, settings, sid};

/// JSON values as `serde_json` writes them.
pub fn json() -> impl Strategy<Value = ByteString> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<String>().prop_map(|value| serde_json::to_string(&value).expect("JSON")),
    ];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            inner.prop_map(|value| format!(r#"{{"key":{value}}}"#)),
        ]
    });
    value.prop_map(ByteString::from)
}

fn bytes() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..20).prop_map(Bytes::from)
}

fn namespace() -> impl Strategy<Value = Namespace> {
    prop_oneof![Just("/".to_owned()), "/[^,]{0,20}"]
        .prop_map(|text| Namespace::parse(&text).expect("a namespace"))
}

/// Arguments that speak of as many attachments as there are.
fn arguments() -> impl Strategy<Value = (Vec<ByteString>, Vec<Bytes>)> {
    (vec(json(), 0..4), vec(bytes(), 0..3)).prop_map(|(mut args, attachments)| {
        let placeholder = |num| format!(r#"{{"_placeholder":true,"num":{num}}}"#).into();
        args.extend((0..attachments.len()).map(placeholder));
        (args, attachments)
    })
}

/// Everything that Socket.IO can say, but for refusals.
pub fn socket_packet() -> impl Strategy<Value = SocketPacket> {
    let id = 0..i64::MAX.unsigned_abs();
    let data = json().prop_map(|value| ByteString::from(format!(r#"{{"data":{value}}}"#)));
    prop_oneof![
        (namespace(), proptest::option::of(data))
            .prop_map(|(namespace, data)| SocketPacket::Connect { namespace, data }),
        namespace().prop_map(|namespace| SocketPacket::Disconnect { namespace }),
        (namespace(), any::<String>(), arguments(), proptest::option::of(id.clone())).prop_map(
            |(namespace, name, (args, attachments), id)| {
                let name = format!("~{name}").into();
                SocketPacket::Event(Event { namespace, name, args, attachments, id })
            }
        ),
        (namespace(), arguments(), id).prop_map(|(namespace, (args, attachments), id)| {
            SocketPacket::Ack(Ack { namespace, id, args, attachments })
        }),
    ]
}

/// Everything that Engine.IO can say.
pub fn engine_packet() -> impl Strategy<Value = Packet> {
    let text = any::<String>().prop_map(|text| text.replace('\x1e', "").into());
    let handshake = Handshake::new(sid("s1"), Transport::Polling, &settings());
    prop_oneof![
        Just(Packet::Open(handshake)),
        Just(Packet::Close),
        Just(Packet::Ping),
        Just(Packet::Pong),
        Just(Packet::ProbePing),
        Just(Packet::ProbePong),
        Just(Packet::Upgrade),
        Just(Packet::Noop),
        text.prop_map(|text| Packet::Message(Message::Text(text))),
        bytes().prop_map(|bytes| Packet::Message(Message::Binary(bytes))),
    ]
}

/// Text that looks like packets, and text that does not.
fn hostile_text() -> impl Strategy<Value = String> {
    let almost =
        r#"[0-6b]{0,2}([0-9]{0,3}-)?(/[a-z]{0,3},?)?[0-9]{0,3}[\[{]?("[a-z]{0,3}"|[0-9]|[\]},:"\\]|é){0,6}"#;
    let placeholder = r#"45[0-3]-\["a",\{"_placeholder":true,"num":-?[0-3]\}\]"#;
    prop_oneof![any::<String>(), almost, placeholder]
}

fn hostile_input() -> impl Strategy<Value = Hostile> {
    let known = prop::sample::select(vec![
        "1",
        "2",
        "3",
        "2probe",
        "5",
        "6",
        "40",
        "41",
        "40/custom,",
        "41/custom,",
        "42[\"message\",1]",
        "421[\"a\"]",
    ]);
    let text = prop_oneof![3 => known.prop_map(ToOwned::to_owned), 1 => hostile_text()];
    prop_oneof![
        4 => text.clone().prop_map(|text| Hostile::Input(Input::Frame(Frame::Text(text.into())))),
        1 => bytes().prop_map(|bytes| Hostile::Input(Input::Frame(Frame::Binary(bytes)))),
        3 => vec(text, 1..4).prop_map(|texts| Hostile::Body(texts.join("\x1e").into())),
        1 => bytes().prop_map(Hostile::Body),
        3 => Just(Hostile::Request(Request::Get)),
        2 => Just(Hostile::Request(Request::Post)),
        1 => Just(Hostile::Request(Request::WebSocket)),
        1 => Just(Hostile::Input(Input::SocketClosed)),
        1 => Just(Hostile::Input(Input::GetDropped)),
        1 => Just(Hostile::Input(Input::PostDropped)),
        1 => (0..400_u64).prop_map(Hostile::Wait),
    ]
}

/// What somebody does who means no good.
#[derive(Debug, Clone)]
enum Hostile {
    Input(Input),
    Request(Request),
    Body(Bytes),
    Wait(u64),
}

fn endure<M: Machine>(mut client: Driver<M>, inputs: Vec<Hostile>) {
    let mut unanswered = 0;
    for input in inputs {
        let responses = client.responses.len();
        match input {
            Hostile::Input(input) => {
                unanswered = if input == Input::GetDropped { 0 } else { unanswered };
                client.handle(input);
            }
            Hostile::Request(request) => {
                let accepted = client.request(request).is_ok();
                unanswered += usize::from(accepted && request == Request::Get);
            }
            Hostile::Body(body) => {
                // Whether it was accepted is for the client to know.
                let _ = client.machine.body(body, client.now);
                client.carry_out();
            }
            Hostile::Wait(millis) => client.wait(millis),
        }
        unanswered -= client.responses.len() - responses;
        assert!(unanswered <= 1, "a GET is answered once");
        assert!(client.closed.is_none() || unanswered == 0, "nobody is left waiting");
        assert_eq!(client.machine.deadline().is_none(), client.closed.is_some());
    }
}

/// What an honest client does, and when the server has something to say.
#[derive(Debug, Clone, Copy)]
enum Step {
    Say,
    Get,
    Upgrade,
    Probe,
    Complete,
    GiveUp,
}

fn step() -> impl Strategy<Value = Step> {
    use Step::{Complete, Get, GiveUp, Probe, Say, Upgrade};
    prop::sample::select(vec![Say, Say, Say, Get, Get, Get, Upgrade, Probe, Complete, GiveUp])
}

proptest! {
    #[test]
    fn any_text_is_a_packet_or_refused(text in hostile_text()) {
        let text = ByteString::from(text);
        let _ = SocketPacket::decode(&text);
        let _ = Packet::decode(Frame::Text(text));
    }

    #[test]
    fn any_bytes_are_a_payload_or_refused(body in vec(any::<u8>(), 0..100)) {
        let _ = payload::decode(body.into());
    }

    #[test]
    fn payloads_can_be_read(packets in vec(engine_packet(), 1..6)) {
        let body = payload::encode(packets.iter().cloned().map(Packet::encode).collect());
        prop_assert_eq!(payload::decode(body.into_bytes()), Ok(packets));
    }

    #[test]
    fn packets_can_be_read(packet in socket_packet()) {
        let mut frames = packet.encode().map(|frame| Packet::decode(frame).unwrap());
        let Some(Packet::Message(Message::Text(text))) = frames.next() else { panic!("text comes first") };
        let Decoded { packet: mut read, attachments } = SocketPacket::decode(&text).unwrap();
        let following: Vec<Bytes> = frames.map(|frame| match frame {
            Packet::Message(Message::Binary(bytes)) => bytes,
            other => panic!("{other:?}"),
        }).collect();
        prop_assert_eq!(following.len(), attachments);
        if let SocketPacket::Event(Event { attachments, .. }) | SocketPacket::Ack(Ack { attachments, .. }) = &mut read {
            *attachments = following;
        }
        prop_assert_eq!(read, packet);
    }

    #[test]
    fn a_session_endures_everything(inputs in vec(hostile_input(), 0..40), polling: bool) {
        let transport = if polling { Transport::Polling } else { Transport::WebSocket };
        endure(echo(transport), inputs);
    }

    #[test]
    fn a_connection_endures_everything(inputs in vec(hostile_input(), 0..40), polling: bool) {
        let transport = if polling { Transport::Polling } else { Transport::WebSocket };
        endure(chat(transport), inputs);
    }

    #[test]
    fn nothing_is_lost_or_overtaken_whatever_carries_it(steps in vec(step(), 0..60)) {
        let patient = Settings { ping_interval: Duration::from_secs(60), max_payload: 12, ..settings() };
        let mut client = crate::driver::echo_with(Transport::Polling, patient);
        let mut received = Vec::new();
        let (mut said, mut waiting) = (0, false);
        client.responses.clear();
        for step in steps {
            match step {
                Step::Say => {
                    said += 1;
                    client.machine.0.send(Frame::Text(format!("4{said}").into()));
                    client.carry_out();
                }
                Step::Get if !waiting => waiting = client.request(Request::Get).is_ok(),
                Step::Get => {}
                Step::Upgrade => drop(client.request(Request::WebSocket)),
                Step::Probe if client.machine.0.transport() == Transport::Polling => client.text("2probe"),
                Step::Complete if client.machine.0.transport() == Transport::Polling => client.text("5"),
                Step::GiveUp if client.machine.0.transport() == Transport::Polling => {
                    client.handle(Input::SocketClosed);
                }
                Step::Probe | Step::Complete | Step::GiveUp => {}
            }
            let bodies: Vec<_> = client.responses.drain(..).collect();
            waiting &= bodies.is_empty();
            received.extend(bodies.iter().flat_map(|body| body.split('\x1e')).map(str::to_owned));
            received.extend(client.said());
        }
        prop_assert_eq!(client.closed, None);
        let numbers: Vec<u32> = received.iter().filter_map(|text| text.strip_prefix('4')?.parse().ok()).collect();
        prop_assert!(numbers.iter().copied().eq(1..=numbers.len() as u32), "{:?}", numbers);
        if client.machine.0.transport() == Transport::WebSocket {
            prop_assert_eq!(numbers.len(), said, "all has left");
        }
    }
}
