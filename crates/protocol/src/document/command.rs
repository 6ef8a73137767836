//! What each command asks for.

use serde_json::{Value, json};

use super::Binding;
use crate::CommandName;

/// Somebody, or a room, in examples.
const SOMEBODY: &str = "0f8b4f0e-3a52-4b7e-9c53-6f5d8d1f2a10";

/// A message, in examples.
const SOMETHING: &str = "019a5b1c-7c54-7d2e-8f0a-3b5d1e9c4f62";

impl CommandName {
    pub(super) fn travels_by(self, binding: Binding) -> bool {
        // Socket.IO has a place for the token in its handshake.
        binding == Binding::RawWebSocket || self != Self::Auth
    }

    pub(super) const fn summary(self) -> &'static str {
        match self {
            Self::Auth => "Who I am, where the token could not come with the request.",
            Self::Init => {
                "Announce me. On raw WebSocket that has happened already, and nothing more happens."
            }
            Self::User => {
                "A private message. The target is called `receiver` or, as in the existing client, `sender`; \
                if both are there, `sender` counts. Further fields are kept and passed on."
            }
            Self::Room => "A message to a room. Further fields are kept and passed on.",
            Self::Edit => {
                "A message of mine shall say something else. Its further fields stay. The change is an entry of the \
                conversation, told as `edit`."
            }
            Self::Recall => {
                "A message of mine shall say nothing, and what it said be forgotten. Told as `recall`, as is an edit \
                that is heard of after the message was recalled."
            }
            Self::Resume => "Tell me what I missed, entry by entry, then `resumed` for each conversation.",
            Self::Read => "I have read the conversation up to here.",
            Self::Delivered => "This kind of client has received the conversation up to here.",
            Self::Typing => {
                "I am writing something. To be said every three seconds at most; more of it, and more than a few who type \
                at once, are not passed on."
            }
            Self::Message => "Accepted and ignored, for clients of the existing server.",
        }
    }

    /// The schema of its data.
    pub(super) fn data(self) -> Value {
        let id = json!({"type": "string", "format": "uuid"});
        match self {
            Self::Auth => json!({
                "type": "object",
                "required": ["token"],
                "properties": {"token": {"type": "string", "description": "With or without `Bearer `."}},
            }),
            Self::User => message(&json!({"receiver": id, "sender": id}), &["content"]),
            Self::Room => message(&json!({"room": id}), &["room", "content"]),
            Self::Edit => change(&json!({"content": content()}), &["conversation", "message", "content"]),
            Self::Recall => change(&json!({}), &["conversation", "message"]),
            Self::Resume => json!({
                "type": "object",
                "properties": {"since": {
                    "type": ["object", "null"],
                    "description": "The last `seq` known of each conversation, by its name; without it, what this kind \
                        of client has confirmed counts.",
                    "additionalProperties": {"type": "integer", "minimum": 0},
                }},
            }),
            Self::Read | Self::Delivered => json!({
                "type": "object",
                "required": ["conversation", "seq"],
                "properties": {
                    "conversation": conversation(),
                    "seq": {"type": "integer", "minimum": 0},
                },
            }),
            Self::Typing => object(&["conversation"], &json!({"conversation": conversation()})),
            Self::Init | Self::Message => json!({"description": "Nothing, or anything."}),
        }
    }

    /// Data that is accepted.
    pub(super) fn example(self) -> Value {
        match self {
            Self::Auth => json!({"token": "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IuKApiJ9.c2lnbmF0dXJl"}),
            Self::User => json!({"receiver": SOMEBODY, "content": "Hello!", "client_id": "a1"}),
            Self::Room => json!({"room": SOMEBODY, "content": "Tea is ready.", "type": "text"}),
            Self::Edit => {
                json!({"conversation": format!("room:{SOMEBODY}"), "message": SOMETHING, "content": "Tea was ready."})
            }
            Self::Recall => json!({"conversation": format!("room:{SOMEBODY}"), "message": SOMETHING}),
            Self::Resume => json!({"since": {format!("room:{SOMEBODY}"): 41}}),
            Self::Read | Self::Delivered => json!({"conversation": format!("user:{SOMEBODY}"), "seq": 42}),
            Self::Typing => json!({"conversation": format!("user:{SOMEBODY}")}),
            Self::Init | Self::Message => json!({}),
        }
    }
}

/// The schema of something said, to whatever `target` names.
fn message(target: &Value, required: &[&str]) -> Value {
    let reply_to = json!({
        "type": ["string", "null"],
        "format": "uuid",
        "description": "The `id` of a message of the same conversation that it answers.",
    });
    let known = json!({"content": content(), "reply_to": reply_to, "client_id": client_id()});
    let mut schema = object(required, &known);
    schema["additionalProperties"] = true.into();
    add_properties(&mut schema, target);
    schema
}

/// The schema of a change, to whatever `becomes` says.
fn change(becomes: &Value, required: &[&str]) -> Value {
    let id = json!({"type": "string", "format": "uuid", "description": "The `id` of the message."});
    let known = json!({"conversation": conversation(), "message": id, "client_id": client_id()});
    let mut schema = object(required, &known);
    add_properties(&mut schema, becomes);
    schema
}

fn object(required: &[&str], properties: &Value) -> Value {
    json!({"type": "object", "required": required, "properties": properties})
}

fn add_properties(schema: &mut Value, more: &Value) {
    for (name, property) in more.as_object().into_iter().flatten() {
        schema["properties"][name] = property.clone();
    }
}

fn conversation() -> Value {
    json!({"type": "string", "description": "`room:<room id>` or `user:<the other's id>`"})
}

fn content() -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": 65_536})
}

fn client_id() -> Value {
    json!({
        "type": ["string", "null"],
        "description": "Makes sending it twice harmless: a repeat is answered as the first one was.",
    })
}
