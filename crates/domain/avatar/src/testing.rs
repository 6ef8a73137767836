//! Avatars in memory, for tests and examples.

use async_trait::async_trait;
use discuss_file::{FileError, FileName, FilePath};
use discuss_kernel::{StoreError, UserId, testing::World};
use discuss_room::RoomError;

use crate::{AvatarError, AvatarRepository, Bearer, Onlookers, PictureError, PictureMaker};

/// Records in a [`World`] who shows what.
#[derive(Debug, Clone, Default)]
pub struct InMemoryAvatars(World);

impl InMemoryAvatars {
    /// The avatars of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl AvatarRepository for InMemoryAvatars {
    async fn replace(
        &self,
        bearer: Bearer,
        avatar: Option<&FilePath>,
    ) -> Result<Option<FilePath>, AvatarError> {
        let mut tables = self.0.lock();
        let is_there =
            |path: &FilePath| tables.files.get(&path.name.key()).is_some_and(|file| file.owner == path.owner);
        if !avatar.is_none_or(is_there) {
            return Err(FileError::NotFound.into());
        }
        let url = avatar.map(FilePath::url_path);
        let id = match bearer {
            Bearer::User(user) => {
                tables.account_mut(user).ok_or(AvatarError::NoSuchUser)?.card.avatar = url;
                user.to_string()
            }
            Bearer::Room(room) => {
                let row = tables.rooms.get_mut(&room).filter(|row| !row.deleted);
                row.ok_or(RoomError::NotFound)?.avatar = url;
                room.to_string()
            }
        };
        let former = tables.hide(&id);
        if let Some(file) = avatar.and_then(|path| tables.files.get_mut(&path.name.key())) {
            file.shown_by = Some(id);
        }
        Ok(former
            .map(|(key, file)| FilePath { owner: file.owner, name: FileName::stored(key, file.extension) }))
    }

    async fn onlookers(&self, user: UserId) -> Result<Onlookers, StoreError> {
        let tables = self.0.lock();
        Ok(Onlookers { friends: tables.friends_of(user), rooms: tables.rooms_of(user) })
    }
}

/// Takes everything for a picture but what begins with `no`, and leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainPictures;

#[async_trait]
impl PictureMaker for PlainPictures {
    async fn square(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PictureError> {
        if bytes.starts_with(b"no") { Err(PictureError::Unreadable("no picture".into())) } else { Ok(bytes) }
    }
}
