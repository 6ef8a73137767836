//! Packets, and how they are read.

use bytes::Bytes;
use bytestring::ByteString;

use super::{Namespace, arguments, arguments::Arguments};
use crate::ProtocolError;

/// Everything that Socket.IO can say. JSON stays text, checked but not parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet {
    /// A client asks to join a namespace, or the server says that it has.
    Connect {
        /// Which one.
        namespace: Namespace,
        /// A JSON object, if there is any: what the client says of itself, or its name.
        data: Option<ByteString>,
    },
    /// Either side leaves a namespace.
    Disconnect {
        /// Which one.
        namespace: Namespace,
    },
    /// Something happened.
    Event(Event),
    /// An event has arrived.
    Ack(Ack),
    /// The client may not join the namespace.
    ConnectError {
        /// Which one.
        namespace: Namespace,
        /// A JSON object or string that says why.
        data: ByteString,
    },
}

/// A named event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where it happened.
    pub namespace: Namespace,
    /// Its name; of one that is named by a number, the number.
    pub name: ByteString,
    /// Its arguments, each the text of one JSON value. Bytes are told by `{"_placeholder":true,"num":0}`, where
    /// `num` counts the attachments.
    pub args: Vec<ByteString>,
    /// The bytes that the arguments speak of.
    pub attachments: Vec<Bytes>,
    /// With which number the sender wants to hear that it has arrived, if it does.
    pub id: Option<u64>,
}

/// The answer to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// Where the event happened.
    pub namespace: Namespace,
    /// The event's number.
    pub id: u64,
    /// As in [`Event::args`].
    pub args: Vec<ByteString>,
    /// As in [`Event::attachments`].
    pub attachments: Vec<Bytes>,
}

/// A packet, of which some may still be to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// What has been read, without attachments.
    pub packet: Packet,
    /// How many attachments follow, each in a binary message of its own.
    pub attachments: usize,
}

/// Names that client libraries use for what is no event.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

impl Packet {
    /// Reads the text of a message. The arguments share its memory.
    ///
    /// # Errors
    /// When it is no packet.
    pub fn decode(text: &ByteString) -> Result<Decoded, ProtocolError> {
        let (kind, rest) = text.split_at_checked(1).ok_or(ProtocolError("an empty Socket.IO packet"))?;
        let (attachments, rest) = match kind {
            "5" | "6" => read_count(rest)?,
            _ => (0, rest),
        };
        let (namespace, rest) = read_namespace(rest)?;
        let (id, rest) = read_id(rest)?;
        let json = text.slice_ref(rest);
        let packet = match (kind, id) {
            ("0", None) => Self::Connect { namespace, data: arguments::object(json)? },
            ("1", None) if json.is_empty() => Self::Disconnect { namespace },
            ("2" | "5", id) => Self::Event(event(namespace, id, &json, attachments)?),
            ("3" | "6", Some(id)) => Self::Ack(ack(namespace, id, &json, attachments)?),
            ("4", None) => Self::ConnectError { namespace, data: arguments::object_or_string(json)? },
            _ => return Err(ProtocolError("not a Socket.IO packet")),
        };
        Ok(Decoded { packet, attachments })
    }

    /// Where it belongs.
    #[must_use]
    pub const fn namespace(&self) -> &Namespace {
        match self {
            Self::Connect { namespace, .. }
            | Self::Disconnect { namespace }
            | Self::Event(Event { namespace, .. })
            | Self::Ack(Ack { namespace, .. })
            | Self::ConnectError { namespace, .. } => namespace,
        }
    }
}

fn event(
    namespace: Namespace,
    id: Option<u64>,
    json: &ByteString,
    attachments: usize,
) -> Result<Event, ProtocolError> {
    let Arguments { name, args } = arguments::named(json)?;
    if RESERVED.contains(&&*name) {
        return Err(ProtocolError("an event with a reserved name"));
    }
    arguments::check_placeholders(&args, attachments)?;
    Ok(Event { namespace, name, args, attachments: Vec::new(), id })
}

fn ack(namespace: Namespace, id: u64, json: &ByteString, attachments: usize) -> Result<Ack, ProtocolError> {
    let args = arguments::plain(json)?;
    arguments::check_placeholders(&args, attachments)?;
    Ok(Ack { namespace, id, args, attachments: Vec::new() })
}

/// How many attachments follow, from what stands before the dash.
fn read_count(text: &str) -> Result<(usize, &str), ProtocolError> {
    let (digits, rest) = text.split_once('-').ok_or(ProtocolError("a binary packet without a count"))?;
    match read_number(digits) {
        Some(count @ 1..) => Ok((usize::try_from(count).unwrap_or(usize::MAX), rest)),
        _ => Err(ProtocolError("a binary packet with a wrong count")),
    }
}

