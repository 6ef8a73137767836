//! Friendships in memory, for tests and examples.

use std::cmp::Reverse;

use async_trait::async_trait;
use discuss_kernel::{StoreError, Timestamp, UserId, testing::World};

use crate::{BlockCard, Blocked, FriendCard, FriendError, FriendRepository};

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

    async fn blocked(&self, user: UserId) -> Result<Vec<BlockCard>, StoreError> {
        let tables = self.0.lock();
        let own = tables.blocks.iter().filter(|((by, _), _)| *by == user);
        let mut blocked: Vec<BlockCard> = own
            .filter_map(|((_, other), since)| Some(BlockCard { user: tables.card(*other)?, since: *since }))
            .collect();
        blocked.sort_by_key(|card| (Reverse(card.since), card.user.id));
        Ok(blocked)
    }

    async fn block(&self, user: UserId, other: UserId, at: Timestamp) -> Result<Blocked, FriendError> {
        let mut tables = self.0.lock();
        if tables.account(user).is_none() || tables.account(other).is_none() {
            return Err(FriendError::NoSuchUser);
        }
        if tables.has_blocked(user, other) {
            return Ok(Blocked::default());
        }
        let blocked = tables.blocks.keys().filter(|(by, _)| *by == user).count();
        if blocked as u64 >= <dyn FriendRepository>::MAX_BLOCKED {
            return Err(FriendError::TooManyBlocked);
        }
        // What is stored has milliseconds.
        tables.blocks.insert((user, other), Timestamp::from_millis(at.millis()));
        tables.end_applications(at, |open| (open.maker, open.asked) == (user, Some(other)));
        let refused = tables.refuse(other, user, at);
        Ok(Blocked { is_new: true, ended_friendship: tables.unfriend(user, other), refused })
    }

    async fn unblock(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        Ok(self.0.lock().blocks.remove(&(user, other)).is_some())
    }

    async fn has_blocked(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        Ok(self.0.lock().has_blocked(user, other))
    }
}
