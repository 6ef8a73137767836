//! What each command asks for.

use serde_json::{Value, json};

use super::Binding;
use crate::CommandName;

/// Somebody, or a room, in examples.
const SOMEBODY: &str = "0f8b4f0e-3a52-4b7e-9c53-6f5d8d1f2a10";

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
            Self::Resume => "Tell me what I missed, entry by entry, then `resumed` for each conversation.",
            Self::Read => "I have read the conversation up to here.",
            Self::Delivered => "This kind of client has received the conversation up to here.",
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
                    "conversation": {"type": "string", "description": "`room:<room id>` or `user:<the other's id>`"},
                    "seq": {"type": "integer", "minimum": 0},
                },
            }),
            Self::Init | Self::Message => json!({"description": "Nothing, or anything."}),
        }
    }

    /// Data that is accepted.
    pub(super) fn example(self) -> Value {
        match self {
            Self::Auth => json!({"token": "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IuKApiJ9.c2lnbmF0dXJl"}),
            Self::User => json!({"receiver": SOMEBODY, "content": "Hello!", "client_id": "a1"}),
            Self::Room => json!({"room": SOMEBODY, "content": "Tea is ready.", "type": "text"}),
            Self::Resume => json!({"since": {format!("room:{SOMEBODY}"): 41}}),
            Self::Read | Self::Delivered => json!({"conversation": format!("user:{SOMEBODY}"), "seq": 42}),
            Self::Init | Self::Message => json!({}),
        }
    }
}

/// The schema of something said, to whatever `target` names.
fn message(target: &Value, required: &[&str]) -> Value {
    let mut schema = json!({
        "type": "object",
        "required": required,
        "properties": {
            "content": {"type": "string", "minLength": 1, "maxLength": 65_536},
            "client_id": {
                "type": ["string", "null"],
                "description": "Makes sending it twice harmless: a repeat returns the first message.",
            },
        },
        "additionalProperties": true,
    });
    for (name, target) in target.as_object().into_iter().flatten() {
        schema["properties"][name] = target.clone();
    }
    schema
}
