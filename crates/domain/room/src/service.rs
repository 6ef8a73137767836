//! What can be done with rooms, and by whom.

use std::sync::Arc;

use discuss_kernel::{
    Acquaintances, Caller, Clock, Event, EventBus, Page, RoomCard, RoomId, Rows, StoreError, UserId,
    is_name_part,
};

use crate::{NewRoom, RoomDraft, RoomError, RoomRepository, RoomUpdate};

/// The use cases of rooms.
pub struct RoomService {
    rooms: Arc<dyn RoomRepository>,
    acquaintances: Arc<dyn Acquaintances>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

impl RoomService {
    /// More hits than this a search never returns.
    pub const MAX_HITS: u64 = 50;

    /// Wires the service.
    pub fn new(
        rooms: Arc<dyn RoomRepository>,
        acquaintances: Arc<dyn Acquaintances>,
        events: Arc<dyn EventBus>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { rooms, acquaintances, events, clock }
    }

    /// Opens a room. Whoever opens it owns it and is its first member.
    ///
    /// # Errors
    /// When the name is taken.
    pub async fn create(&self, caller: &Caller, draft: RoomDraft) -> Result<RoomId, RoomError> {
        let RoomDraft { name, description } = draft;
        let room =
            NewRoom { id: RoomId::random(), name, description, owner: caller.id, at: self.clock.now() };
        self.rooms.insert(&room).await?;
        let name = room.name.as_str().to_owned();
        self.events.publish(Event::Membership { room: room.id, name, user: caller.id, began: true }).await;
        Ok(room.id)
    }

    /// Shows one room. Anybody with an account may see that it exists.
    ///
    /// # Errors
    /// When there is no such room.
    pub async fn find(&self, caller: &Caller, id: RoomId) -> Result<RoomCard, RoomError> {
        let mut room = self.existing(id).await?;
        self.acquaintances.mask_for(caller.id, vec![&mut room.owner]).await?;
        Ok(room)
    }

    /// The room as it is, for other services; no caller is asked and no address masked.
    ///
    /// # Errors
    /// When there is no such room.
    pub async fn existing(&self, id: RoomId) -> Result<RoomCard, RoomError> {
        self.rooms.find(id).await?.ok_or(RoomError::NotFound)
    }

    /// Lists all rooms, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, caller: &Caller, page: Page) -> Result<Rows<RoomCard>, RoomError> {
        let mut page = self.rooms.list(page).await?;
        self.mask(caller, &mut page.rows).await?;
        Ok(page)
    }

    /// Lists the rooms that the caller owns, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_owned(&self, caller: &Caller, page: Page) -> Result<Rows<RoomCard>, RoomError> {
        Ok(self.rooms.list_owned(caller.id, page).await?)
    }

    /// Finds rooms by a part of their name; [`Self::MAX_HITS`] at most, none for what no name contains.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search(&self, caller: &Caller, fragment: &str) -> Result<Vec<RoomCard>, RoomError> {
        if !is_name_part(fragment) {
            return Ok(Vec::new());
        }
        let mut rooms = self.rooms.search(fragment, Self::MAX_HITS).await?;
        self.mask(caller, &mut rooms).await?;
        Ok(rooms)
    }

    /// Changes name or description.
    ///
    /// # Errors
    /// When the caller is not the owner, or the name is taken.
    pub async fn update(&self, caller: &Caller, id: RoomId, update: RoomUpdate) -> Result<(), RoomError> {
        self.require_owner(caller, id).await?;
        self.rooms.update(id, &update, self.clock.now()).await?;
        self.announce_update(id).await
    }

    /// Gives the room to another of its members. The former owner stays a member.
    ///
    /// # Errors
    /// When the caller is not the owner, or the heir is not a member.
    pub async fn hand_over(&self, caller: &Caller, id: RoomId, heir: UserId) -> Result<(), RoomError> {
        self.require_owner(caller, id).await?;
        self.rooms.hand_over(id, heir, self.clock.now()).await?;
        self.announce_update(id).await
    }

    /// Deletes the room; everybody in it leaves at once.
    ///
    /// # Errors
    /// When the caller is not the owner.
    pub async fn delete(&self, caller: &Caller, id: RoomId) -> Result<(), RoomError> {
        let room = self.require_owner(caller, id).await?;
        if !self.rooms.delete(id, self.clock.now()).await? {
            return Err(RoomError::NotFound);
        }
        self.events.publish(Event::RoomDeleted { room: id, name: room.name }).await;
        Ok(())
    }

    /// The room, if the caller owns it. For other services too.
    ///
    /// # Errors
    /// When there is no such room, or it is somebody else's.
    pub async fn require_owner(&self, caller: &Caller, id: RoomId) -> Result<RoomCard, RoomError> {
        let room = self.existing(id).await?;
        if room.creator == caller.id { Ok(room) } else { Err(RoomError::NotOwner) }
    }

    /// Tells the members how the room is now. For other services too.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn announce_update(&self, id: RoomId) -> Result<(), RoomError> {
        // The room may be gone by now; then its members hear that instead.
        if let Some(room) = self.rooms.find(id).await? {
            self.events.publish(Event::RoomUpdated(room)).await;
        }
        Ok(())
    }

    async fn mask(&self, caller: &Caller, rooms: &mut [RoomCard]) -> Result<(), StoreError> {
        self.acquaintances.mask_for(caller.id, rooms.iter_mut().map(|room| &mut room.owner).collect()).await
    }
}

#[cfg(test)]
mod tests;
