//! Rooms in memory, for tests and examples.

use async_trait::async_trait;
use discuss_kernel::{
    MemberId, Page, RoomCard, RoomId, Rows, StoreError, Timestamp, UserId, name_key,
    testing::{RoomRow, Tables, World, page_of},
};

use crate::{NewRoom, RoomError, RoomName, RoomRepository, RoomUpdate};

/// Keeps rooms in a [`World`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryRooms(World);

impl InMemoryRooms {
    /// The rooms of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl RoomRepository for InMemoryRooms {
    async fn insert(&self, room: &NewRoom) -> Result<(), RoomError> {
        let mut tables = self.0.lock();
        tables.account(room.owner).ok_or_else(|| StoreError::failed("a room needs an owner"))?;
        require_free(&tables, room.id, &room.name)?;
        let row = RoomRow {
            id: room.id,
            name: room.name.as_str().to_owned(),
            description: room.description.as_str().to_owned(),
            creator: room.owner,
            avatar: None,
            created_at: room.at,
            updated_at: room.at,
            deleted: false,
        };
        tables.rooms.insert(room.id, row);
        tables.join(room.id, room.owner, MemberId::random(), room.at);
        Ok(())
    }

    async fn find(&self, id: RoomId) -> Result<Option<RoomCard>, StoreError> {
        Ok(self.0.lock().room(id))
    }

    async fn list(&self, page: Page) -> Result<Rows<RoomCard>, StoreError> {
        Ok(page_of(oldest_first(&self.0.lock(), |_| true), page))
    }

    async fn list_owned(&self, owner: UserId, page: Page) -> Result<Rows<RoomCard>, StoreError> {
        Ok(page_of(oldest_first(&self.0.lock(), |room| room.creator == owner), page))
    }

    async fn search(&self, fragment: &str, limit: u64) -> Result<Vec<RoomCard>, StoreError> {
        let fragment = name_key(fragment);
        let mut found = oldest_first(&self.0.lock(), |room| name_key(&room.name).contains(&fragment));
        found.sort_by_key(|room| name_key(&room.name));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    async fn update(&self, id: RoomId, update: &RoomUpdate, at: Timestamp) -> Result<(), RoomError> {
        let mut tables = self.0.lock();
        if let Some(name) = &update.name {
            require_free(&tables, id, name)?;
        }
        let room = standing(&mut tables, id)?;
        if let Some(name) = &update.name {
            room.name = name.as_str().to_owned();
        }
        if let Some(description) = &update.description {
            room.description = description.as_str().to_owned();
        }
        room.updated_at = at;
        Ok(())
    }

    async fn hand_over(&self, id: RoomId, heir: UserId, at: Timestamp) -> Result<(), RoomError> {
        let mut tables = self.0.lock();
        let is_member = tables.is_member(id, heir);
        let room = standing(&mut tables, id)?;
        if !is_member {
            return Err(RoomError::HeirNotAMember);
        }
        (room.creator, room.updated_at) = (heir, at);
        Ok(())
    }

    async fn delete(&self, id: RoomId, at: Timestamp) -> Result<bool, StoreError> {
        Ok(self.0.lock().delete_room(id, at))
    }
}

fn standing(tables: &mut Tables, id: RoomId) -> Result<&mut RoomRow, RoomError> {
    tables.rooms.get_mut(&id).filter(|room| !room.deleted).ok_or(RoomError::NotFound)
}

/// Deleted rooms keep their names.
fn require_free(tables: &Tables, id: RoomId, name: &RoomName) -> Result<(), RoomError> {
    let is_taken = tables.rooms.values().any(|room| room.id != id && name_key(&room.name) == name.key());
    if is_taken { Err(RoomError::NameTaken) } else { Ok(()) }
}

fn oldest_first(tables: &Tables, meant: impl Fn(&RoomRow) -> bool) -> Vec<RoomCard> {
    let rows = tables.rooms.values().filter(|room| !room.deleted && meant(room));
    let mut rooms: Vec<RoomCard> = rows.filter_map(|room| tables.room_card(room.id)).collect();
    rooms.sort_by_key(|room| (room.created_at, room.id));
    rooms
}
