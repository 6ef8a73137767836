//! The JSON of packets: checked in one pass, kept as text.

use std::fmt;

use bytestring::ByteString;
use serde::{
    Deserializer,
    de::{self, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use crate::ProtocolError;

/// How many arguments one event may have.
const MAX_ARGS: usize = 1_024;

/// An event's name and its arguments.
#[derive(Debug)]
pub(super) struct Arguments {
    pub name: ByteString,
    pub args: Vec<ByteString>,
}

/// Reads `[name, …]`.
pub(super) fn named(json: &ByteString) -> Result<Arguments, ProtocolError> {
    let no_event = ProtocolError("an event is not a JSON array that begins with a name");
    let mut args = plain(json)?.into_iter();
    let name = args.next().and_then(|first| name_of(&first)).ok_or(no_event)?;
    Ok(Arguments { name, args: args.collect() })
}

/// Reads `[…]`.
pub(super) fn plain(json: &ByteString) -> Result<Vec<ByteString>, ProtocolError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let args = deserializer.deserialize_seq(Texts(json));
    args.and_then(|args| deserializer.end().map(|()| args))
        .map_err(|_| ProtocolError("the arguments are not a JSON array, or too many"))
}

/// Collects the elements of an array as pieces of its text.
struct Texts<'a>(&'a ByteString);

impl<'de> Visitor<'de> for Texts<'_> {
    type Value = Vec<ByteString>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of at most {MAX_ARGS} values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(value) = array.next_element::<&RawValue>()? {
            if texts.len() > MAX_ARGS {
                return Err(de::Error::invalid_length(texts.len(), &self));
            }
            texts.push(self.0.slice_ref(value.get()));
        }
        Ok(texts)
    }
}

/// A name is a string or a number.
fn name_of(json: &ByteString) -> Option<ByteString> {
    match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(name) if !name.contains('\\') => Some(json.slice_ref(name)),
        Some(_) => serde_json::from_str::<String>(json).ok().map(ByteString::from),
        None if json.starts_with(|char: char| char == '-' || char.is_ascii_digit()) => Some(json.clone()),
        None => None,
    }
}

/// An object, or nothing at all.
pub(super) fn object(json: ByteString) -> Result<Option<ByteString>, ProtocolError> {
    if json.is_empty() {
        return Ok(None);
    }
    value_beginning_with(&['{'], json).map(Some)
}

/// An object or a string.
pub(super) fn object_or_string(json: ByteString) -> Result<ByteString, ProtocolError> {
    value_beginning_with(&['{', '"'], json)
}

fn value_beginning_with(first: &[char], json: ByteString) -> Result<ByteString, ProtocolError> {
    let is_json = json.starts_with(first) && serde_json::from_str::<&RawValue>(&json).is_ok();
    if is_json { Ok(json) } else { Err(ProtocolError("the data of a packet is not what it has to be")) }
}

/// Attachments that are spoken of must be among those that follow.
pub(super) fn check_placeholders(args: &[ByteString], attachments: usize) -> Result<(), ProtocolError> {
    let fit = |arg: &ByteString| {
        let value = serde_json::from_str(arg);
        value.is_ok_and(|value| placeholders_fit(&value, attachments))
    };
    // Without attachments a placeholder is an object like any other.
    if attachments == 0 || args.iter().all(fit) {
        Ok(())
    } else {
        Err(ProtocolError("an argument speaks of an attachment that does not exist"))
    }
}

fn placeholders_fit(value: &Value, attachments: usize) -> bool {
    match value {
        Value::Array(values) => values.iter().all(|value| placeholders_fit(value, attachments)),
        Value::Object(fields) if fields.get("_placeholder") == Some(&Value::Bool(true)) => {
            let num = fields.get("num").and_then(Value::as_u64);
            num.is_some_and(|num| usize::try_from(num).is_ok_and(|num| num < attachments))
        }
        Value::Object(fields) => fields.values().all(|value| placeholders_fit(value, attachments)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}
