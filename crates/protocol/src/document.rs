//! The socket events as an AsyncAPI document, for those who write clients.
//!
//! What an event carries comes from the type that is sent. What a command carries is written down here, and a
//! test holds it against [`Command::parse`](crate::Command::parse). A new name in either list does not compile
//! before it is described.

mod command;
mod event;

use serde_json::{Map, Value, json};
use strum::VariantArray;
use utoipa::ToSchema;

use crate::{CommandName, EventName};

/// The AsyncAPI 3 document of this version of the server.
#[must_use]
pub fn asyncapi(version: &str) -> Value {
    let mut schemas = Schemas::default();
    let channels: Map<String, Value> = Binding::ALL
        .map(|binding| (binding.key().to_owned(), binding.channel(&mut schemas)))
        .into_iter()
        .collect();
    let operations: Map<String, Value> =
        Binding::ALL.iter().flat_map(|binding| binding.operations()).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Discuss: events",
            "version": version,
            "description": "What clients hear and say while they are connected. Every message has been stored before \
                it is told, and carries `conversation` and `seq`: 1, 2, 3 … without gaps. Whoever sees a gap asks with \
                `resume`. Fields that are not known may come along and are to be ignored.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"local": {"host": "localhost:3000", "protocol": "ws"}},
        "channels": channels,
        "operations": operations,
        "components": {"schemas": schemas.0},
    })
}

/// How events travel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binding {
    RawWebSocket,
    SocketIo,
}

impl Binding {
    const ALL: [Self; 2] = [Self::RawWebSocket, Self::SocketIo];

    const fn key(self) -> &'static str {
        match self {
            Self::RawWebSocket => "rawWebSocket",
            Self::SocketIo => "socketIo",
        }
    }

    fn events(self) -> impl Iterator<Item = EventName> {
        EventName::VARIANTS.iter().copied().filter(move |event| event.travels_by(self))
    }

    fn commands(self) -> impl Iterator<Item = CommandName> {
        CommandName::VARIANTS.iter().copied().filter(move |command| command.travels_by(self))
    }

    fn channel(self, schemas: &mut Schemas) -> Value {
        let mut messages = Map::new();
        for event in self.events() {
            let payload = self.frame(event.as_str(), &event.data(schemas), event.is_answer());
            let message = json!({"name": event.as_str(), "summary": event.summary(), "payload": payload});
            messages.insert(hears(event), message);
        }
        for command in self.commands() {
            let payload = self.frame(command.as_str(), &command.data(), false);
            let example = json!({"payload": self.framed(command.as_str(), command.example())});
            let message = json!({
                "name": command.as_str(), "summary": command.summary(), "payload": payload, "examples": [example],
            });
            messages.insert(says(command), message);
        }
        let (address, description) = self.place();
        json!({"address": address, "description": description, "messages": messages})
    }

    const fn place(self) -> (&'static str, &'static str) {
        match self {
            Self::RawWebSocket => (
                "/ws",
                "Text frames `{\"event\", \"data\", \"ref\"?}`. The token comes as `?token=`, in the header \
                 `Authorization: Bearer …`, or in the first frame, `auth`, within 10 s. A frame with `ref` is answered \
                 by `ack` or `error` with the same `ref`. Close codes: 4401 token missing, bad or expired; 4408 no \
                 token in time, or no answer to a ping; 4409 the login was ended; 4410 too slow, resume; 4413 frame \
                 over 1,000,000 bytes; 4429 too many frames or connections; 1001 the server is stopping.",
            ),
            Self::SocketIo => (
                "/websocket",
                "Socket.IO 4 on the default namespace, by WebSocket or long-polling. The token is `auth.token` of the \
                 handshake. Each event has one argument, its data. An acknowledgement callback on `user`, `room`, \
                 `edit` or `recall` gets `{code: 200, msg, data: {id, seq, timestamp}}` or `{code: -1, data: null, msg}`.",
            ),
        }
    }

    fn operations(self) -> [(String, Value); 2] {
        let channel = format!("#/channels/{}", self.key());
        let operation = |action: &str, summary: &str, messages: Vec<String>| {
            let reference = |message| json!({"$ref": format!("{channel}/messages/{message}")});
            let messages: Vec<Value> = messages.into_iter().map(reference).collect();
            json!({"action": action, "channel": {"$ref": channel}, "summary": summary, "messages": messages})
        };
        let heard = operation("send", "What the server tells.", self.events().map(hears).collect());
        let said = operation("receive", "What a client says.", self.commands().map(says).collect());
        [(format!("{}.tells", self.key()), heard), (format!("{}.hears", self.key()), said)]
    }

    /// The schema of an event on the wire.
    fn frame(self, name: &str, data: &Value, is_answer: bool) -> Value {
        match self {
            Self::RawWebSocket => json!({
                "type": "object",
                "required": ["event", "data"],
                "properties": {
                    "event": {"const": name},
                    "data": data,
                    "ref": {"description": if is_answer {
                        "What the frame carried that is answered."
                    } else {
                        "Anything; it comes back with the answer."
                    }},
                },
            }),
            Self::SocketIo => json!({"type": "array", "items": [{"const": name}, data]}),
        }
    }

    /// An event on the wire.
    fn framed(self, name: &str, data: Value) -> Value {
        match self {
            Self::RawWebSocket => json!({"event": name, "data": data}),
            Self::SocketIo => json!([name, data]),
        }
    }
}

