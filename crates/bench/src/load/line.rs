//! What is said, and how it is recognised when it comes back.

use discuss_kernel::{ClientId, Content, Conversation, Entry, Message, MessageId, RoomId, Timestamp, UserId};
use discuss_protocol::Packet;
use serde::{Deserialize, Serialize};

use crate::transport::Transport;

/// How long every message is. The first part says who sent it when, the rest fills up.
pub const CONTENT_CHARS: usize = 100;

const CONTENT: &str = "@content@";
const CLIENT_ID: &str = "@client@";
/// Stands for the reference: 2^53 - 1, longer than any run of digits in an id.
const REFERENCE: u64 = 9_007_199_254_740_991;

/// Where somebody speaks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Place {
    /// In a room.
    Room(RoomId),
    /// To one other.
    User(UserId),
}

/// Somebody who speaks, always in the same place.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Speaker {
    /// Who.
    pub author: UserId,
    /// Where.
    pub place: Place,
}

impl Speaker {
    /// The log in which the messages are stored; `None` when somebody speaks to themselves.
    pub fn conversation(&self) -> Option<Conversation> {
        match self.place {
            Place::Room(room) => Some(Conversation::Room(room)),
            Place::User(other) => Conversation::between(self.author, other).ok(),
        }
    }
}

/// A frame with places for what changes from message to message.
#[derive(Debug, Clone)]
pub struct Line(String);

impl Line {
    /// What a speaker sends to the server.
    pub fn to_server(speaker: &Speaker, transport: Transport) -> Self {
        Self::said(speaker, transport, None)
    }

    /// The same, with the wish for an acknowledgement.
    pub fn acknowledged(speaker: &Speaker, transport: Transport) -> Self {
        Self::said(speaker, transport, Some(REFERENCE))
    }

    fn said(speaker: &Speaker, transport: Transport, reference: Option<u64>) -> Self {
        let (event, field, target) = match speaker.place {
            Place::Room(room) => ("room", "room", room.uuid()),
            Place::User(user) => ("user", "sender", user.uuid()),
        };
        let data = format!(r#"{{"{field}":"{target}","content":"{CONTENT}","client_id":"{CLIENT_ID}"}}"#);
        Self(transport.frame(event, &data, reference))
    }

    /// The frame that the server makes of it, for yardsticks that only pass on what they get.
    pub fn as_relayed(speaker: &Speaker, transport: Transport) -> Option<Self> {
        let conversation = speaker.conversation()?;
        let at = Timestamp::from_millis(1_700_000_000_000);
        let message = Message {
            conversation,
            seq: 10_000,
            id: MessageId::at(at),
            author: speaker.author,
            content: Some(Content::stored(CONTENT.to_owned())),
            extra: None,
            reply_to: None,
            client_id: Some(ClientId::stored(CLIENT_ID.to_owned())),
            at,
            changed_at: None,
        };
        let packet = Packet::from_entry(&Entry::Message(message), speaker.author);
        Some(Self(transport.frame(packet.name(), packet.data(), None)))
    }

    /// The frame of one message.
    pub fn text(&self, mark: Mark, client_id: &str) -> String {
        // JSON's numbers are exact up to 2^53 nanoseconds, which is a hundred days.
        let text = self.0.replacen(&REFERENCE.to_string(), &mark.sent.to_string(), 1);
        text.replacen(CONTENT, &mark.content(), 1).replacen(CLIENT_ID, client_id, 1)
    }
}

/// The beginning of a content: whose connection sent it, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The sender's place in the crowd.
    pub connection: usize,
    /// Nanoseconds on the crowd's own clock.
    pub sent: u64,
}

impl Mark {
    fn content(self) -> String {
        let Self { connection, sent } = self;
        format!("{:.<CONTENT_CHARS$}", format!("{connection:04x}{sent:016x}"))
    }

    fn parse(content: &[u8]) -> Option<Self> {
        let digits = std::str::from_utf8(content.get(..20)?).ok()?;
        let (connection, sent) = digits.split_at(4);
        Some(Self {
            connection: usize::from_str_radix(connection, 16).ok()?,
            sent: u64::from_str_radix(sent, 16).ok()?,
        })
    }
}

/// Finds the value of a field in frames that look alike: it remembers where it was the last time.
#[derive(Debug)]
pub struct Finder {
    key: &'static str,
    last: usize,
}

impl Finder {
    /// Finds the mark in a message's content.
    pub const fn content() -> Self {
        Self::new(r#""content":""#)
    }

    /// Finds the time that the server gave a message.
    pub const fn timestamp() -> Self {
        Self::new(r#""timestamp":"#)
    }

    /// Finds what an acknowledgement refers to.
    pub const fn reference(transport: Transport) -> Self {
        Self::new(transport.reference_key())
    }

    const fn new(key: &'static str) -> Self {
        Self { key, last: 0 }
    }

    /// The mark behind the key.
    pub fn mark(&mut self, text: &[u8]) -> Option<Mark> {
        Mark::parse(self.behind(text)?)
    }

    /// The number behind the key.
    pub fn number(&mut self, text: &[u8]) -> Option<u64> {
        let digits = self.behind(text)?;
        let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
        std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
    }

    fn behind<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let key = self.key.as_bytes();
        if !text.get(self.last..)?.starts_with(key) {
            self.last = text.windows(key.len()).position(|bytes| bytes == key)?;
        }
        text.get(self.last + key.len()..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = Mark { connection: 17, sent: 1_234_567_890 };

    fn speakers() -> [Speaker; 2] {
        let author = UserId::random();
        [Place::Room(RoomId::random()), Place::User(UserId::random())].map(|place| Speaker { author, place })
    }

    #[test]
    fn a_line_is_a_frame_that_the_server_understands() {
        for speaker in speakers() {
            let text = Line::acknowledged(&speaker, Transport::Websocket).text(MARK, "x-1");
            let frame = discuss_protocol::Frame::parse(&text).unwrap();
            assert_eq!(frame.reference, Some(MARK.sent.into()));
            let command = discuss_protocol::Command::parse(&frame.event, frame.data, speaker.author).unwrap();
            let discuss_protocol::Command::Say(said) = command else { panic!("{text} says something") };
            assert_eq!(Some(said.conversation), speaker.conversation());
            assert_eq!(said.content.as_str().len(), CONTENT_CHARS);
        }
    }

    #[test]
    fn a_mark_survives_the_way() {
        let transports = [Transport::Websocket, Transport::Socketio];
        let ways =
            speakers().into_iter().flat_map(|speaker| transports.map(|transport| (speaker, transport)));
        for (speaker, transport) in ways {
            let text = Line::as_relayed(&speaker, transport).unwrap().text(MARK, "x-1");
            let (mut content, mut timestamp) = (Finder::content(), Finder::timestamp());
            for _ in 0..2 {
                assert_eq!(content.mark(text.as_bytes()), Some(MARK));
                assert_eq!(timestamp.number(text.as_bytes()), Some(1_700_000_000_000));
            }
        }
    }

    #[test]
    fn a_field_is_found_where_it_was_not_before() {
        let mut reference = Finder::reference(Transport::Websocket);
        assert_eq!(reference.number(br#"{"ref":1}"#), Some(1));
        assert_eq!(reference.number(br#"{"event":"ack","ref":22,"data":{}}"#), Some(22));
        assert_eq!(reference.number(b"{}"), None);
        let mut reference = Finder::reference(Transport::Socketio);
        assert_eq!(reference.number(br#"4322[{"code":200}]"#), Some(22));
    }
}
