//! What a friendship, or a block, looks like from one side.

use discuss_kernel::{ApplicationCard, FriendId, Timestamp, UserCard};

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

/// Somebody who is blocked, as the one who has blocked them sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockCard {
    /// Who is blocked.
    pub user: UserCard,
    /// Since when.
    pub since: Timestamp,
}

/// What came of blocking somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blocked {
    /// Whether they were not blocked before.
    pub is_new: bool,
    /// Whether a friendship ended.
    pub ended_friendship: bool,
    /// What they had asked for, and is refused now.
    pub refused: Option<ApplicationCard>,
}
