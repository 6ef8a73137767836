//! What a friendship looks like from one side.

use discuss_kernel::{FriendId, Timestamp, UserCard};

/// One direction of a friendship: `user` has the friend `friend`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FriendCard {
    /// Identifies this direction.
    pub id: FriendId,
    /// Whose friend it is.
    pub user: UserCard,
    /// The friend.
    pub friend: UserCard,
    /// When the friendship began.
    pub created_at: Timestamp,
}
