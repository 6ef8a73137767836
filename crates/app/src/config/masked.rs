//! Settings that must not be read over somebody's shoulder.

use std::{collections::HashSet, fmt, path::Path};

use discuss_security::{SigningKey, WeakKey};
use serde::{Deserialize, Serialize, Serializer};

const MASK: &str = "********";

/// Why a token secret is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakSecret {
    /// It can be guessed by trying.
    #[error(transparent)]
    Short(#[from] WeakKey),
    /// Everybody can read it somewhere, or it is a short pattern over and over.
    #[error(
        "this token secret is published or trivial; leave it empty, and everybody has to log in once again"
    )]
    Known,
}

/// What tokens are signed with: a key that is neither published nor trivial. Never printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct TokenSecret(SigningKey);

impl TokenSecret {
    /// Phrases of examples that people copy, without anything but letters and digits, in lower case.
    const PUBLISHED: [&str; 7] = [
        "donotusethisvalue",
        "changeme",
        "changethis",
        "secretkey",
        "yoursecret",
        "supersecret",
        "jwtsecret",
    ];
    /// Fewer different characters than this are a pattern.
    const MIN_DIFFERENT: usize = 10;

    /// Takes a secret that is good enough.
    ///
    /// # Errors
    /// When anybody could know or guess it.
    pub fn parse(secret: &str) -> Result<Self, WeakSecret> {
        let key = SigningKey::parse(secret)?;
        let phrase: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        let phrase = phrase.to_lowercase();
        let is_published = Self::PUBLISHED.iter().any(|published| phrase.contains(published));
        let different: HashSet<char> = key.expose().chars().collect();
        if is_published || different.len() < Self::MIN_DIFFERENT {
            return Err(WeakSecret::Known);
        }
        Ok(Self(key))
    }

    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(SigningKey::generate())
    }

    /// The key itself.
    #[must_use]
    pub const fn key(&self) -> &SigningKey {
        &self.0
    }
}

impl TryFrom<String> for TokenSecret {
    type Error = WeakSecret;

    fn try_from(secret: String) -> Result<Self, WeakSecret> {
        Self::parse(&secret)
    }
}

impl Serialize for TokenSecret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(MASK)
    }
}

/// Where the database is: printed without its password.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Wraps a URL.
    #[must_use]
    pub const fn new(url: String) -> Self {
        Self(url)
    }

    /// The URL of a SQLite file.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        // These would be read as the beginning of something else.
        let path = path.display().to_string();
        let escaped = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        Self(format!("sqlite://{escaped}"))
    }

    /// The URL with its password.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Secret may be everything between the user's name and the last `@`, and the parameters of a
    /// server, which can name a password too.
    fn masked(&self) -> String {
        if self.0.starts_with("sqlite:") {
            return self.0.clone();
        }
        let (address, parameters) = match self.0.split_once('?') {
            Some((address, _)) => (address, format!("?{MASK}")),
            None => (self.0.as_str(), String::new()),
        };
        let masked = address.split_once("://").and_then(|(scheme, rest)| {
            let (credentials, host) = rest.rsplit_once('@')?;
            let (user, _) = credentials.split_once(':')?;
            Some(format!("{scheme}://{user}:{MASK}@{host}"))
        });
        masked.unwrap_or_else(|| address.to_owned()) + &parameters
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.masked())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_and_trivial_secrets_are_refused() {
        let cases = [
            ("", Some(WeakSecret::Short(WeakKey))),
            ("changeme", Some(WeakSecret::Short(WeakKey))),
            ("please-change-me-please-change-me", Some(WeakSecret::Known)),
            ("DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET", Some(WeakSecret::Known)),
            ("0101010101010101010101010101010101010101", Some(WeakSecret::Known)),
            ("0190f3c2b7a4d8e60190f3c2b7a4d8e6", None),
        ];
        for (secret, refusal) in cases {
            assert_eq!(TokenSecret::parse(secret).err(), refusal, "{secret}");
        }
        assert!(TokenSecret::parse(TokenSecret::generate().key().expose()).is_ok());
    }

    #[test]
    fn a_url_is_shown_without_its_password() {
        let cases = [
            ("mysql://ann:p@ss:w@db.example.org/chat", "mysql://ann:********@db.example.org/chat"),
            ("postgres://ann@db/chat?password=hunter2", "postgres://ann@db/chat?********"),
            ("sqlite:///srv/chat@home.db?mode=rw", "sqlite:///srv/chat@home.db?mode=rw"),
        ];
        for (url, shown) in cases {
            assert_eq!(DatabaseUrl::new(url.to_owned()).to_string(), shown);
        }
    }
}
