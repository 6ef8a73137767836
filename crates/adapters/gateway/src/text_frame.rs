//! A text on its way to many.

use actix_http::ws::{OpCode, Parser};
use bytes::{Bytes, BytesMut};
use bytestring::ByteString;

use crate::SharedPacket;

/// At most so many bytes stand before the payload of a frame that a server sends.
const MAX_HEADER: usize = 10;

/// A text together with its WebSocket frame, made once and shared by all who get it.
#[derive(Debug, Clone)]
pub struct TextFrame(Source);

/// Where the frame is. That of a packet stays there: thousands hold it at the same time, and each hold is counted.
#[derive(Debug, Clone)]
enum Source {
    Own(Framed),
    Packet(SharedPacket, Format),
}

/// What a packet looks like on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Format {
    /// Raw WebSocket.
    Json,
    /// Socket.IO.
    SocketIo,
}

/// The bytes of a frame.
#[derive(Debug, Clone)]
pub(crate) struct Framed {
    bytes: Bytes,
    header: usize,
}

impl Framed {
    pub fn new(text: &str) -> Self {
        let mut bytes = BytesMut::with_capacity(MAX_HEADER + text.len());
        Parser::write_message(&mut bytes, text, OpCode::Text, true, false);
        Self { header: bytes.len() - text.len(), bytes: bytes.freeze() }
    }
}

impl TextFrame {
    /// Frames a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Source::Own(Framed::new(text)))
    }

    /// The frame of something that many are told.
    pub(crate) const fn of(packet: SharedPacket, format: Format) -> Self {
        Self(Source::Packet(packet, format))
    }

    fn inner(&self) -> &Framed {
        match &self.0 {
            Source::Own(framed) => framed,
            Source::Packet(packet, format) => packet.framed(*format),
        }
    }

    /// The frame, as a WebSocket server sends it.
    #[must_use]
    pub fn framed(&self) -> &[u8] {
        &self.inner().bytes
    }

    /// The text alone.
    #[must_use]
    pub fn text(&self) -> ByteString {
        let Framed { bytes, header } = self.inner();
        ByteString::try_from(bytes.slice(*header..)).expect("a frame is made of a text")
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
