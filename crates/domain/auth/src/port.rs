//! What logins ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{Ended, SessionId, StoreError, Timestamp, UserId};
use discuss_user::PasswordHash;

use crate::{
    Claims, DrawError, Drawing, NewSession, PendingCaptcha, Renewal, Rotation, Secret, SecretDigest, Session,
    Standing, StoredCredentials, TokenError,
};

/// Knows what a password is compared with.
#[async_trait]
pub trait CredentialRepository: Send + Sync {
    /// By name, letter case ignored; `None` when there is no such account, or not any more. The name
    /// has passed [`discuss_kernel::is_name_part`].
    async fn find_credentials(&self, username: &str) -> Result<Option<StoredCredentials>, StoreError>;

    /// Stores another hash of the same password, and says whether it did: not when the account has another
    /// hash than `outdated` by now, or is closed. Its logins live on, and it does not count as changed.
    async fn replace_hash(
        &self,
        user: UserId,
        outdated: &PasswordHash,
        fresh: &PasswordHash,
    ) -> Result<bool, StoreError>;
}

/// Where logins are kept. Each method is one unit of work.
#[async_trait]
pub trait SessionRepository: Send + Sync {
    /// Stores a new login, and says whether it did: not when, at that very moment, the account has
    /// another password than the one that was compared, or is disabled or closed. Whoever changes one of
    /// these ends the logins that there are, and none may slip in behind.
    async fn open(&self, session: &NewSession) -> Result<bool, StoreError>;

    /// How the bearer of `claims` stands at `now`; `None` when they are nobody (any more): the account
    /// is closed or disabled, the login has ended, or claims without a login were issued before the
    /// account's logins were last ended all at once.
    async fn standing(&self, claims: &Claims, now: Timestamp) -> Result<Option<Standing>, StoreError>;

    /// The logins of `user` that live at `now`, newest first.
    async fn list(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// Ends one login of `user`; whether there was such a one.
    async fn end(&self, user: UserId, session: SessionId, at: Timestamp) -> Result<bool, StoreError>;

    /// Ends every login of `user` but `kept`, and every token that belongs to none.
    async fn end_all_but(
        &self,
        user: UserId,
        kept: Option<SessionId>,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// The logins that ended or expired from `since` until `now`, by whichever process, each as
    /// [`Ended::One`], and as [`Ended::Tokens`] whose tokens without a login became void; with whose they
    /// were. Some that ended earlier may be among them.
    async fn ended_between(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(UserId, Ended)>, StoreError>;

    /// Removes what is kept of logins that ended or expired before `before`, `limit` of them at most, and
    /// says how many.
    async fn remove_ended(&self, before: Timestamp, limit: u64) -> Result<u64, StoreError>;

    /// Exchanges the refresh secret of a login that lives for its successor, and moves the login's end. A
    /// secret whose successor is the current one already, since a moment after `repeatable_after`, is
    /// answered the same, and changes nothing. Any other secret ends the login.
    async fn rotate(&self, renewal: Renewal) -> Result<Rotation, StoreError>;
}

/// Signs tokens and checks signatures.
pub trait TokenSigner: Send + Sync {
    /// Writes claims as a token.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] when the library refuses.
    fn sign(&self, claims: &Claims) -> Result<String, TokenError>;

    /// Reads a token that has a right signature and is not expired.
    ///
    /// # Errors
    /// [`TokenError::Expired`] or [`TokenError::Invalid`].
    fn verify(&self, token: &str) -> Result<Claims, TokenError>;

    /// The refresh secret that follows `secret`: always the same one, which nobody can tell without the key.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] when the library refuses.
    fn successor(&self, secret: &Secret) -> Result<Secret, TokenError>;
}

/// Makes secrets that cannot be guessed.
pub trait SecretSource: Send + Sync {
    /// A new one, of at least 128 random bits.
    fn fresh(&self) -> Secret;

    /// What is stored of it.
    fn digest(&self, secret: &Secret) -> SecretDigest;
}

/// Draws captchas.
#[async_trait]
pub trait CaptchaDrawer: Send + Sync {
    /// Four random characters that nobody takes for others, in any letter case, as a picture that
    /// programs find hard to read. Only so many are drawn at once.
    async fn draw(&self) -> Result<Drawing, DrawError>;
}

/// Where captchas wait for their answers: a bounded number of them. When there are more, others are
/// forgotten.
#[async_trait]
pub trait CaptchaStore: Send + Sync {
    /// Keeps a captcha under its name.
    async fn keep(&self, id: &Secret, captcha: PendingCaptcha) -> Result<(), StoreError>;

    /// Takes the captcha of that name out, if it is still there. Of several who try at once, one gets it.
    async fn take(&self, id: &Secret) -> Result<Option<PendingCaptcha>, StoreError>;

    /// Forgets those to which no answer is right any more, and says how many.
    async fn forget_expired(&self, now: Timestamp) -> Result<u64, StoreError>;
}
