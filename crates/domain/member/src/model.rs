//! What a membership is made of.

use discuss_kernel::{MemberId, RoomCard, RoomId, Timestamp, UserCard, UserId};

/// One person in one room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberCard {
    /// Which membership.
    pub id: MemberId,
    /// The room.
    pub room: RoomCard,
    /// The person.
    pub user: UserCard,
    /// Since when.
    pub created_at: Timestamp,
}

/// A new membership, ready to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMember {
    /// Its id, unless an earlier membership of the same pair is revived.
    pub id: MemberId,
    /// The room.
    pub room: RoomId,
    /// Who joins.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}
