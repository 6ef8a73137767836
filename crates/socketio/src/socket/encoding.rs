//! How packets are written. The results are whole Engine.IO frames.

use bytes::Bytes;
use bytestring::ByteString;

use super::{Ack, Event, Namespace, Packet};
use crate::engine::Frame;

/// The frame of an event without attachments: `42["name",…]`. `args` are JSON texts. The frame is the same for
/// everybody, and a clone of it shares its bytes.
#[must_use]
pub fn encode_event(namespace: &Namespace, name: &str, args: &[impl AsRef<str>]) -> ByteString {
    let head = Head { kind: '2', attachments: 0, namespace, id: None };
    encode_array(&head, Some(name), args)
}

/// The frame of an answer without attachments: `43<id>[…]`. `args` are JSON texts.
#[must_use]
pub fn encode_ack(namespace: &Namespace, id: u64, args: &[impl AsRef<str>]) -> ByteString {
    let head = Head { kind: '3', attachments: 0, namespace, id: Some(id) };
    encode_array(&head, None, args)
}

impl Packet {
    /// The packet's frames: one of text, and one for each attachment.
    pub fn encode(&self) -> impl Iterator<Item = Frame> {
        let (text, attachments): (_, &[Bytes]) = match self {
            Self::Connect { namespace, data } => {
                (encode_plain('0', namespace, data.as_deref().unwrap_or_default()), &[])
            }
            Self::Disconnect { namespace } => (encode_plain('1', namespace, ""), &[]),
            Self::ConnectError { namespace, data } => (encode_plain('4', namespace, data), &[]),
            Self::Event(Event { namespace, name, args, attachments, id }) => {
                let kind = if attachments.is_empty() { '2' } else { '5' };
                let head = Head { kind, attachments: attachments.len(), namespace, id: *id };
                (encode_array(&head, Some(name), args), attachments)
            }
            Self::Ack(Ack { namespace, id, args, attachments }) => {
                let kind = if attachments.is_empty() { '3' } else { '6' };
                let head = Head { kind, attachments: attachments.len(), namespace, id: Some(*id) };
                (encode_array(&head, None, args), attachments)
            }
        };
        let binary = attachments.iter().cloned().map(Frame::Binary);
        std::iter::once(Frame::Text(text)).chain(binary)
    }
}

/// What stands before the data.
struct Head<'a> {
    kind: char,
    attachments: usize,
    namespace: &'a Namespace,
    id: Option<u64>,
}

impl Head<'_> {
    /// Begins a frame that will have so many bytes of data.
    fn write(&self, data: usize) -> String {
        /// More than types, count, dash, comma and number take.
        const HEAD: usize = 48;
        let mut frame = String::with_capacity(HEAD + self.namespace.as_str().len() + data);
        frame.push('4');
        frame.push(self.kind);
        if self.attachments > 0 {
            frame.push_str(&self.attachments.to_string());
            frame.push('-');
        }
        if !self.namespace.is_main() {
            frame.push_str(self.namespace.as_str());
            frame.push(',');
        }
        if let Some(id) = self.id {
            frame.push_str(&id.to_string());
        }
        frame
    }
}

fn encode_plain(kind: char, namespace: &Namespace, data: &str) -> ByteString {
    let mut frame = Head { kind, attachments: 0, namespace, id: None }.write(data.len());
    frame.push_str(data);
    frame.into()
}

fn encode_array(head: &Head<'_>, name: Option<&str>, args: &[impl AsRef<str>]) -> ByteString {
    let name = name.map(|name| serde_json::to_string(name).expect("a string can be JSON"));
    let values = || name.as_deref().into_iter().chain(args.iter().map(AsRef::as_ref));
    let mut frame = head.write(2 + values().map(|value| value.len() + 1).sum::<usize>());
    frame.push('[');
    for (index, value) in values().enumerate() {
        if index > 0 {
            frame.push(',');
        }
        frame.push_str(value);
    }
    frame.push(']');
    frame.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_encoded_once_for_many() {
        let frame = encode_event(&Namespace::MAIN, "room", &[r#"{"content":"tea"}"#]);
        assert_eq!(frame, r#"42["room",{"content":"tea"}]"#);
        assert_eq!(frame.clone().as_ptr(), frame.as_ptr(), "a clone shares the bytes");
    }

    #[test]
    fn names_and_numbers() {
        let admin = Namespace::parse("/admin").unwrap();
        let none: [&str; 0] = [];
        assert_eq!(encode_event(&Namespace::MAIN, "say \"hi\"", &none), r#"42["say \"hi\""]"#);
        assert_eq!(encode_event(&admin, "bar", &["1", "[2]"]), r#"42/admin,["bar",1,[2]]"#);
        assert_eq!(encode_ack(&admin, 13, &[r#""bar""#]), r#"43/admin,13["bar"]"#);
        assert_eq!(encode_ack(&Namespace::MAIN, 12, &none), "4312[]");
    }
}
