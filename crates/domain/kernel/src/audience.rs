//! Who is told of something.

use crate::{RoomId, UserId};

/// The connections that something is delivered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Every connection.
    Everybody,
    /// Every connection of these people.
    Users(Vec<UserId>),
    /// Every connection of a room's members.
    Room(RoomId),
    /// Every connection of a room's members, but for this one's.
    RoomBut(RoomId, UserId),
}

impl Audience {
    /// Every connection of one person.
    #[must_use]
    pub fn user(id: UserId) -> Self {
        Self::Users(vec![id])
    }
}
