//! What an application is made of. As it is shown it is a [`discuss_kernel::ApplicationCard`].

use discuss_kernel::{ApplyId, RoomId, Timestamp, UserId};

/// What somebody applies for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wish {
    /// To be a friend of this person.
    Befriend(UserId),
    /// To be a member of this room.
    Join(RoomId),
}

/// A new application, ready to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewApplication {
    /// Its id.
    pub id: ApplyId,
    /// Who makes it.
    pub maker: UserId,
    /// What for.
    pub wish: Wish,
    /// When.
    pub at: Timestamp,
}
