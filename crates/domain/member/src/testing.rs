//! Memberships in memory, for tests and examples.

use std::cmp::Reverse;

use async_trait::async_trait;
use discuss_kernel::{
    MemberId, RoomCard, RoomId, StoreError, Timestamp, UserId,
    testing::{Tables, World},
};

use crate::{MemberCard, MemberError, MemberRepository, NewMember};

/// Keeps memberships in a [`World`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryMembers(World);

impl InMemoryMembers {
    /// The memberships of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl MemberRepository for InMemoryMembers {
    async fn room(&self, id: RoomId) -> Result<Option<RoomCard>, StoreError> {
        Ok(self.0.lock().room(id))
    }

    async fn find(&self, id: MemberId) -> Result<Option<MemberCard>, StoreError> {
        Ok(members(&self.0.lock(), |member| member.id == id).pop())
    }

    async fn of_room(&self, room: RoomId) -> Result<Vec<MemberCard>, StoreError> {
        Ok(members(&self.0.lock(), |member| member.room == room))
    }

    async fn of_user(&self, user: UserId) -> Result<Vec<MemberCard>, StoreError> {
        Ok(members(&self.0.lock(), |member| member.user == user))
    }

    async fn rooms_of(&self, user: UserId) -> Result<Vec<(RoomId, String)>, StoreError> {
        let tables = self.0.lock();
        Ok(tables.rooms_of(user).into_iter().filter_map(|id| Some((id, tables.room(id)?.name))).collect())
    }

    async fn is_member(&self, room: RoomId, user: UserId) -> Result<bool, StoreError> {
        Ok(self.0.lock().is_member(room, user))
    }

    async fn insert(&self, member: &NewMember) -> Result<MemberCard, MemberError> {
        let mut tables = self.0.lock();
        let room = tables.room(member.room).ok_or(MemberError::NoSuchRoom)?;
        tables.account(member.user).ok_or(MemberError::NoSuchUser)?;
        if tables.is_member(member.room, member.user) {
            return Err(MemberError::AlreadyMember);
        }
        if tables.has_blocked(member.user, room.creator) {
            return Err(MemberError::NotPossible);
        }
        tables.join(member.room, member.user, member.id, member.at);
        members(&tables, |joined| joined.room == member.room && joined.user == member.user)
            .pop()
            .ok_or(MemberError::NotFound)
    }

    async fn end(&self, id: MemberId, _at: Timestamp) -> Result<bool, MemberError> {
        let mut tables = self.0.lock();
        let Some(member) = members(&tables, |member| member.id == id).pop() else { return Ok(false) };
        if member.user.id == member.room.creator {
            return Err(MemberError::OwnerCannotLeave);
        }
        tables.leave(member.room.id, member.user.id);
        Ok(true)
    }
}

/// The memberships that go on and are `meant`, newest first.
fn members(tables: &Tables, meant: impl Fn(&NewMember) -> bool) -> Vec<MemberCard> {
    let memberships = tables.memberships.iter().filter(|(_, membership)| membership.active);
    let mut members: Vec<MemberCard> = memberships
        .map(|((room, user), row)| NewMember { id: row.id, room: *room, user: *user, at: row.since })
        .filter(meant)
        .filter_map(|member| {
            let (room, user) = (tables.room_card(member.room)?, tables.card(member.user)?);
            Some(MemberCard { id: member.id, room, user, created_at: member.at })
        })
        .collect();
    members.sort_by_key(|member| (Reverse(member.created_at), member.id));
    members
}
