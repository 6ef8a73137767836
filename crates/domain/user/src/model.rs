//! What an account is made of. Each value is parsed once and needs no further check.

use std::fmt;

use discuss_kernel::{
    Failure, Kind, Name, Phrase, RoomCard, RoomId, SessionId, Timestamp, UserCard, UserId, name_key,
};
use validator::ValidateEmail;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Which value of an account is wrong, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUser {
    /// See [`Username::parse`].
    #[error("a username has 1 to {} characters, none of them a control character", Username::MAX_CHARS)]
    Username,
    /// See [`Email::parse`].
    #[error("that is not a mail address of at most {} characters", Email::MAX_CHARS)]
    Email,
    /// See [`Password::parse`].
    #[error("a password has {} to {} characters", Password::MIN_CHARS, Password::MAX_CHARS)]
    Password,
}

impl Failure for InvalidUser {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Username => Phrase::new("username-invalid").with("max", Username::MAX_CHARS),
            Self::Email => Phrase::new("email-invalid").with("max", Email::MAX_CHARS),
            Self::Password => Phrase::new("password-invalid")
                .with("min", Password::MIN_CHARS)
                .with("max", Password::MAX_CHARS),
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::Password => "password",
        })
    }
}

/// A username; see [`Name`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(Name);

impl Username {
    /// Counted in characters.
    pub const MAX_CHARS: usize = Name::MAX_CHARS;

    /// # Errors
    /// When it is no [`Name`].
    pub fn parse(raw: &str) -> Result<Self, InvalidUser> {
        Name::parse(raw).map(Self).ok_or(InvalidUser::Username)
    }

    /// The name as it was chosen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What it is compared by.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.key()
    }
}

/// A mail address, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Counted in characters.
    pub const MAX_CHARS: usize = 100;

    /// # Errors
    /// When it is not an address as HTML's mail field understands it, or too long.
    pub fn parse(raw: &str) -> Result<Self, InvalidUser> {
        let address = raw.trim();
        let fits = address.chars().count() <= Self::MAX_CHARS && address.validate_email();
        if fits { Ok(Self(address.to_owned())) } else { Err(InvalidUser::Email) }
    }

    /// The address as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is compared by.
    #[must_use]
    pub fn key(&self) -> String {
        name_key(&self.0)
    }
}

/// A password on its way to being hashed. Wiped from memory when dropped, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

impl Password {
    /// Fewer characters are refused for a new password.
    pub const MIN_CHARS: usize = 6;
    /// More characters are refused, so that hashing has a bound.
    pub const MAX_CHARS: usize = 256;

    /// A new password.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub fn parse(raw: String) -> Result<Self, InvalidUser> {
        let fits = (Self::MIN_CHARS..=Self::MAX_CHARS).contains(&raw.chars().count());
        let password = Self(raw);
        if fits { Ok(password) } else { Err(InvalidUser::Password) }
    }

    /// A password that is only compared, whatever the rules were when it was chosen. One that is too
    /// long is cut, since it cannot be right anyway.
    #[must_use]
    pub fn attempt(raw: &str) -> Self {
        Self(raw.chars().take(Self::MAX_CHARS + 1).collect())
    }

    /// The bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What is stored of a password: a PHC string, or a bcrypt hash of the existing server.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps what a hasher made.
    #[must_use]
    pub const fn new(hash: String) -> Self {
        Self(hash)
    }

    /// The hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What an account may do beyond its own affairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing special.
    Member,
    /// What operators may: announce.
    Admin,
}

/// What somebody fills in to register.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The name to be known by.
    pub username: Username,
    /// Where to be reached.
    pub email: Email,
    /// The secret to log in with.
    pub password: Password,
}

/// What of an account is to change; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct ProfileUpdate {
    /// A new name.
    pub username: Option<Username>,
    /// A new address.
    pub email: Option<Email>,
    /// A new password; ends every other login.
    pub password: Option<Password>,
}

/// A new account, ready to be stored.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Its id.
    pub id: UserId,
    /// Its name.
    pub username: Username,
    /// Its address.
    pub email: Email,
    /// Its hashed password.
    pub password: PasswordHash,
    /// When it was made.
    pub at: Timestamp,
}

/// Changes to an account, ready to be stored; `None` leaves a value.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// A new name.
    pub username: Option<Username>,
    /// A new address.
    pub email: Option<Email>,
    /// A new hash. Storing it ends all logins but `kept_session`, and every token without a login.
    pub password: Option<PasswordHash>,
    /// The login that survives a new password.
    pub kept_session: Option<SessionId>,
}

/// An account as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who it is.
    pub card: UserCard,
    /// What it may do.
    pub role: Role,
    /// Whether an operator has locked it.
    pub disabled: bool,
}

/// What ended together with an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closure {
    /// Friendships with these people.
    pub friends: Vec<UserId>,
    /// Memberships of these rooms, with the rooms' names. Rooms that were deleted are not among them.
    pub left: Vec<(RoomId, String)>,
    /// Rooms that had no other member, with their names.
    pub deleted: Vec<(RoomId, String)>,
    /// Rooms that have a new owner: the longest-standing other member.
    pub handed_over: Vec<RoomCard>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames() {
        let longest = "茶".repeat(Username::MAX_CHARS);
        let too_long = format!("{longest}茶");
        let cases = [
            ("outer space is dropped", "  Ann ", Some("Ann")),
            ("characters count, not bytes", longest.as_str(), Some(longest.as_str())),
            ("one too many", too_long.as_str(), None),
            ("blank is no name", " \t ", None),
            ("control characters are no name", "a\u{7}b", None),
        ];
        for (rule, raw, expected) in cases {
            let name = Username::parse(raw).ok();
            assert_eq!(name.as_ref().map(Username::as_str), expected, "{rule}");
        }
    }

    #[test]
    fn mail_addresses() {
        let too_long = format!("{}@example.org", "a".repeat(Email::MAX_CHARS));
        let cases = [
            ("outer space is dropped", " Ann@example.org ", Some("Ann@example.org")),
            ("no host", "ann@", None),
            ("no sign", "ann at example.org", None),
            ("too long", too_long.as_str(), None),
            ("a second line", "ann@example.org\nBcc: all@example.org", None),
        ];
        for (rule, raw, expected) in cases {
            let address = Email::parse(raw).ok();
            assert_eq!(address.as_ref().map(Email::as_str), expected, "{rule}");
        }
    }

    #[test]
    fn an_attempt_is_taken_as_it_comes_but_not_at_any_length() {
        assert_eq!(Password::attempt("1").as_bytes(), b"1");
        let endless = Password::attempt(&"x".repeat(1_000_000));
        assert_eq!(endless.as_bytes().len(), Password::MAX_CHARS + 1);
    }

    #[test]
    fn passwords_have_bounds_and_are_never_printed() {
        for (raw, fits) in [("12345", false), ("123456", true), (&"x".repeat(257), false)] {
            assert_eq!(Password::parse(raw.to_owned()).is_ok(), fits, "{raw}");
        }
        let shown = format!("{:?}", Password::parse("correct horse".into()).unwrap());
        assert!(!shown.contains("horse"));
    }
}
