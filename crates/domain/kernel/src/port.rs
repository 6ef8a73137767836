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

/// Remembers which jobs of the timetable were taken care of, so that of several servers with one database
/// one does each.
#[async_trait]
pub trait JobLedger: Send + Sync {
    /// Takes the turn of `job` that is due at `due`, and says whether it was still to be had: of several
    /// who ask at once exactly one gets it, and later nobody gets it or an earlier one any more. `job` has
    /// 64 bytes at most.
    async fn claim(&self, job: &str, due: Timestamp) -> Result<bool, StoreError>;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    struct Broken;

    #[async_trait]
    impl Acquaintances for Broken {
        async fn of(&self, _viewer: UserId, _others: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
            Err(StoreError::failed("broken"))
        }
    }

    #[tokio::test]
    async fn an_address_is_whole_for_oneself_and_acquaintances_only() {
        let world = World::default();
        let [ann, ben, cleo] = ["Ann", "Ben", "Cleo"].map(|name| world.person(name).id);
        world.befriend(ann, ben);
        let mut cards = [ann, ben, cleo].map(|id| world.lock().card(id).unwrap());
        let acquaintances: &dyn Acquaintances = &world;

        acquaintances.mask_for(ann, cards.iter_mut().collect()).await.unwrap();

        let addresses = cards.map(|card| card.email);
        assert_eq!(addresses, ["ann@example.org", "ben@example.org", "c•••@example.org"]);
    }

    #[tokio::test]
    async fn who_knows_whom_must_be_known_unless_one_looks_at_oneself() {
        let world = World::default();
        let (ann, ben) = (world.person("Ann").id, world.person("Ben").id);
        let mut cards = [ann, ben].map(|id| world.lock().card(id).unwrap());
        let [own, other] = &mut cards;
        let acquaintances: &dyn Acquaintances = &Broken;
        assert!(acquaintances.mask_for(ann, vec![own]).await.is_ok());
        assert!(acquaintances.mask_for(ann, vec![other]).await.is_err());
    }
}
