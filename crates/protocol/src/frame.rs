//! Frames that clients send over raw WebSocket.

use discuss_kernel::{Failure, Kind, Phrase};
use serde::Deserialize;
use serde_json::Value;

/// `{"event": name, "data": object, "ref": any?}`
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Frame {
    /// What the client wants.
    pub event: String,
    /// The details; what they have to be depends on the event.
    #[serde(default)]
    pub data: Value,
    /// What the answer has to carry, if one is wanted.
    #[serde(default, rename = "ref")]
    pub reference: Option<Value>,
}

/// What came is not a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFrame {
    /// It is not JSON of the right form.
    #[error(r#"a frame is a JSON object like {{"event": name, "data": object, "ref": any}}"#)]
    Malformed,
    /// It comes with bytes.
    #[error("events with bytes are not understood")]
    Binary,
}

impl Failure for InvalidFrame {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Malformed => Phrase::new("frame-malformed"),
            Self::Binary => Phrase::new("frame-binary"),
        }
    }
}

impl Frame {
    /// Reads a text frame.
    ///
    /// # Errors
    /// When it is not JSON of the right form.
    pub fn parse(text: &str) -> Result<Self, InvalidFrame> {
        serde_json::from_str(text).map_err(|_| InvalidFrame::Malformed)
    }
}
