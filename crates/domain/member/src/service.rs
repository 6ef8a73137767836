//! What can be done with memberships, and by whom.

use std::sync::Arc;

use discuss_kernel::{Caller, Clock, Event, EventBus, MemberId, RoomCard, RoomId, StoreError, UserId};

use crate::{MemberCard, MemberError, MemberRepository, NewMember};

/// The use cases of memberships.
pub struct MemberService {
    members: Arc<dyn MemberRepository>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

impl MemberService {
    /// Wires the service.
    pub fn new(members: Arc<dyn MemberRepository>, events: Arc<dyn EventBus>, clock: Arc<dyn Clock>) -> Self {
        Self { members, events, clock }
    }

    /// Lists who is in a room, newest first. Members only.
    ///
    /// # Errors
    /// When there is no such room, or the caller is not in it.
    pub async fn of_room(&self, caller: &Caller, room: RoomId) -> Result<Vec<MemberCard>, MemberError> {
        self.require_member(caller.id, room).await?;
        Ok(self.members.of_room(room).await?)
    }

    /// Lists the rooms somebody is in, newest first. Only one's own.
    ///
    /// # Errors
    /// When it is somebody else's list.
    pub async fn of_user(&self, caller: &Caller, user: UserId) -> Result<Vec<MemberCard>, MemberError> {
        if caller.id != user {
            return Err(MemberError::NotOneself);
        }
        Ok(self.members.of_user(user).await?)
    }

    /// Which rooms somebody is in, with their names. For other services; no caller is asked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rooms_of(&self, user: UserId) -> Result<Vec<(RoomId, String)>, StoreError> {
        self.members.rooms_of(user).await
    }

    /// Whether somebody belongs to a room. For other services; no caller is asked.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_member(&self, room: RoomId, user: UserId) -> Result<bool, StoreError> {
        self.members.is_member(room, user).await
    }

    /// Lets `user` pass only as a member of `room`: members, and nobody else, may read and speak there.
    ///
    /// # Errors
    /// When there is no such room, or they do not belong to it.
    pub async fn require_member(&self, user: UserId, room: RoomId) -> Result<(), MemberError> {
        if self.members.is_member(room, user).await? {
            return Ok(());
        }
        self.room(room).await?;
        Err(MemberError::NotAMember)
    }

    /// Lets somebody into a room. Its owner only.
    ///
    /// # Errors
    /// When the caller is not the owner, or there is no such room or user, or they are in already, or have blocked the
    /// owner.
    pub async fn add(&self, caller: &Caller, room: RoomId, user: UserId) -> Result<MemberCard, MemberError> {
        let owned = self.require_owner(caller, room).await?;
        let member = NewMember { id: MemberId::random(), room, user, at: self.clock.now() };
        let member = self.members.insert(&member).await?;
        self.events.publish(Event::Membership { room, name: owned.name, user, began: true }).await;
        Ok(member)
    }

    /// Ends a membership: one's own, or in one's own room anybody's but one's own.
    ///
    /// # Errors
    /// When it is neither, or the owner's.
    pub async fn remove(&self, caller: &Caller, id: MemberId) -> Result<MemberCard, MemberError> {
        let member = self.members.find(id).await?.ok_or(MemberError::NotFound)?;
        if caller.id != member.user.id && caller.id != member.room.creator {
            return Err(MemberError::NotOwner);
        }
        if !self.members.end(id, self.clock.now()).await? {
            return Err(MemberError::NotFound);
        }
        let (room, name) = (member.room.id, member.room.name.clone());
        self.events.publish(Event::Membership { room, name, user: member.user.id, began: false }).await;
        Ok(member)
    }

    async fn room(&self, id: RoomId) -> Result<RoomCard, MemberError> {
        self.members.room(id).await?.ok_or(MemberError::NoSuchRoom)
    }

    async fn require_owner(&self, caller: &Caller, id: RoomId) -> Result<RoomCard, MemberError> {
        let room = self.room(id).await?;
        if room.creator == caller.id { Ok(room) } else { Err(MemberError::NotOwner) }
    }
}

#[cfg(test)]
mod tests;
