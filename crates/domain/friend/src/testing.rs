//! Friendships in memory, for tests and examples.

use std::cmp::Reverse;

use async_trait::async_trait;
use discuss_kernel::{StoreError, Timestamp, UserId, testing::World};

use crate::{FriendCard, FriendRepository};

/// Keeps friendships in a [`World`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryFriends(World);

impl InMemoryFriends {
    /// The friendships of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl FriendRepository for InMemoryFriends {
    async fn list(&self, user: UserId) -> Result<Vec<FriendCard>, StoreError> {
        let tables = self.0.lock();
        let directions =
            tables.friendships.iter().filter(|((one, _), friendship)| *one == user && friendship.active);
        let mut friends: Vec<FriendCard> = directions
            .filter_map(|((one, other), friendship)| {
                let (user, friend) = (tables.card(*one)?, tables.card(*other)?);
                Some(FriendCard { id: friendship.id, user, friend, created_at: friendship.since })
            })
            .collect();
        friends.sort_by_key(|friend| (Reverse(friend.created_at), friend.id));
        Ok(friends)
    }

    async fn ids(&self, user: UserId) -> Result<Vec<UserId>, StoreError> {
        Ok(self.0.lock().friends_of(user))
    }

    async fn are_friends(&self, one: UserId, other: UserId) -> Result<bool, StoreError> {
        Ok(self.0.lock().are_friends(one, other))
    }

    async fn end(&self, one: UserId, other: UserId, _at: Timestamp) -> Result<bool, StoreError> {
        Ok(self.0.lock().unfriend(one, other))
    }
}
