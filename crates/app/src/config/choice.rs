//! Settings that are one of a few words.

use std::fmt;

use serde::{Deserialize, Deserializer, Serializer, de};

/// A setting with a word for each of its values.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// Every value and its word.
    const WORDS: &'static [(&'static str, Self)];
}

/// For `#[serde(with = …)]`: names the possible words when the one given is none of them.
pub(super) fn deserialize<'de, C: Choice, D: Deserializer<'de>>(from: D) -> Result<C, D::Error> {
    let word = String::deserialize(from)?;
    let known = C::WORDS.iter().find(|(known, _)| *known == word);
    known
        .map(|(_, value)| *value)
        .ok_or_else(|| de::Error::custom(format_args!("{word:?} is none of {}", Words(C::WORDS))))
}

/// For `#[serde(with = …)]`.
pub(super) fn serialize<C: Choice, S: Serializer>(value: &C, to: S) -> Result<S::Ok, S::Error> {
    let (word, _) = C::WORDS
        .iter()
        .find(|(_, known)| known == value)
        .ok_or_else(|| serde::ser::Error::custom("a value without a word"))?;
    to.serialize_str(word)
}

struct Words<C: 'static>(&'static [(&'static str, C)]);

impl<C> fmt::Display for Words<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(|(word, _)| format!("{word:?}")).collect();
        f.write_str(&words.join(", "))
    }
}
