//! What clients want.

use std::collections::BTreeMap;

use discuss_kernel::{
    ClientId, Content, Conversation, Extra, Failure, InvalidConversation, InvalidMessage, Kind, MessageId,
    Phrase, UserId,
};
use serde_json::{Map, Value};

use crate::CommandName;

/// Something a client asks for over a socket.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Who I am.
    Authenticate {
        /// The token, with or without `Bearer `.
        token: String,
    },
    /// Announce me. On raw WebSocket that has happened already.
    Init,
    /// Store and pass on a message.
    Say(Said),
    /// Change what I have said.
    Revise(Revised),
    /// Tell me what I missed.
    Resume {
        /// Where I stand in each conversation, by its name; `None` asks where the server thinks I stand.
        since: Option<BTreeMap<String, u64>>,
    },
    /// I have read up to here.
    Read {
        /// Which conversation.
        conversation: Conversation,
        /// The last entry read.
        seq: u64,
    },
    /// This device has received up to here.
    Delivered {
        /// Which conversation.
        conversation: Conversation,
        /// The last entry received.
        seq: u64,
    },
    /// I am writing something.
    Typing {
        /// Where.
        conversation: Conversation,
    },
    /// Accepted and ignored.
    Ignored,
}

/// What somebody says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub conversation: Conversation,
    /// What.
    pub content: Content,
    /// Fields that came beside it and mean nothing to the server.
    pub extra: Option<Extra>,
    /// Which message there it answers.
    pub reply_to: Option<MessageId>,
    /// Makes sending it twice harmless.
    pub client_id: Option<ClientId>,
}

/// What somebody has said, and shall say instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// Where it was said.
    pub conversation: Conversation,
    /// Which message.
    pub message: MessageId,
    /// What it shall say; `None` recalls it.
    pub content: Option<Content>,
    /// Makes sending it twice harmless.
    pub client_id: Option<ClientId>,
}

