//! What rooms ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{Page, RoomCard, RoomId, Rows, StoreError, Timestamp, UserId};

use crate::{NewRoom, RoomError, RoomUpdate};

/// Where rooms are kept. Each method is one unit of work: all of it happens, or none.
///
/// A deleted room is found by none of the methods, but its name stays taken. Lists are oldest first;
/// ties by id.
#[async_trait]
pub trait RoomRepository: Send + Sync {
    /// Stores the room and its owner's membership. Fails with [`RoomError::NameTaken`] when another
    /// room has, or had, the name.
    async fn insert(&self, room: &NewRoom) -> Result<(), RoomError>;

    /// `None` when there is no such room: absence is an answer, not a failure.
    async fn find(&self, id: RoomId) -> Result<Option<RoomCard>, StoreError>;

    /// All rooms.
    async fn list(&self, page: Page) -> Result<Rows<RoomCard>, StoreError>;

    /// The rooms of one owner.
    async fn list_owned(&self, owner: UserId, page: Page) -> Result<Rows<RoomCard>, StoreError>;

    /// Those whose name contains `fragment`, letter case ignored, `%` and `_` being plain characters;
    /// `limit` at most, by name. `fragment` has passed [`discuss_kernel::is_name_part`].
    async fn search(&self, fragment: &str, limit: u64) -> Result<Vec<RoomCard>, StoreError>;

    /// Fails with [`RoomError::NotFound`] or [`RoomError::NameTaken`].
    async fn update(&self, id: RoomId, update: &RoomUpdate, at: Timestamp) -> Result<(), RoomError>;

    /// Gives the room to another owner. Fails with [`RoomError::NotFound`], or with
    /// [`RoomError::HeirNotAMember`] when `heir` is no member at that moment.
    async fn hand_over(&self, id: RoomId, heir: UserId, at: Timestamp) -> Result<(), RoomError>;

    /// Deletes the room; its memberships and open applications end, and its picture is forgotten unless a message
    /// mentions it. Whether there was such a room.
    async fn delete(&self, id: RoomId, at: Timestamp) -> Result<bool, StoreError>;
}
