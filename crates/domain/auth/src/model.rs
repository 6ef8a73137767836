//! What logins are made of.

use std::{fmt, net::IpAddr, time::Duration};

use discuss_kernel::{Caller, SessionId, Timestamp, UserCard, UserId};
use discuss_user::{Password, PasswordHash};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::CaptchaAnswer;

/// What somebody fills in to log in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name as it was typed.
    pub username: String,
    /// The password as it was typed.
    pub password: Password,
    /// The answer to a captcha, in case that one is asked for.
    pub captcha: CaptchaAnswer,
}

/// What is stored of somebody who may log in.
#[derive(Debug, Clone)]
pub struct StoredCredentials {
    /// Whose they are.
    pub card: UserCard,
    /// What the password is compared with.
    pub password: PasswordHash,
    /// Whether an operator has locked the account.
    pub disabled: bool,
}

/// From where somebody logs in, as the list of logins shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The network address, where it is known.
    pub address: Option<IpAddr>,
    /// How the program calls itself, cut to [`Client::MAX_AGENT_CHARS`] characters.
    pub agent: Option<String>,
}

impl Client {
    /// More of the program's name is not kept.
    pub const MAX_AGENT_CHARS: usize = 200;

    /// From where, and with what program.
    #[must_use]
    pub fn new(address: Option<IpAddr>, agent: Option<&str>) -> Self {
        Self { address, agent: agent.map(|agent| agent.chars().take(Self::MAX_AGENT_CHARS).collect()) }
    }
}

/// What a login is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginKind {
    /// One token that lives as long as the login: what the existing client expects.
    Plain,
    /// A short token, renewed by a refresh token.
    Refreshable,
}

/// What a token says. Tokens of the existing server have no `session`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Whose token it is.
    pub user: UserId,
    /// The name at the time of the login.
    pub username: String,
    /// Which login it belongs to.
    pub session: Option<SessionId>,
    /// Whole seconds since the epoch.
    pub issued_at: i64,
    /// Whole seconds since the epoch.
    pub expires_at: i64,
}

/// A signed token and how long it lives.
#[derive(Clone)]
pub struct AccessToken {
    /// What the client sends.
    pub token: String,
    /// From now on.
    pub lifetime: Duration,
}

/// A random value that proves something. Wiped from memory when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value that a [`crate::SecretSource`] made or a client sent.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The value.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is stored of a [`Secret`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretDigest(pub [u8; 32]);

/// Renews a login, once: `<session id>.<secret>`. The next one follows from it by
/// [`crate::TokenSigner::successor`].
#[derive(Debug, Clone)]
pub struct RefreshToken {
    /// Which login.
    pub session: SessionId,
    /// What proves that it is ours.
    pub secret: Secret,
}

impl RefreshToken {
    /// Reads what a client sent; `None` when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (session, secret) = text.split_once('.')?;
        Some(Self { session: session.parse().ok()?, secret: Secret::new(secret.to_owned()) })
    }

    /// What the client keeps.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{}.{}", self.session, self.secret.expose())
    }
}

/// A finished login.
pub struct Login {
    /// Who logged in.
    pub user: UserCard,
    /// Which login it is.
    pub session: SessionId,
    /// For the requests to come.
    pub access: AccessToken,
    /// For the time after; only with [`LoginKind::Refreshable`].
    pub refresh: Option<RefreshToken>,
}

/// A new login, ready to be stored.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// What the password was compared with.
    pub password: PasswordHash,
    /// From where.
    pub client: Client,
    /// When it began.
    pub at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// The digest of its refresh token; `None` when it cannot be renewed.
    pub refresh: Option<SecretDigest>,
}

/// A login as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Which login.
    pub id: SessionId,
    /// From where.
    pub client: Client,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last renewed.
    pub renewed_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// What a repository knows about the bearer of valid claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether the account is an admin.
    pub is_admin: bool,
    /// Whether the login can be renewed, so that it outlives its token.
    pub refreshable: bool,
}

/// An attempt to renew a login.
#[derive(Debug, Clone, Copy)]
pub struct Renewal {
    /// Which login.
    pub session: SessionId,
    /// The digest of the refresh secret that was sent.
    pub presented: SecretDigest,
    /// The digest of its successor.
    pub next: SecretDigest,
    /// Now.
    pub at: Timestamp,
    /// When the login ends by itself once it is renewed.
    pub expires_at: Timestamp,
    /// What was renewed after this moment may be renewed by the same secret again.
    pub repeatable_after: Timestamp,
}

/// What became of a [`Renewal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// The secret was right, or is repeated so soon that its sender has not had the answer. Its successor
    /// counts from now on.
    Rotated(UserCard),
    /// The secret was used before: somebody has stolen it. The login has ended.
    Reused(UserId),
    /// There is no such login, or not any more.
    Gone,
}

/// A caller, and for how long a connection of theirs may stay open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// Who it is.
    pub caller: Caller,
    /// `None` when the login is renewed elsewhere and its end is announced.
    pub valid_until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_token_is_read_as_it_was_written() {
        let token = RefreshToken { session: SessionId::random(), secret: Secret::new("a.b".into()) };
        let read = RefreshToken::parse(&token.expose()).unwrap();
        assert_eq!((read.session, read.secret), (token.session, token.secret));
        for text in ["", ".", "x.y", &SessionId::random().to_string()] {
            assert!(RefreshToken::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let token = RefreshToken { session: SessionId::random(), secret: Secret::new("hush".into()) };
        assert!(!format!("{token:?}").contains("hush"));
    }

    #[test]
    fn the_name_of_a_program_is_cut() {
        let client = Client::new(None, Some(&"茶".repeat(1_000)));
        assert_eq!(client.agent.unwrap().chars().count(), Client::MAX_AGENT_CHARS);
    }
}
