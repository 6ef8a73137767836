//! What can be done with friendships, and by whom.

use std::sync::Arc;

use discuss_kernel::{Caller, Clock, Event, EventBus, StoreError, UserId};

use crate::{FriendCard, FriendError, FriendRepository};

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
        self.events.publish(Event::Friendship { one: caller.id, other: friend, began: false }).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
