//! A message as it is stored and announced.

use crate::{Conversation, Failure, Kind, MessageId, Phrase, Timestamp, UserId};

/// Why a text cannot be (part of) a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMessage {
    /// Nothing is said.
    #[error("content must not be empty")]
    EmptyContent,
    /// The character NUL, which not every database can keep.
    #[error("content must not contain the character NUL")]
    ContentWithNul,
    /// See [`Content::MAX_CHARS`].
    #[error("content may have {} characters at most", Content::MAX_CHARS)]
    ContentTooLong,
    /// See [`Extra::MAX_BYTES`].
    #[error("further fields may have {} bytes at most", Extra::MAX_BYTES)]
    ExtraTooLong,
    /// Not a JSON object.
    #[error("further fields must be a JSON object")]
    ExtraMalformed,
    /// See [`ClientId::MAX_CHARS`].
    #[error("client_id has 1 to {} characters, all of them printable", ClientId::MAX_CHARS)]
    ClientId,
}

impl Failure for InvalidMessage {
    fn kind(&self) -> Kind {
        match self {
            Self::ContentTooLong | Self::ExtraTooLong => Kind::TooLarge,
            Self::EmptyContent | Self::ContentWithNul | Self::ExtraMalformed | Self::ClientId => {
                Kind::Invalid
            }
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::EmptyContent => Phrase::new("message-empty"),
            Self::ContentWithNul => Phrase::new("message-with-nul"),
            Self::ContentTooLong => Phrase::new("message-too-long").with("max", Content::MAX_CHARS),
            Self::ExtraTooLong => Phrase::new("message-extra-too-long").with("max", Extra::MAX_BYTES),
            Self::ExtraMalformed => Phrase::new("message-extra-malformed"),
            Self::ClientId => Phrase::new("client-id-invalid").with("max", ClientId::MAX_CHARS),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::EmptyContent | Self::ContentWithNul | Self::ContentTooLong => Some("content"),
            Self::ClientId => Some("client_id"),
            Self::ExtraTooLong | Self::ExtraMalformed => None,
        }
    }
}

/// What is said: 1 to [`Content::MAX_CHARS`] characters, kept as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content(String);

impl Content {
    /// Counted in characters, not bytes.
    pub const MAX_CHARS: usize = 65_536;

    /// # Errors
    /// When the text is empty, too long or contains NUL.
    pub fn parse(text: String) -> Result<Self, InvalidMessage> {
        if text.is_empty() {
            Err(InvalidMessage::EmptyContent)
        } else if text.contains('\0') {
            Err(InvalidMessage::ContentWithNul)
        } else if text.len() > Self::MAX_CHARS && text.chars().count() > Self::MAX_CHARS {
            Err(InvalidMessage::ContentTooLong)
        } else {
            Ok(Self(text))
        }
    }

    /// Wraps what was checked when it was stored.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Fields that a client sent beside those we know, kept and forwarded: the text of a JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra(String);

impl Extra {
    /// Counted in bytes of JSON.
    pub const MAX_BYTES: usize = 8 * 1024;

    /// # Errors
    /// When the text is too long or not a JSON object.
    pub fn parse(json: String) -> Result<Self, InvalidMessage> {
        if json.len() > Self::MAX_BYTES {
            return Err(InvalidMessage::ExtraTooLong);
        }
        let is_object = json.trim_start().starts_with('{')
            && serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok();
        if is_object { Ok(Self(json)) } else { Err(InvalidMessage::ExtraMalformed) }
    }

    /// Wraps what was checked when it was stored.
    #[must_use]
    pub const fn stored(json: String) -> Self {
        Self(json)
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name that the sender gives a message, so that sending it twice stores it once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// Counted in characters.
    pub const MAX_CHARS: usize = 64;

    /// # Errors
    /// When the text is empty, too long or has control characters.
    pub fn parse(text: String) -> Result<Self, InvalidMessage> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text))
        } else {
            Err(InvalidMessage::ClientId)
        }
    }

    /// Wraps what was checked when it was stored.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An earlier message of the same conversation that is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// Which message.
    pub message: MessageId,
    /// Its place in the conversation.
    pub seq: u64,
}

/// A stored message as it is now: an entry of its conversation's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where it was said.
    pub conversation: Conversation,
    /// Its place in the conversation: 1, 2, 3 … without gaps.
    pub seq: u64,
    /// Its id everywhere.
    pub id: MessageId,
    /// Who said it.
    pub author: UserId,
    /// What it says; `None` once it is recalled.
    pub content: Option<Content>,
    /// Fields that the client sent beside `content`. They go with it.
    pub extra: Option<Extra>,
    /// Which message it answers.
    pub reply_to: Option<Reply>,
    /// What the sender calls it.
    pub client_id: Option<ClientId>,
    /// When the server took it.
    pub at: Timestamp,
    /// When it was last edited, or recalled; `None` while it is as it was sent.
    pub changed_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_counts_characters() {
        let cases = [
            ("one character", "a".to_owned(), None),
            ("the longest", "茶".repeat(Content::MAX_CHARS), None),
            ("nothing", String::new(), Some(InvalidMessage::EmptyContent)),
            ("NUL", "a\0".to_owned(), Some(InvalidMessage::ContentWithNul)),
            ("one too many", "茶".repeat(Content::MAX_CHARS + 1), Some(InvalidMessage::ContentTooLong)),
        ];
        for (rule, text, refusal) in cases {
            assert_eq!(Content::parse(text).err(), refusal, "{rule}");
        }
    }

    #[test]
    fn client_ids_are_short_and_printable() {
        let longest = "茶".repeat(ClientId::MAX_CHARS);
        let too_long = format!("{longest}x");
        for (text, fits) in [("x", true), (&longest, true), (&too_long, false), ("", false), ("a\nb", false)]
        {
            assert_eq!(ClientId::parse(text.to_owned()).is_ok(), fits, "{text:?}");
        }
    }

    #[test]
    fn extra_is_a_json_object_of_limited_size() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(Extra::MAX_BYTES));
        let cases = [
            (r#"{"type":"image","size":3}"#, None),
            ("[1]", Some(InvalidMessage::ExtraMalformed)),
            ("{", Some(InvalidMessage::ExtraMalformed)),
            (long.as_str(), Some(InvalidMessage::ExtraTooLong)),
        ];
        for (json, refusal) in cases {
            assert_eq!(Extra::parse(json.to_owned()).err(), refusal, "{}", &json[..json.len().min(30)]);
        }
    }
}
