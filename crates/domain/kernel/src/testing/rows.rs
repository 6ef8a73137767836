//! What the shared memory keeps of each thing.

use crate::{ApplyId, FriendId, MemberId, RoomId, Timestamp, UserCard, UserId};

/// An account. A closed one stays, for its name and its messages.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// How others see it.
    pub card: UserCard,
    /// The text of its password's hash.
    pub password: String,
    /// Whether it is an admin.
    pub is_admin: bool,
    /// Whether an operator has locked it.
    pub disabled: bool,
    /// Whether it was closed.
    pub closed: bool,
    /// Tokens without a login that are older are void.
    pub tokens_after: Option<Timestamp>,
}

impl AccountRow {
    /// A plain account that nobody has touched yet.
    #[must_use]
    pub const fn new(card: UserCard, password: String) -> Self {
        Self { card, password, is_admin: false, disabled: false, closed: false, tokens_after: None }
    }
}

/// A room. A deleted one stays, for its name.
#[derive(Debug, Clone)]
pub struct RoomRow {
    /// Which room.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who owns it.
    pub creator: UserId,
    /// Where its picture is, as a path below the origin.
    pub avatar: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// One person in one room. An ended membership stays and is revived.
#[derive(Debug, Clone, Copy)]
pub struct MembershipRow {
    /// Which membership.
    pub id: MemberId,
    /// Whether it goes on.
    pub active: bool,
    /// When it began, the last time.
    pub since: Timestamp,
}

/// One direction of a friendship. An ended one stays and is revived.
#[derive(Debug, Clone, Copy)]
pub struct FriendshipRow {
    /// Which direction of which friendship.
    pub id: FriendId,
    /// Whether it goes on.
    pub active: bool,
    /// When it began, the last time.
    pub since: Timestamp,
}

/// An application, open or not.
#[derive(Debug, Clone)]
pub struct ApplicationRow {
    /// Which application.
    pub id: ApplyId,
    /// Who made it.
    pub maker: UserId,
    /// The one to befriend.
    pub asked: Option<UserId>,
    /// The room to join.
    pub room: Option<RoomId>,
    /// What the maker says with it.
    pub note: Option<String>,
    /// Whether it was accepted.
    pub accepted: bool,
    /// Whether it was decided at all.
    pub decided: bool,
    /// Whether it was taken back, or ended with an account or a room.
    pub withdrawn: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl ApplicationRow {
    /// Whether it still waits for a decision.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !self.decided && !self.withdrawn
    }
}

/// An uploaded file.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Who uploaded it.
    pub owner: UserId,
    /// The extension of its name.
    pub extension: String,
    /// What its owner calls it.
    pub original_name: String,
    /// What it is.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// When it was uploaded.
    pub at: Timestamp,
    /// Whether a message mentions it.
    pub mentioned: bool,
    /// The id of the person or the room that is known by it.
    pub shown_by: Option<String>,
}