/// The key of an event among a channel's messages: some names are both told and said.
fn hears(event: EventName) -> String {
    format!("on.{}", event.as_str())
}

fn says(command: CommandName) -> String {
    format!("emit.{}", command.as_str())
}

/// The schemas that are referred to, by name.
#[derive(Default)]
struct Schemas(Map<String, Value>);

impl Schemas {
    /// Keeps the schema of `T` and whatever it consists of, and refers to it.
    fn refer<T: ToSchema>(&mut self) -> Value {
        let mut parts = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut parts);
        for (name, schema) in parts {
            self.0.insert(name, json!(schema));
        }
        json!({"$ref": format!("#/components/schemas/{}", T::name())})
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::UserId;

    use super::*;
    use crate::Command;

    #[test]
    fn every_event_and_command_is_in_the_document() {
        let document = asyncapi("0");
        let channels = document["channels"].as_object().unwrap();
        let knows = |key: &str| channels.values().any(|channel| !channel["messages"][key].is_null());
        for event in EventName::VARIANTS {
            assert!(knows(&hears(*event)), "{event:?} is not in the document");
        }
        for command in CommandName::VARIANTS {
            assert!(knows(&says(*command)), "{command:?} is not in the document");
        }
    }

    #[test]
    fn references_lead_somewhere() {
        let document = asyncapi("0");
        let mut waiting = vec![&document];
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(fields) => {
                    if let Some(Value::String(reference)) = fields.get("$ref") {
                        let pointer = reference.strip_prefix('#').unwrap();
                        assert!(document.pointer(pointer).is_some(), "{reference}");
                    }
                    waiting.extend(fields.values());
                }
                Value::Array(items) => waiting.extend(items),
                _ => {}
            }
        }
    }

    #[test]
    fn commands_are_what_the_document_says() {
        let me = UserId::random();
        for command in CommandName::VARIANTS {
            let (name, data, example) = (command.as_str(), command.data(), command.example());
            assert!(Command::parse(name, example.clone(), me).is_ok(), "{name}: {example}");
            let required = data["required"].as_array().cloned().unwrap_or_default();
            for field in required.iter().map(|field| field.as_str().unwrap()) {
                let mut lacking = example.clone();
                lacking.as_object_mut().unwrap().remove(field);
                assert!(Command::parse(name, lacking, me).is_err(), "{name} without {field}");
            }
        }
    }
}
