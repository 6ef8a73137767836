//! What can be done with avatars, and by whom.

use std::sync::Arc;

use discuss_file::{FilePath, FileService, OriginalName};
use discuss_kernel::{Caller, Event, EventBus};
use discuss_room::RoomService;

use crate::{AvatarError, AvatarRepository, Bearer, Onlookers, PictureMaker, Portrait};

/// What avatars need.
pub struct AvatarPorts {
    /// Where it is recorded who shows what.
    pub avatars: Arc<dyn AvatarRepository>,
    /// Makes the squares.
    pub pictures: Arc<dyn PictureMaker>,
    /// Keeps them.
    pub files: Arc<FileService>,
    /// Knows who owns a room.
    pub rooms: Arc<RoomService>,
    /// Hears of new ones.
    pub events: Arc<dyn EventBus>,
}

/// The use cases of avatars.
pub struct AvatarService(AvatarPorts);

impl AvatarService {
    /// A larger file is refused, in bytes.
    pub const MAX_BYTES: usize = 5 * 1024 * 1024;

    /// Wires the service.
    #[must_use]
    pub const fn new(ports: AvatarPorts) -> Self {
        Self(ports)
    }

    /// Begins to take a picture, before anything of it is there.
    ///
    /// # Errors
    /// When it is neither the caller nor a room of theirs, too many uploads are under way, or the caller's quota is
    /// used up.
    pub async fn begin(&self, caller: &Caller, bearer: Bearer) -> Result<Portrait, AvatarError> {
        self.require_right(caller, bearer).await?;
        Ok(Portrait { bearer, bytes: Vec::new(), upload: self.0.files.begin(caller).await? })
    }

    /// Shows the picture in place of the one before, and says where it is: as a path below the origin.
    ///
    /// # Errors
    /// When it cannot be read, has too many points or cannot be kept, or the account or the room is gone.
    pub async fn finish(&self, portrait: Portrait) -> Result<String, AvatarError> {
        let Portrait { bearer, bytes, mut upload } = portrait;
        upload.write(&self.0.pictures.square(bytes).await?).await?;
        let path = upload.finish(OriginalName::tidy("avatar")).await?.path();
        // If that fails, nobody shows or mentions the file, and cleaning finds it.
        self.replace(bearer, Some(&path)).await?;
        Ok(path.url_path())
    }

    /// Shows no picture any more.
    ///
    /// # Errors
    /// When it is neither the caller nor a room of theirs.
    pub async fn remove(&self, caller: &Caller, bearer: Bearer) -> Result<(), AvatarError> {
        self.require_right(caller, bearer).await?;
        self.replace(bearer, None).await
    }

    async fn require_right(&self, caller: &Caller, bearer: Bearer) -> Result<(), AvatarError> {
        match bearer {
            Bearer::User(user) if user == caller.id => Ok(()),
            Bearer::User(_) => Err(AvatarError::NotOneself),
            Bearer::Room(room) => Ok(self.0.rooms.require_owner(caller, room).await.map(|_| ())?),
        }
    }

    async fn replace(&self, bearer: Bearer, avatar: Option<&FilePath>) -> Result<(), AvatarError> {
        if let Some(former) = self.0.avatars.replace(bearer, avatar).await? {
            self.0.files.erase(&former).await;
        }
        match bearer {
            Bearer::User(user) => {
                let Onlookers { friends, rooms } = self.0.avatars.onlookers(user).await?;
                let avatar = avatar.map(FilePath::url_path);
                self.0.events.publish(Event::AvatarChanged { user, avatar, friends, rooms }).await;
            }
            Bearer::Room(room) => self.0.rooms.announce_update(room).await?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
