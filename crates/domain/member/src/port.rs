//! What memberships ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{MemberId, RoomCard, RoomId, StoreError, Timestamp, UserId};

use crate::{MemberCard, MemberError, NewMember};

/// Where memberships are kept. Each method is one unit of work: all of it happens, or none.
///
/// What has ended is found by none of the methods. Lists are newest first; ties by id.
#[async_trait]
pub trait MemberRepository: Send + Sync {
    /// The room that memberships are asked about; `None` when there is no such room.
    async fn room(&self, id: RoomId) -> Result<Option<RoomCard>, StoreError>;

    /// `None` when there is no such membership.
    async fn find(&self, id: MemberId) -> Result<Option<MemberCard>, StoreError>;

    /// Everybody in a room.
    async fn of_room(&self, room: RoomId) -> Result<Vec<MemberCard>, StoreError>;

    /// Every room of a person.
    async fn of_user(&self, user: UserId) -> Result<Vec<MemberCard>, StoreError>;

    /// Only which rooms, with their names, in no particular order.
    async fn rooms_of(&self, user: UserId) -> Result<Vec<(RoomId, String)>, StoreError>;

    /// Whether `user` belongs to `room`.
    async fn is_member(&self, room: RoomId, user: UserId) -> Result<bool, StoreError>;

    /// Lets somebody in and returns the membership. Fails with [`MemberError::AlreadyMember`],
    /// [`MemberError::NoSuchRoom`] or [`MemberError::NoSuchUser`], and with [`MemberError::NotPossible`] when they have
    /// blocked the owner.
    async fn insert(&self, member: &NewMember) -> Result<MemberCard, MemberError>;

    /// Ends a membership; whether there was one. Fails with [`MemberError::OwnerCannotLeave`] when it
    /// is the owner's at that moment.
    async fn end(&self, id: MemberId, at: Timestamp) -> Result<bool, MemberError>;
}
