//! Ports that more than one domain crate needs.

use std::collections::HashSet;

use async_trait::async_trait;

use crate::{Event, StoreError, Timestamp, UserCard, UserId};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        time::OffsetDateTime::now_utc().into()
    }
}

/// Carries facts to whoever is connected.
///
/// Called after the commit. It keeps the order of one caller's events, waits while its queue is full,
/// and cannot fail the use case: who misses an event can ask again.
#[async_trait]
pub trait EventBus: Send + Sync {
    /// Passes `event` on.
    async fn publish(&self, event: Event);
}

/// Knows who is connected, on any node.
#[async_trait]
pub trait Presence: Send + Sync {
    /// Those of `users` who are here, in the order given.
    async fn online(&self, users: &[UserId]) -> Vec<UserId>;
}

/// Knows who may see whose mail address.
#[async_trait]
pub trait Acquaintances: Send + Sync {
    /// Those among `others` who are `viewer`'s friends or room-mates, or share an application with
    /// them as its maker, the one asked or the room's owner.
    async fn of(&self, viewer: UserId, others: &[UserId]) -> Result<HashSet<UserId>, StoreError>;
}

impl dyn Acquaintances {
    /// Masks the addresses on those cards that `viewer` may not see whole. One's own stays.
    ///
    /// # Errors
    /// When the store fails; then no card may be shown.
    pub async fn mask_for(&self, viewer: UserId, cards: Vec<&mut UserCard>) -> Result<(), StoreError> {
        let others: Vec<UserId> = cards.iter().map(|card| card.id).filter(|id| *id != viewer).collect();
        if others.is_empty() {
            return Ok(());
        }
        let known = self.of(viewer, &others).await?;
        for card in cards.into_iter().filter(|card| card.id != viewer && !known.contains(&card.id)) {
            card.mask();
        }
        Ok(())
    }
}
