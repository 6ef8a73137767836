//! What avatars are made of.

use discuss_file::{FileError, Upload};
use discuss_kernel::{RoomId, UserId};

use crate::AvatarService;

/// Who is known by a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// A person.
    User(UserId),
    /// A room.
    Room(RoomId),
}

/// Who sees a person in lists of theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Onlookers {
    /// Their friends.
    pub friends: Vec<UserId>,
    /// The rooms that they belong to.
    pub rooms: Vec<RoomId>,
}

/// A picture on its way in: gathered in memory, since it is small and nothing of it is kept. Dropped before it is
/// finished, it leaves nothing.
pub struct Portrait {
    pub(crate) bearer: Bearer,
    pub(crate) bytes: Vec<u8>,
    /// Where the square will go, and the caller's share of the uploads under way.
    pub(crate) upload: Upload,
}

impl Portrait {
    /// Takes what comes next.
    ///
    /// # Errors
    /// When the picture becomes larger than [`AvatarService::MAX_BYTES`].
    pub fn write(&mut self, chunk: &[u8]) -> Result<(), FileError> {
        if self.bytes.len() + chunk.len() > AvatarService::MAX_BYTES {
            return Err(FileError::TooLarge { limit: AvatarService::MAX_BYTES as u64 });
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }
}
