//! Payloads: several packets in the body of one polling request or answer.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use bytestring::ByteString;

use super::{Frame, Packet, queue::Queue};
use crate::ProtocolError;

/// What stands between two packets.
const SEPARATOR: char = '\x1e';

/// How many packets a body has, if all is well with it.
#[must_use]
pub fn count(body: &[u8]) -> usize {
    1 + body.iter().filter(|byte| **byte == SEPARATOR as u8).count()
}

/// Reads a body. Text messages share its memory.
///
/// # Errors
/// When it is not UTF-8, or any part of it is no packet; then nothing of it counts.
pub fn decode(body: Bytes) -> Result<Vec<Packet>, ProtocolError> {
    let body = ByteString::try_from(body).map_err(|_| ProtocolError("a payload is not UTF-8"))?;
    body.split(SEPARATOR).map(|packet| Packet::decode_text(&body.slice_ref(packet))).collect()
}

/// Writes a body. A lone text frame is the body, without being copied.
#[must_use]
pub fn encode(frames: Vec<Frame>) -> ByteString {
    if let [Frame::Text(text)] = frames.as_slice() {
        return text.clone();
    }
    let mut body = String::with_capacity(frames.iter().map(|frame| encoded_len(frame) + 1).sum());
    for frame in frames {
        if !body.is_empty() {
            body.push(SEPARATOR);
        }
        match frame {
            Frame::Text(text) => body.push_str(&text),
            Frame::Binary(bytes) => {
                body.push('b');
                BASE64_STANDARD.encode_string(bytes, &mut body);
            }
        }
    }
    body.into()
}

/// Takes as many frames as fit into a body of `max_bytes`, but at least one if there is one.
pub(super) fn next_batch(frames: &mut Queue<Frame>, max_bytes: usize) -> Vec<Frame> {
    let mut batch = Vec::new();
    let mut size = 0;
    while let Some(frame) = frames.peek() {
        let separator = usize::from(!batch.is_empty());
        size += separator + encoded_len(frame);
        if size > max_bytes && !batch.is_empty() {
            break;
        }
        batch.extend(frames.pop());
    }
    batch
}

fn encoded_len(frame: &Frame) -> usize {
    match frame {
        Frame::Text(text) => text.len(),
        Frame::Binary(bytes) => 1 + 4 * bytes.len().div_ceil(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Message;

    fn text(text: &'static str) -> Packet {
        Packet::Message(Message::Text(text.into()))
    }

    #[test]
    fn the_examples_of_the_protocol() {
        let bytes = Packet::Message(Message::Binary(Bytes::from_static(&[1, 2, 3, 4])));
        let cases = [
            ("4hello", vec![text("hello")]),
            ("4hello\x1e2\x1e4world", vec![text("hello"), Packet::Ping, text("world")]),
            ("4test1\x1e4test2\x1e4test3", vec![text("test1"), text("test2"), text("test3")]),
            ("4hello\x1ebAQIDBA==", vec![text("hello"), bytes]),
        ];
        for (body, packets) in cases {
            assert_eq!(count(body.as_bytes()), packets.len());
            assert_eq!(decode(Bytes::from_static(body.as_bytes())).as_ref(), Ok(&packets));
            assert_eq!(encode(packets.into_iter().map(Packet::encode).collect()), body);
        }
    }

    #[test]
    fn a_body_with_a_broken_part_is_refused_whole() {
        let cases: [&'static [u8]; 6] =
            [b"", b"abc", b"4hello\x1e", b"\x1e4hello", b"4hello\x1e\x1e4hello", b"4\xff"];
        for case in cases {
            assert!(decode(Bytes::from_static(case)).is_err(), "{case:?}");
        }
    }

    #[test]
    fn a_batch_keeps_to_the_limit_but_is_never_empty() {
        let waiting = || {
            let mut queue = Queue::new(10, 1_000);
            for text in ["4aa", "4bb", "4cccccccc", "4d"] {
                assert!(queue.push(text.into()));
            }
            queue
        };
        let cases =
            [(1, "4aa"), (6, "4aa"), (7, "4aa\x1e4bb"), (16, "4aa\x1e4bb"), (17, "4aa\x1e4bb\x1e4cccccccc")];
        for (limit, body) in cases {
            assert_eq!(encode(next_batch(&mut waiting(), limit)), body, "{limit}");
        }
    }
}
