//! What avatars ask of the outside.

use async_trait::async_trait;
use discuss_file::FilePath;
use discuss_kernel::{StoreError, UserId};

use crate::{AvatarError, Bearer, Onlookers, PictureError};

/// Where it is recorded who shows which file. Each method is one unit of work: all of it happens, or none.
///
/// A file that is shown is not cleaned away. The end of an account, or of a room, forgets the one that it showed.
#[async_trait]
pub trait AvatarRepository: Send + Sync {
    /// Lets `bearer` show `avatar`, or nothing, from now on. What it showed before is forgotten unless a message
    /// mentions it; says what was forgotten.
    ///
    /// Fails with [`AvatarError::NoSuchUser`], [`discuss_room::RoomError::NotFound`] or
    /// [`discuss_file::FileError::NotFound`] when one of them is not there, or not any more.
    async fn replace(
        &self,
        bearer: Bearer,
        avatar: Option<&FilePath>,
    ) -> Result<Option<FilePath>, AvatarError>;

    /// Who sees `user` in their lists.
    async fn onlookers(&self, user: UserId) -> Result<Onlookers, StoreError>;
}

/// Makes pictures. That takes memory and a processor core, so only so many are made at once, and never on a thread of
/// the runtime.
#[async_trait]
pub trait PictureMaker: Send + Sync {
    /// The middle of a PNG, JPEG, WebP or GIF file, of which the first picture, the right way up, as a square of 256
    /// points a side at most. Of the file nothing else is left.
    async fn square(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PictureError>;
}
