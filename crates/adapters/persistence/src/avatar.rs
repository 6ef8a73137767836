//! Avatars.

use async_trait::async_trait;
use discuss_avatar::{AvatarError, AvatarRepository, Bearer, Onlookers};
use discuss_file::{FileError, FilePath};
use discuss_kernel::{StoreError, UserId};
use discuss_room::RoomError;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, Set,
};

use crate::{
    Database,
    entity::{avatar, file},
    error::{Fault, store_error},
    file::forget_unmentioned,
    friend::friends_of,
    lock::{living_account, living_room},
    member::rooms_of,
};

/// Avatars in a database.
pub struct Avatars {
    db: Database,
}

impl Avatars {
    /// The avatars of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl AvatarRepository for Avatars {
    async fn replace(
        &self,
        bearer: Bearer,
        avatar: Option<&FilePath>,
    ) -> Result<Option<FilePath>, AvatarError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let bearer = locked(tx, bearer).await?;
                let former = take_off(tx, &bearer).await?;
                if let Some(path) = avatar {
                    put_on(tx, bearer, path).await?;
                }
                let Some(former) = former else { return Ok(None) };
                let former = Condition::all().add(file::Column::Number.eq(former));
                Ok(forget_unmentioned(tx, former).await?.pop())
            })
            .await
    }

    async fn onlookers(&self, user: UserId) -> Result<Onlookers, StoreError> {
        onlookers(&self.db, user).await.map_err(store_error)
    }
}

/// The id of a bearer that is locked against being closed or deleted.
async fn locked(tx: &DatabaseTransaction, bearer: Bearer) -> Result<String, Fault<AvatarError>> {
    match bearer {
        Bearer::User(user) => {
            let account = living_account(tx, user).await?;
            Ok(account.ok_or(Fault::Refused(AvatarError::NoSuchUser))?.user_id)
        }
        Bearer::Room(room) => {
            let room = living_room(tx, room).await?;
            Ok(room.ok_or_else(|| Fault::Refused(RoomError::NotFound.into()))?.row.id)
        }
    }
}

/// Lets a bearer show nothing, and says which file it has shown, which is for the caller to forget.
pub async fn take_off(tx: &DatabaseTransaction, bearer: &str) -> Result<Option<i64>, DbErr> {
    let Some(shown) = avatar::Entity::find_by_id(bearer).one(tx).await? else { return Ok(None) };
    avatar::Entity::delete_by_id(bearer).exec(tx).await?;
    Ok(Some(shown.file_number))
}

/// Locks the file, so that whoever is about to forget it waits, and then sees that it is shown.
async fn put_on(tx: &DatabaseTransaction, bearer: String, path: &FilePath) -> Result<(), Fault<AvatarError>> {
    let number: Option<i64> = file::Entity::find()
        .select_only()
        .column(file::Column::Number)
        .filter(file::Column::Name.eq(path.name.key().to_vec()))
        .filter(file::Column::Extension.eq(path.name.extension()))
        .lock_shared()
        .into_tuple()
        .one(tx)
        .await?;
    let number = number.ok_or_else(|| Fault::Refused(FileError::NotFound.into()))?;
    let row =
        avatar::ActiveModel { bearer: Set(bearer), file_number: Set(number), path: Set(path.to_string()) };
    avatar::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn onlookers(db: &Database, user: UserId) -> Result<Onlookers, DbErr> {
    let Some(number) = db.numbers().user(db.reader(), user).await? else { return Ok(Onlookers::default()) };
    let rooms = rooms_of(db.reader(), number).await?;
    Ok(Onlookers {
        friends: friends_of(db.reader(), number).await?,
        rooms: rooms.into_iter().map(|(room, _)| room).collect(),
    })
}
