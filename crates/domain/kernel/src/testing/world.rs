//! The memory that the in-memory repositories share.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};

use super::{AccountRow, RoomRow, Tables};
use crate::{Acquaintances, Caller, MemberId, RoomId, StoreError, Timestamp, UserCard, UserId};

/// People, rooms and what connects them, in memory. Clones share it.
///
/// Every in-memory repository is a view of a world. What a test needs to be there before it begins is said
/// in a line each: [`World::person`], [`World::befriend`], [`World::room`], [`World::join`].
#[derive(Debug, Clone, Default)]
pub struct World(Arc<Mutex<Tables>>);

impl World {
    /// When everything happens that a test sets up.
    pub const DAWN: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    /// The tables, for as long as nobody else needs them.
    pub fn lock(&self) -> MutexGuard<'_, Tables> {
        self.0.lock()
    }

    /// Somebody with an account, reachable at `<name>@example.org`, and without a login.
    #[must_use]
    pub fn person(&self, name: &str) -> Caller {
        let card = UserCard {
            id: UserId::random(),
            username: name.to_owned(),
            email: format!("{}@example.org", name.to_lowercase()),
            avatar: None,
            created_at: Self::DAWN,
            updated_at: Self::DAWN,
        };
        let caller = Caller { id: card.id, session: None, is_admin: false };
        self.lock().accounts.insert(card.id, AccountRow::new(card, String::new()));
        caller
    }

    /// Makes two people friends.
    pub fn befriend(&self, one: UserId, other: UserId) {
        self.lock().befriend(one, other, Self::DAWN);
    }

    /// Lets one block another who is no friend.
    pub fn block(&self, one: UserId, other: UserId) {
        self.lock().blocks.insert((one, other), Self::DAWN);
    }

    /// A room of that name whose only member is its owner.
    #[must_use]
    pub fn room(&self, name: &str, owner: UserId) -> RoomId {
        let room = RoomRow {
            id: RoomId::random(),
            name: name.to_owned(),
            description: String::new(),
            creator: owner,
            avatar: None,
            created_at: Self::DAWN,
            updated_at: Self::DAWN,
            deleted: false,
        };
        let id = room.id;
        self.lock().rooms.insert(id, room);
        self.join(id, owner);
        id
    }

    /// Lets somebody into a room.
    pub fn join(&self, room: RoomId, user: UserId) {
        self.lock().join(room, user, MemberId::random(), Self::DAWN);
    }
}

#[async_trait]
impl Acquaintances for World {
    async fn of(&self, viewer: UserId, others: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
        let tables = self.lock();
        let rooms = tables.rooms_of(viewer);
        let knows = |other: UserId| {
            tables.are_friends(viewer, other)
                || rooms.iter().any(|room| tables.is_member(*room, other))
                || shares_an_application(&tables, viewer, other)
        };
        Ok(others.iter().copied().filter(|other| knows(*other)).collect())
    }
}

fn shares_an_application(tables: &Tables, one: UserId, other: UserId) -> bool {
    tables.applications.values().filter(|application| !application.withdrawn).any(|application| {
        let owner = application.room.and_then(|room| tables.rooms.get(&room)).map(|room| room.creator);
        let sides = [Some(application.maker), application.asked, owner];
        sides.contains(&Some(one)) && sides.contains(&Some(other))
    })
}
