//! What names are compared by.

use std::collections::HashSet;

use discuss_kernel::name_key;

/// Keys of names, each given away once.
#[derive(Default)]
pub struct Keys(HashSet<String>);

/// A key and whether it is the usual one.
pub enum Key {
    /// The one by which the name is found.
    Own(String),
    /// An older name has that one already.
    Second(String),
}

impl Keys {
    /// The key of `name`. Where two names differ only in ways that no longer tell them apart, the later one
    /// gets one with its id: its owner is there, but is not found by the name alone.
    pub fn key_of(&mut self, name: &str, id: &str) -> Key {
        let key = name_key(name);
        if self.0.insert(key.clone()) {
            return Key::Own(key);
        }
        let key = format!("{key} {id}");
        self.0.insert(key.clone());
        Key::Second(key)
    }
}

impl Key {
    /// As it is stored.
    pub fn into_text(self) -> String {
        match self {
            Self::Own(key) | Self::Second(key) => key,
        }
    }
}
