//! What friendships ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{StoreError, Timestamp, UserId};

use crate::{BlockCard, Blocked, FriendCard, FriendError};

/// Where friendships are kept. Each method is one unit of work: all of it happens, or none.
#[async_trait]
pub trait FriendRepository: Send + Sync {
    /// The friends of `user`, newest friendship first; ties by id.
    async fn list(&self, user: UserId) -> Result<Vec<FriendCard>, StoreError>;

    /// Only who they are, in no particular order.
    async fn ids(&self, user: UserId) -> Result<Vec<UserId>, StoreError>;

    /// Whether the two are friends. Nobody is their own friend.
    async fn are_friends(&self, one: UserId, other: UserId) -> Result<bool, StoreError>;

    /// Ends both directions; whether there was anything to end.
    async fn end(&self, one: UserId, other: UserId, at: Timestamp) -> Result<bool, StoreError>;

    /// Whom `user` has blocked, newest first; ties by user id.
    async fn blocked(&self, user: UserId) -> Result<Vec<BlockCard>, StoreError>;

    /// Lets `user` block `other`, and ends what is between the two: their friendship; the application of `other` to
    /// befriend `user`, which is refused; and that of `user`, which is withdrawn. From then on neither can apply to the
    /// other or write to them in private. Nothing happens when it is so already.
    ///
    /// Fails with [`FriendError::NoSuchUser`], and with [`FriendError::TooManyBlocked`] when `user` has blocked
    /// `FriendRepository::MAX_BLOCKED` people.
    async fn block(&self, user: UserId, other: UserId, at: Timestamp) -> Result<Blocked, FriendError>;

    /// Ends that; whether there was anything to end. What it has ended does not come back.
    async fn unblock(&self, user: UserId, other: UserId) -> Result<bool, StoreError>;

    /// Whether `user` has blocked `other`.
    async fn has_blocked(&self, user: UserId, other: UserId) -> Result<bool, StoreError>;
}

impl dyn FriendRepository {
    /// More people than this nobody blocks.
    pub const MAX_BLOCKED: u64 = 1_000;
}
