//! What a session begins with.

use std::{borrow::Borrow, fmt, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use crate::Settings;

/// Names a session, or a client in a namespace. Whoever knows a session's name can speak for it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "ByteString", into = "ByteString")]
pub struct Sid(ByteString);

/// The text cannot be the name of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session is named by 1 to {} characters of A-Z, a-z, 0-9, - and _", Sid::MAX_CHARS)]
pub struct InvalidSid;

impl Sid {
    /// The longest name that is accepted from elsewhere, in characters.
    pub const MAX_CHARS: usize = 64;

    /// A name made of `random` bytes, which nobody must be able to guess.
    #[must_use]
    pub fn from_random(random: [u8; 15]) -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(random).into())
    }

    /// Reads a name that somebody sent.
    ///
    /// # Errors
    /// When it is empty, too long, or has other characters than those of base64url.
    pub fn parse(text: &str) -> Result<Self, InvalidSid> {
        let is_fitting = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let fits = (1..=Self::MAX_CHARS).contains(&text.len()) && text.bytes().all(is_fitting);
        if fits { Ok(Self(text.into())) } else { Err(InvalidSid) }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Sid {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Not the whole name: logs must not lend anybody a session.
impl fmt::Debug for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sid({:.4}…)", self.as_str())
    }
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<ByteString> for Sid {
    type Error = InvalidSid;

    fn try_from(text: ByteString) -> Result<Self, InvalidSid> {
        Self::parse(&text)
    }
}

impl From<Sid> for ByteString {
    fn from(sid: Sid) -> Self {
        sid.0
    }
}

/// What carries a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// HTTP long-polling: a GET waits for what the server has to say, a POST says what the client has to say.
    Polling,
    /// One WebSocket, one packet per frame.
    WebSocket,
}

impl Transport {
    /// To what a session can change that begins with this.
    const fn upgrades(self) -> &'static [Self] {
        match self {
            Self::Polling => &[Self::WebSocket],
            Self::WebSocket => &[],
        }
    }
}

/// What the server tells when a session begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshake {
    /// The session's name.
    pub sid: Sid,
    /// To what it can change.
    pub upgrades: Vec<Transport>,
    /// How often the server pings.
    #[serde(with = "millis")]
    pub ping_interval: Duration,
    /// How long the server waits for the answer.
    #[serde(with = "millis")]
    pub ping_timeout: Duration,
    /// How large a payload may be, in bytes.
    pub max_payload: usize,
}

impl Handshake {
    /// What `settings` mean for a session that begins on `transport`.
    #[must_use]
    pub fn new(sid: Sid, transport: Transport, settings: &Settings) -> Self {
        Self {
            sid,
            upgrades: transport.upgrades().to_vec(),
            ping_interval: settings.ping_interval,
            ping_timeout: settings.ping_timeout,
            max_payload: settings.max_payload,
        }
    }
}

/// Durations as whole milliseconds.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sessions() {
        let cases = [
            ("as the reference server makes them", "lv_VI97HAXpY6yYWAAAC", true),
            ("empty", "", false),
            ("other characters", "../../etc/passwd", false),
            ("too long", &"a".repeat(65), false),
        ];
        for (rule, text, is_name) in cases {
            assert_eq!(Sid::parse(text).is_ok(), is_name, "{rule}");
        }
        let made = Sid::from_random([0xfb; 15]);
        assert_eq!(made.as_str().len(), 20);
        assert_eq!(Sid::parse(made.as_str()), Ok(made.clone()));
        assert_eq!(format!("{made:?}"), "Sid(-_v7…)", "logs do not tell the whole");
    }

    #[test]
    fn a_handshake_reads_as_in_the_protocol() {
        let sid = Sid::parse("lv_VI97HAXpY6yYWAAAC").unwrap();
        let handshake = Handshake::new(sid, Transport::Polling, &Settings::default());
        let text = r#"{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
        assert_eq!(serde_json::to_string(&handshake).unwrap(), text);
        assert_eq!(serde_json::from_str::<Handshake>(text).unwrap(), handshake);
    }
}
