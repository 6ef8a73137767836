//! What accounts ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{Failure, Kind, Page, Phrase, Rows, StoreError, Timestamp, UserCard, UserId};

use crate::{Account, Changes, Closure, NewUser, Password, PasswordHash, Role, UserError, Username};

/// Where accounts are kept. Each method is one unit of work: all of it happens, or none.
///
/// A closed account is found by none of the methods, but its name and address stay taken.
#[async_trait]
pub trait UserRepository: Send + Sync {
    /// Fails with [`UserError::UsernameTaken`] or [`UserError::EmailTaken`], letter case ignored.
    async fn insert(&self, user: &NewUser) -> Result<(), UserError>;

    /// `None` when there is no such account.
    async fn find(&self, id: UserId) -> Result<Option<UserCard>, StoreError>;

    /// Newest first; ties by id.
    async fn list(&self, page: Page) -> Result<Rows<UserCard>, StoreError>;

    /// Those whose name contains `fragment`, letter case ignored, `%` and `_` being plain characters;
    /// `limit` at most, by name. `fragment` has passed [`discuss_kernel::is_name_part`].
    async fn search(&self, fragment: &str, limit: u64) -> Result<Vec<UserCard>, StoreError>;

    /// Fails with [`UserError::NotFound`], [`UserError::UsernameTaken`] or [`UserError::EmailTaken`].
    async fn update(&self, id: UserId, changes: &Changes, at: Timestamp) -> Result<(), UserError>;

    /// Closes the account and all that hangs on it: logins, friendships, memberships and open
    /// applications end; rooms with no other member are deleted, the others go to the member of the
    /// longest standing; uploaded files that no message mentions and no room shows are forgotten, its picture among
    /// them. Messages and the files that they mention stay. `None` when there is no such account.
    async fn close(&self, id: UserId, at: Timestamp) -> Result<Option<Closure>, StoreError>;

    /// The account with that name, letter case ignored.
    async fn find_account(&self, username: &Username) -> Result<Option<Account>, StoreError>;

    /// Accounts as operators see them, oldest first.
    async fn list_accounts(&self, page: Page) -> Result<Rows<Account>, StoreError>;

    /// Gives the account a role. Nothing happens when there is no such account.
    async fn set_role(&self, id: UserId, role: Role) -> Result<(), StoreError>;

    /// Locks the account, ending its logins, or unlocks it.
    async fn set_disabled(&self, id: UserId, disabled: bool, at: Timestamp) -> Result<(), StoreError>;

    /// Whether any account is an admin.
    async fn has_admin(&self) -> Result<bool, StoreError>;
}

/// Turns passwords into hashes and compares the two. Slow on purpose, so it must not block a runtime.
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a password with a salt of its own.
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError>;

    /// Whether the password belongs to the hash. With no hash it takes as long and says no, so that
    /// nobody learns from the time whether an account exists.
    async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, HashError>;

    /// Whether a hash that the password belongs to is of a kind that [`PasswordHasher::hash`] no longer makes,
    /// and can be replaced.
    fn is_outdated(&self, hash: &PasswordHash, password: &Password) -> bool;
}

/// Why a password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many wait for the hasher.
    #[error("too many logins just now")]
    Overloaded,
    /// The library failed; the stored hash may be damaged.
    #[error("hashing failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Failure for HashError {
    fn kind(&self) -> Kind {
        match self {
            Self::Overloaded => Kind::Overloaded,
            Self::Failed(_) => Kind::Internal,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Overloaded => Phrase::new("too-many-logins"),
            Self::Failed(_) => Phrase::INTERNAL,
        }
    }
}
