//! What of a request may be shown in a log: by list, so that what nobody thought of stays hidden.

use actix_web::http::header::HeaderMap;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Headers whose values are shown.
const HEADERS: [&str; 8] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "content-length",
    "content-type",
    "host",
    "origin",
    "user-agent",
];

/// Fields of paths, queries and bodies whose values are shown, if they are what they should be: numbers,
/// ids, yes or no.
const FIELDS: [&str; 18] = [
    "after",
    "apply_user_id",
    "before",
    "conversation",
    "friend_id",
    "id",
    "limit",
    "page",
    "pageSize",
    "receiver",
    "room",
    "room_id",
    "seq",
    "size",
    "status",
    "type",
    "user",
    "user_id",
];

/// Longer values are cut.
const MAX_CHARS: usize = 200;

/// The headers, as far as they may be shown.
pub(crate) fn headers(headers: &HeaderMap) -> String {
    let shown = headers.iter().map(|(name, value)| {
        let value = HEADERS.contains(&name.as_str()).then(|| value.to_str().unwrap_or("…"));
        value.map(|value| format!("{name}: {}", value.chars().take(MAX_CHARS).collect::<String>()))
    });
    listed(shown)
}

/// Named values of a path or a query, as far as they may be shown.
pub(crate) fn values(pairs: impl Iterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> String {
    listed(pairs.map(|(name, value)| shown(name.as_ref(), value.as_ref())))
}

/// The fields of a JSON object, as far as they may be shown.
pub(crate) fn json(body: &[u8]) -> String {
    match serde_json::from_slice::<Map<String, Value>>(body) {
        Ok(fields) => listed(fields.iter().map(|(name, value)| match value {
            Value::String(text) => shown(name, text),
            Value::Array(_) | Value::Object(_) => shown(name, "…"),
            Value::Null | Value::Bool(_) | Value::Number(_) => shown(name, &value.to_string()),
        })),
        Err(_) if body.is_empty() => String::new(),
        Err(_) => format!("{} bytes", body.len()),
    }
}

/// `None` for a name that is not on the list.
fn shown(name: &str, value: &str) -> Option<String> {
    let value = if is_harmless(value) { value } else { "…" };
    FIELDS.contains(&name).then(|| format!("{name}={value}"))
}

fn is_harmless(value: &str) -> bool {
    let id = value.strip_prefix("room:").or(value.strip_prefix("user:")).unwrap_or(value);
    let is_word = matches!(value, "true" | "false" | "null");
    is_word || value.parse::<i32>().is_ok() || Uuid::try_parse(id).is_ok()
}

/// What may be shown, and how much more there is.
fn listed(entries: impl Iterator<Item = Option<String>>) -> String {
    let mut shown = Vec::new();
    let mut hidden = 0_usize;
    for entry in entries {
        match entry {
            Some(entry) => shown.push(entry),
            None => hidden += 1,
        }
    }
    if hidden > 0 {
        shown.push(format!("(+{hidden})"));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_show_what_is_on_the_list_and_is_what_it_should_be() {
        let id = Uuid::new_v4();
        let cases = [
            (r#"{"username":"ann","password":"hunter2"}"#.to_owned(), "(+2)".to_owned()),
            (format!(r#"{{"room_id":"{id}","status":true}}"#), format!("room_id={id}, status=true")),
            (r#"{"room_id":"hunter2","page":{"a":1}}"#.to_owned(), "page=…, room_id=…".to_owned()),
            (format!(r#"{{"conversation":"user:{id}","seq":3}}"#), format!("conversation=user:{id}, seq=3")),
            ("hunter2".to_owned(), "7 bytes".to_owned()),
        ];
        for (body, expected) in cases {
            assert_eq!(json(body.as_bytes()), expected, "{body}");
        }
    }
}
