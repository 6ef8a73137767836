//! Where the API is mounted.

use std::str::FromStr;

/// What all routes of the API begin with: empty, or a path like `/api` without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiPrefix(String);

/// The text is no plain path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a path like /api")]
pub struct InvalidPrefix(String);

impl ApiPrefix {
    /// The prefix.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of a route as clients see it.
    pub(crate) fn path(&self, route: &str) -> String {
        format!("{}{route}", self.0)
    }
}

impl Default for ApiPrefix {
    /// `/api`.
    fn default() -> Self {
        Self("/api".to_owned())
    }
}

impl FromStr for ApiPrefix {
    type Err = InvalidPrefix;

    fn from_str(text: &str) -> Result<Self, InvalidPrefix> {
        let bare = text.trim().trim_matches('/');
        let is_plain = |part: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain)
        };
        match bare {
            "" => Ok(Self(String::new())),
            _ if bare.split('/').all(is_plain) => Ok(Self(format!("/{bare}"))),
            _ => Err(InvalidPrefix(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_plain_paths() {
        for (text, prefix) in [("", ""), ("/", ""), ("api", "/api"), ("/a/b-1/", "/a/b-1")] {
            assert_eq!(text.parse::<ApiPrefix>().unwrap().as_str(), prefix, "{text}");
        }
        for text in ["/{id}", "/a//b", "/a b", "/..", "/a?b"] {
            assert!(text.parse::<ApiPrefix>().is_err(), "{text}");
        }
    }
}
