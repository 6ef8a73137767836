//! Namespaces: several conversations over one connection.

use std::fmt;

use bytestring::ByteString;

/// Names a namespace; the main one is `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Namespace(ByteString);

/// The text cannot be the name of a namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a namespace is named by a slash and up to {} bytes without a comma", Namespace::MAX_BYTES)]
pub struct InvalidNamespace;

impl Namespace {
    /// The namespace that clients join when they name none.
    pub const MAIN: Self = Self(ByteString::from_static("/"));
    /// The longest name, in bytes.
    pub const MAX_BYTES: usize = 255;

    /// Reads a name.
    ///
    /// # Errors
    /// When it does not begin with a slash, has a comma (which ends a name on the wire), or is too long.
    pub fn parse(text: &str) -> Result<Self, InvalidNamespace> {
        match text {
            "/" => Ok(Self::MAIN),
            // Copied, because it may outlive by far the frame that it came in.
            _ if text.starts_with('/') && !text.contains(',') && text.len() <= Self::MAX_BYTES => {
                Ok(Self(text.into()))
            }
            _ => Err(InvalidNamespace),
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the main one.
    #[must_use]
    pub fn is_main(&self) -> bool {
        self.as_str() == "/"
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_namespaces() {
        let long = format!("/{}", "a".repeat(Namespace::MAX_BYTES));
        let cases = [
            ("/", true),
            ("/admin", true),
            ("/茶", true),
            ("admin", false),
            ("", false),
            ("/a,b", false),
            (&long, false),
        ];
        for (text, is_name) in cases {
            assert_eq!(Namespace::parse(text).is_ok(), is_name, "{text}");
        }
    }
}
