//! A text on its way to many.

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};
use bytestring::ByteString;

/// At most so many bytes stand before the payload of a frame that a server sends.
const MAX_HEADER: usize = 10;

/// A text together with its WebSocket frame, made once and shared by all who get it.
#[derive(Debug, Clone)]
pub struct TextFrame {
    framed: Bytes,
    header: usize,
}

impl TextFrame {
    /// Frames a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut framed = BytesMut::with_capacity(MAX_HEADER + text.len());
        Parser::write_message(&mut framed, text, OpCode::Text, true, false);
        Self { header: framed.len() - text.len(), framed: framed.freeze() }
    }

    /// The frame, as a WebSocket server sends it.
    #[must_use]
    pub const fn framed(&self) -> &Bytes {
        &self.framed
    }

    /// The text alone.
    #[must_use]
    pub fn text(&self) -> ByteString {
        let text = self.framed.slice(self.header..);
        ByteString::try_from(text).expect("a frame is made of a text")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_any_length_is_framed_and_found_again() {
        for (length, header) in [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let text = "x".repeat(length);
            let frame = TextFrame::new(&text);
            assert_eq!((frame.framed().len(), frame.framed()[0]), (header + length, 0x81));
            assert_eq!(frame.text(), text);
        }
        assert_eq!(TextFrame::new("茶").text(), "茶");
    }
}