/// Why a command is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCommand {
    /// Nobody knows this event.
    #[error("unknown event")]
    UnknownEvent,
    /// A field is missing or of the wrong type.
    #[error("{0} is missing or not what it should be")]
    Field(&'static str),
    /// A part of a message is wrong.
    #[error(transparent)]
    Message(#[from] InvalidMessage),
    /// A conversation's name is none.
    #[error(transparent)]
    Conversation(#[from] InvalidConversation),
}

impl Failure for InvalidCommand {
    fn kind(&self) -> Kind {
        match self {
            Self::UnknownEvent | Self::Field(_) => Kind::Invalid,
            Self::Message(error) => error.kind(),
            Self::Conversation(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::UnknownEvent => Phrase::new("event-unknown"),
            Self::Field(field) => Phrase::new("event-field-invalid").with("field", *field),
            Self::Message(error) => error.phrase(),
            Self::Conversation(error) => error.phrase(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownEvent => Some("event"),
            Self::Field(field) => Some(field),
            Self::Message(error) => error.field(),
            Self::Conversation(error) => error.field(),
        }
    }
}

impl Command {
    /// Reads what `viewer` sent as `event` with `data`.
    ///
    /// # Errors
    /// When the event is unknown, or its data is not what it should be.
    pub fn parse(event: &str, data: Value, viewer: UserId) -> Result<Self, InvalidCommand> {
        let name = event.parse().map_err(|_| InvalidCommand::UnknownEvent)?;
        match name {
            CommandName::Auth => Self::authenticate(data),
            CommandName::Init => Ok(Self::Init),
            CommandName::Message => Ok(Self::Ignored),
            CommandName::User => {
                let mut data = fields(data)?;
                // The field that names the target is called `sender`, and counts if both are there.
                let target = take_id(&mut data, "sender").or_else(|_| take_id(&mut data, "receiver"))?;
                Said::new(Conversation::between(viewer, target)?, data).map(Self::Say)
            }
            CommandName::Room => {
                let mut data = fields(data)?;
                let room = take_id(&mut data, "room")?;
                Said::new(Conversation::Room(room), data).map(Self::Say)
            }
            CommandName::Edit => {
                let mut data = fields(data)?;
                let content = Content::parse(take_text(&mut data, "content")?)?;
                Ok(Self::Revise(Revised { content: Some(content), ..Revised::recalling(data, viewer)? }))
            }
            CommandName::Recall => Revised::recalling(fields(data)?, viewer).map(Self::Revise),
            CommandName::Resume => Ok(Self::Resume { since: positions(fields(data)?.remove("since"))? }),
            CommandName::Read => {
                position(fields(data)?, viewer).map(|(conversation, seq)| Self::Read { conversation, seq })
            }
            CommandName::Delivered => position(fields(data)?, viewer)
                .map(|(conversation, seq)| Self::Delivered { conversation, seq }),
            CommandName::Typing => take_conversation(&mut fields(data)?, viewer)
                .map(|conversation| Self::Typing { conversation }),
        }
    }

    /// Reads the data of `auth`, the only event of somebody who is not known yet.
    ///
    /// # Errors
    /// When there is no token.
    pub fn authenticate(data: Value) -> Result<Self, InvalidCommand> {
        take_text(&mut fields(data)?, "token").map(|token| Self::Authenticate { token })
    }
}

impl Said {
    /// Fields in which events and histories speak themselves, so that none of them is ever kept as an extra field: a client
    /// would take it for the server's word, and show a message under another name or in another place.
    const RESERVED: [&str; 12] = [
        "conversation",
        "edited",
        "id",
        "recalled",
        "receiver",
        "reply_seq",
        "reply_to",
        "room",
        "sender",
        "sender_name",
        "seq",
        "timestamp",
    ];

    /// Reads a message from the fields that came with it. What is not known is kept.
    ///
    /// # Errors
    /// When `content` or `client_id` are not what they should be, or the rest is too much.
    pub fn new(conversation: Conversation, mut fields: Map<String, Value>) -> Result<Self, InvalidCommand> {
        let content = Content::parse(take_text(&mut fields, "content")?)?;
        let client_id = take_client_id(&mut fields)?;
        let reply_to = match fields.get("reply_to") {
            None | Some(Value::Null) => None,
            Some(_) => Some(take_id(&mut fields, "reply_to")?),
        };
        for field in Self::RESERVED {
            fields.remove(field);
        }
        let extra =
            if fields.is_empty() { None } else { Some(Extra::parse(Value::Object(fields).to_string())?) };
        Ok(Self { conversation, content, extra, reply_to, client_id })
    }
}

impl Revised {
    /// Reads which message is meant; it is to be recalled.
    fn recalling(mut fields: Map<String, Value>, viewer: UserId) -> Result<Self, InvalidCommand> {
        Ok(Self {
            conversation: take_conversation(&mut fields, viewer)?,
            message: take_id(&mut fields, "message")?,
            content: None,
            client_id: take_client_id(&mut fields)?,
        })
    }
}

/// What came with an event, by name; nothing, if nothing came.
fn fields(data: Value) -> Result<Map<String, Value>, InvalidCommand> {
    match data {
        Value::Object(fields) => Ok(fields),
        Value::Null => Ok(Map::new()),
        _ => Err(InvalidCommand::Field("data")),
    }
}

fn take_text(data: &mut Map<String, Value>, field: &'static str) -> Result<String, InvalidCommand> {
    match data.remove(field) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(InvalidCommand::Field(field)),
    }
}

fn take_conversation(data: &mut Map<String, Value>, viewer: UserId) -> Result<Conversation, InvalidCommand> {
    Ok(Conversation::parse(&take_text(data, "conversation")?, viewer)?)
}

fn take_client_id(data: &mut Map<String, Value>) -> Result<Option<ClientId>, InvalidMessage> {
    match data.remove("client_id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => ClientId::parse(text).map(Some),
        Some(_) => Err(InvalidMessage::ClientId),
    }
}

fn take_id<T: std::str::FromStr>(
    data: &mut Map<String, Value>,
    field: &'static str,
) -> Result<T, InvalidCommand> {
    take_text(data, field)?.parse().map_err(|_| InvalidCommand::Field(field))
}

fn position(mut data: Map<String, Value>, viewer: UserId) -> Result<(Conversation, u64), InvalidCommand> {
    let conversation = take_conversation(&mut data, viewer)?;
    let seq = data.remove("seq").as_ref().and_then(Value::as_u64).ok_or(InvalidCommand::Field("seq"))?;
    Ok((conversation, seq))
}

fn positions(since: Option<Value>) -> Result<Option<BTreeMap<String, u64>>, InvalidCommand> {
    match since {
        None | Some(Value::Null) => Ok(None),
        Some(since) => serde_json::from_value(since).map(Some).map_err(|_| InvalidCommand::Field("since")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_target_of_a_private_message_is_called_sender() {
        let (me, ben, cleo) = (UserId::random(), UserId::random(), UserId::random());
        for data in [
            json!({"sender": ben, "content": "hi"}),
            json!({"receiver": ben, "content": "hi"}),
            json!({"sender": ben, "receiver": cleo, "content": "hi"}),
        ] {
            let Ok(Command::Say(said)) = Command::parse("user", data.clone(), me) else {
                panic!("{data} is a message")
            };
            assert_eq!(Ok(said.conversation), Conversation::between(me, ben), "{data}");
            assert_eq!(said.extra, None, "{data}");
        }
    }

    #[test]
    fn unknown_fields_are_kept_and_reserved_ones_cannot_be_forged() {
        let me = UserId::random();
        let data = json!({"room": discuss_kernel::RoomId::random(), "content": "x.png", "type": "image",
            "size": 3, "id": "forged", "seq": 99, "timestamp": 1, "conversation": "forged",
            "sender_name": "forged", "receiver": me});
        let Ok(Command::Say(said)) = Command::parse("room", data, me) else { panic!("a message") };
        let extra: Value = serde_json::from_str(said.extra.unwrap().as_str()).unwrap();
        assert_eq!(extra, json!({"type": "image", "size": 3}));
    }

    #[test]
    fn whatever_comes_with_message_is_ignored() {
        for data in [json!("hi"), json!([1]), json!({"a": 1}), Value::Null] {
            assert_eq!(Command::parse("message", data, UserId::random()), Ok(Command::Ignored));
        }
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let me = UserId::random();
        let room = format!("room:{me}");
        let cases = [
            ("user", json!({"content": "hi"}), Some("receiver")),
            ("user", json!({"sender": me, "content": "hi"}), Some("conversation")),
            ("room", json!({"room": "x", "content": "hi"}), Some("room")),
            ("room", json!({"room": discuss_kernel::RoomId::random()}), Some("content")),
            ("room", json!({"room": discuss_kernel::RoomId::random(), "content": 5}), Some("content")),
            ("resume", json!({"since": {"room:x": -1}}), Some("since")),
            ("read", json!({"conversation": format!("user:{me}"), "seq": 1}), Some("conversation")),
            ("user", json!({"receiver": UserId::random(), "content": "hi", "reply_to": 5}), Some("reply_to")),
            ("edit", json!({"conversation": room, "message": "x", "content": "hi"}), Some("message")),
            ("edit", json!({"conversation": room, "message": me, "content": ""}), Some("content")),
            ("recall", json!({"conversation": room, "message": me, "client_id": 5}), Some("client_id")),
            ("recall", json!({"message": me}), Some("conversation")),
            ("dance", json!({}), Some("event")),
            ("room", json!("hi"), Some("data")),
        ];
        for (event, data, field) in cases {
            assert_eq!(Command::parse(event, data.clone(), me).unwrap_err().field(), field, "{event} {data}");
        }
    }
}
