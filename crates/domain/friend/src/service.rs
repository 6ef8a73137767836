//! What can be done with friendships, and by whom.

use std::sync::Arc;

use discuss_kernel::{Caller, Clock, Event, EventBus, StoreError, UserId};

use crate::{BlockCard, Blocked, FriendCard, FriendError, FriendRepository};

/// The use cases of friendships.
pub struct FriendService {
    friends: Arc<dyn FriendRepository>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

impl FriendService {
    /// Wires the service.
    pub fn new(friends: Arc<dyn FriendRepository>, events: Arc<dyn EventBus>, clock: Arc<dyn Clock>) -> Self {
        Self { friends, events, clock }
    }

    /// Lists one's own friends, newest friendship first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<FriendCard>, FriendError> {
        Ok(self.friends.list(caller.id).await?)
    }

    /// Who `user`'s friends are. For other services; no caller is asked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ids(&self, user: UserId) -> Result<Vec<UserId>, StoreError> {
        self.friends.ids(user).await
    }

    /// Whether the two are friends. For other services; no caller is asked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn are_friends(&self, one: UserId, other: UserId) -> Result<bool, StoreError> {
        self.friends.are_friends(one, other).await
    }

    /// Refuses to befriend anybody directly: clients of the existing server may try.
    ///
    /// # Errors
    /// Always.
    pub fn befriend_directly(&self, _caller: &Caller) -> Result<(), FriendError> {
        Err(FriendError::OnlyByApplication)
    }

    /// Ends one's own friendship with `friend`, in both directions. Befriending again is possible.
    ///
    /// # Errors
    /// When they are no friends.
    pub async fn end(&self, caller: &Caller, friend: UserId) -> Result<(), FriendError> {
        if !self.friends.end(caller.id, friend, self.clock.now()).await? {
            return Err(FriendError::NotFound);
        }
        self.announce_end(caller.id, friend).await;
        Ok(())
    }

    /// Lists whom the caller has blocked, newest first. To each other they are strangers, so the address is masked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn blocked(&self, caller: &Caller) -> Result<Vec<BlockCard>, FriendError> {
        let mut blocked = self.friends.blocked(caller.id).await?;
        blocked.iter_mut().for_each(|card| card.user.mask());
        Ok(blocked)
    }

    /// Blocks somebody, and ends what is between the two. The one who is blocked hears of that only what they would hear
    /// otherwise too: that a friendship ended, or that their application is refused. Returns whether it is news.
    ///
    /// # Errors
    /// When it is oneself or nobody, or too many are blocked.
    pub async fn block(&self, caller: &Caller, other: UserId) -> Result<bool, FriendError> {
        if other == caller.id {
            return Err(FriendError::BlockingOneself);
        }
        let Blocked { is_new, ended_friendship, refused } =
            self.friends.block(caller.id, other, self.clock.now()).await?;
        if ended_friendship {
            self.announce_end(caller.id, other).await;
        }
        if let Some(refused) = refused {
            self.events.publish(Event::Decided(refused)).await;
        }
        if is_new {
            self.events.publish(Event::Block { user: caller.id, other, began: true }).await;
        }
        Ok(is_new)
    }

    /// Does not block somebody any more; whether it did.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unblock(&self, caller: &Caller, other: UserId) -> Result<bool, FriendError> {
        let ended = self.friends.unblock(caller.id, other).await?;
        if ended {
            self.events.publish(Event::Block { user: caller.id, other, began: false }).await;
        }
        Ok(ended)
    }

    /// Whether `user` has blocked `other`. For other services; no caller is asked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_blocked(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        self.friends.has_blocked(user, other).await
    }

    async fn announce_end(&self, one: UserId, other: UserId) {
        self.events.publish(Event::Friendship { one, other, began: false }).await;
    }
}

#[cfg(test)]
mod tests;