/// A namespace ends with a comma, or with the packet.
fn read_namespace(text: &str) -> Result<(Namespace, &str), ProtocolError> {
    if !text.starts_with('/') {
        return Ok((Namespace::MAIN, text));
    }
    let (name, rest) = text.split_once(',').unwrap_or((text, ""));
    let namespace = Namespace::parse(name).map_err(|_| ProtocolError("not a namespace"))?;
    Ok((namespace, rest))
}

/// The digits before the data, if there are any.
fn read_id(text: &str) -> Result<(Option<u64>, &str), ProtocolError> {
    let end = text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len());
    match text.split_at(end) {
        ("", rest) => Ok((None, rest)),
        (digits, rest) => {
            let id = read_number(digits).ok_or(ProtocolError("the number of an event is too large"))?;
            Ok((Some(id), rest))
        }
    }
}

/// Digits only: `parse` would take a sign.
fn read_number(digits: &str) -> Option<u64> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Frame;

    fn namespace(text: &str) -> Namespace {
        Namespace::parse(text).unwrap()
    }

    fn event(namespace: Namespace, name: &'static str, args: &[&'static str], id: Option<u64>) -> Event {
        let args = args.iter().copied().map(ByteString::from_static).collect();
        Event { namespace, name: name.into(), args, attachments: Vec::new(), id }
    }

    fn ack(namespace: Namespace, args: &[&'static str], id: u64) -> Ack {
        let args = args.iter().copied().map(ByteString::from_static).collect();
        Ack { namespace, id, args, attachments: Vec::new() }
    }

    #[test]
    fn the_examples_of_the_protocol() {
        let (main, admin) = (Namespace::MAIN, namespace("/admin"));
        let data = |text: &'static str| Some(ByteString::from_static(text));
        let cases = [
            ("0", Packet::Connect { namespace: main.clone(), data: None }),
            (
                r#"0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}"#,
                Packet::Connect { namespace: admin.clone(), data: data(r#"{"sid":"oSO0OpakMV_3jnilAAAA"}"#) },
            ),
            (
                r#"4{"message":"Not authorized"}"#,
                Packet::ConnectError {
                    namespace: main.clone(),
                    data: r#"{"message":"Not authorized"}"#.into(),
                },
            ),
            (r#"2["foo"]"#, Packet::Event(event(main.clone(), "foo", &[], None))),
            (r#"2/admin,["bar"]"#, Packet::Event(event(admin.clone(), "bar", &[], None))),
            (r#"212["foo"]"#, Packet::Event(event(main.clone(), "foo", &[], Some(12)))),
            (r#"3/admin,13["bar"]"#, Packet::Ack(ack(admin.clone(), &[r#""bar""#], 13))),
            ("312[]", Packet::Ack(ack(main.clone(), &[], 12))),
            ("1", Packet::Disconnect { namespace: main }),
            ("1/admin,", Packet::Disconnect { namespace: admin }),
        ];
        for (text, packet) in cases {
            let decoded = Packet::decode(&ByteString::from_static(text));
            assert_eq!(decoded, Ok(Decoded { packet: packet.clone(), attachments: 0 }));
            let frames: Vec<_> = packet.encode().collect();
            assert_eq!(frames, [Frame::Text(format!("4{text}").into())]);
        }
    }

    #[test]
    fn the_binary_examples_of_the_protocol() {
        const FIRST: &str = r#"{"_placeholder":true,"num":0}"#;
        const SECOND: &str = r#"{"_placeholder":true,"num":1}"#;
        let bytes = |bytes: &'static [u8]| Bytes::from_static(bytes);
        let cases = [
            (
                format!(r#"51-["baz",{FIRST}]"#),
                Packet::Event(Event {
                    attachments: vec![bytes(&[1, 2, 3, 4])],
                    ..event(Namespace::MAIN, "baz", &[FIRST], None)
                }),
            ),
            (
                format!(r#"52-/admin,["baz",{FIRST},{SECOND}]"#),
                Packet::Event(Event {
                    attachments: vec![bytes(&[1, 2]), bytes(&[3, 4])],
                    ..event(namespace("/admin"), "baz", &[FIRST, SECOND], None)
                }),
            ),
            (
                format!(r#"61-15["bar",{FIRST}]"#),
                Packet::Ack(Ack {
                    attachments: vec![bytes(&[1, 2, 3, 4])],
                    ..ack(Namespace::MAIN, &[r#""bar""#, FIRST], 15)
                }),
            ),
        ];
        for (text, packet) in cases {
            let mut frames = packet.encode();
            assert_eq!(frames.next(), Some(Frame::Text(format!("4{text}").into())));
            let attachments = frames.count();
            let mut decoded = Packet::decode(&text.into()).unwrap();
            assert_eq!(decoded.attachments, attachments);
            if let (
                Packet::Event(Event { attachments: read, .. }) | Packet::Ack(Ack { attachments: read, .. }),
                Packet::Event(Event { attachments, .. }) | Packet::Ack(Ack { attachments, .. }),
            ) = (&mut decoded.packet, &packet)
            {
                read.clone_from(attachments);
            }
            assert_eq!(decoded.packet, packet);
        }
    }

    #[test]
    fn all_arguments_are_kept_as_text_of_the_frame() {
        let text = ByteString::from(r#"2["message", 1 ,"2",{"3":[true]}]"#.to_owned());
        let Ok(Decoded { packet: Packet::Event(event), .. }) = Packet::decode(&text) else {
            panic!("an event")
        };
        assert_eq!(event.name, "message");
        assert_eq!(event.args, ["1", r#""2""#, r#"{"3":[true]}"#]);
        let memory = text.as_bytes().as_ptr_range();
        assert!(event.args.iter().all(|arg| memory.contains(&arg.as_ptr())), "nothing is copied");
    }

    #[test]
    fn odd_but_valid() {
        let name = |text: &str| match Packet::decode(&text.into()).unwrap().packet {
            Packet::Event(event) => event.name.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(name(r#"2["a\"b\u0041"]"#), "a\"bA");
        assert_eq!(name("2[12,3]"), "12");
        assert_eq!(name("2[\"\"]"), "");
        let end = Packet::decode(&"0/custom".into()).unwrap().packet;
        assert_eq!(end, Packet::Connect { namespace: namespace("/custom"), data: None });
    }

    #[test]
    fn what_is_no_packet_is_refused() {
        let many = format!("2[{}0]", "0,".repeat(2_000));
        let deep = format!(r#"51-["a",{}{}]"#, "[".repeat(500), "]".repeat(500));
        let cases = [
            ("nothing", ""),
            ("unknown type", "abc"),
            ("unknown type", "7"),
            ("not ASCII", "é"),
            ("an event without data", "2"),
            ("an event that is no array", "2{}"),
            ("an event without a name", "2[]"),
            ("an event whose name is no name", "2[{}]"),
            ("an event whose name is no name", "2[null]"),
            ("a reserved name", r#"2["connect"]"#),
            ("a reserved name", r#"2["disconnecting",1]"#),
            ("a number that is none", r#"2abc["message-with-ack",1,"2",{"3":[false]}]"#),
            ("a number that is none", r#"2-1["a"]"#),
            ("a number that is none", r#"2+1["a"]"#),
            ("a number that is too large", r#"2123456789012345678901["a"]"#),
            ("not JSON", r#"2["a",]"#),
            ("not JSON", r#"2["a""#),
            ("not JSON", "2[\"a\nb\"]"),
            ("a broken name", r#"2["\ud800"]"#),
            ("something behind the data", r#"2["a"]x"#),
            ("too many arguments", &many),
            ("an answer without a number", "3[]"),
            ("an answer without data", "31"),
            ("an answer that is no array", r#"31{"a":1}"#),
            ("a count that is none", r#"5["a"]"#),
            ("a count that is none", r#"5-["a"]"#),
            ("a count that is none", r#"5x-["a"]"#),
            ("a count that is none", r#"5+1-["a",{"_placeholder":true,"num":0}]"#),
            ("a count of none", r#"50-["a"]"#),
            ("an attachment that does not exist", r#"51-["a",{"_placeholder":true,"num":1}]"#),
            ("an attachment that does not exist", r#"51-["a",[{"b":{"_placeholder":true,"num":-1}}]]"#),
            ("an attachment that does not exist", r#"51-["a",{"_placeholder":true}]"#),
            ("too deep", &deep),
            ("a connect with a number", "012{}"),
            ("a connect with a list", "0[]"),
            ("a connect with a string", r#"0"token""#),
            ("a connect with broken data", r#"0{"token""#),
            ("a disconnect with data", "1{}"),
            ("a disconnect with data", "1,"),
            ("an error without data", "4"),
            ("an error with a list", "4[]"),
        ];
        for (rule, text) in cases {
            assert!(Packet::decode(&text.into()).is_err(), "{rule}: {text}");
        }
    }
}
