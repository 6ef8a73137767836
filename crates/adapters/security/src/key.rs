//! The key that tokens are signed with.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What tokens are signed with. Wiped from memory when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningKey(String);

/// The text is no key: it is too short to be safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token secret has at least {} characters", SigningKey::MIN_CHARS)]
pub struct WeakKey;

impl SigningKey {
    /// Shorter keys are refused.
    pub const MIN_CHARS: usize = 32;

    /// A new key: 256 random bits as base64url.
    #[must_use]
    pub fn generate() -> Self {
        Self(random_text())
    }

    /// Takes a key that an operator chose or [`SigningKey::generate`] made earlier. Its bytes are the
    /// key, as the existing server does it; outer space is dropped, so that it can come from a file.
    ///
    /// # Errors
    /// When it is too short.
    pub fn parse(text: &str) -> Result<Self, WeakKey> {
        let key = text.trim();
        if key.chars().count() >= Self::MIN_CHARS { Ok(Self(key.to_owned())) } else { Err(WeakKey) }
    }

    /// The key as text, to be kept for the next start.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// 256 bits from the operating system, as base64url.
pub(crate) fn random_text() -> String {
    let mut bits: [u8; 32] = rand::random();
    let text = BASE64_URL_SAFE_NO_PAD.encode(bits);
    bits.zeroize();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_being_kept_in_a_file() {
        let key = SigningKey::generate();
        let read = SigningKey::parse(&format!("{}\n", key.expose())).unwrap();
        assert_eq!(read.expose(), key.expose());
    }

    #[test]
    fn short_keys_are_refused_and_no_key_is_printed() {
        assert_eq!(SigningKey::parse("secret").err(), Some(WeakKey));
        let key = SigningKey::parse(&"correct horse battery staple".repeat(2)).unwrap();
        assert!(!format!("{key:?}").contains("horse"));
    }
}
