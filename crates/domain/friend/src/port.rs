//! What friendships ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{StoreError, Timestamp, UserId};

use crate::FriendCard;

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
}
