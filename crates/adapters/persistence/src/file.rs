//! Uploaded files.

use std::collections::HashSet;

use async_trait::async_trait;
use discuss_file::{
    FileCard, FileError, FileName, FilePath, FileRepository, MediaType, OriginalName, Removable, Usage,
};
use discuss_kernel::{StoreError, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    Database,
    entity::{account, avatar, file, file_mention},
    error::{Fault, store_error},
    lock::living_account,
    message::{signed, unsigned},
    numbers::CHUNK,
};

/// Uploaded files in a database.
pub struct Files {
    db: Database,
}

impl Files {
    /// The files of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl FileRepository for Files {
    async fn usage(&self, owner: UserId) -> Result<Usage, StoreError> {
        let db = self.db.reader();
        match self.db.numbers().user(db, owner).await.map_err(store_error)? {
            Some(owner) => usage(db, owner).await.map_err(store_error),
            None => Ok(Usage::default()),
        }
    }

    async fn insert(&self, file: &FileCard, quota: Option<u64>) -> Result<(), FileError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                // Locked, so that two uploads of one owner are counted one after the other.
                let owner = living_account(tx, file.owner).await?;
                let owner = owner.ok_or(Fault::Refused(FileError::NoSuchUser))?.number;
                usage(tx, owner).await?.require_room(file.size, quota).map_err(Fault::Refused)?;
                file::Entity::insert(row_of(file, owner)).exec_without_returning(tx).await?;
                Ok(())
            })
            .await
    }

    async fn find(&self, path: &FilePath) -> Result<Option<FileCard>, StoreError> {
        let row = file::Entity::find()
            .inner_join(account::Entity)
            .filter(file::Column::Name.eq(path.name.key().to_vec()))
            .filter(file::Column::Extension.eq(path.name.extension()))
            .filter(account::Column::UserId.eq(path.owner.to_string()))
            .one(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(row.map(|row| card_of(row, path)))
    }

    async fn recorded(
        &self,
        owner: UserId,
        names: &[FileName],
    ) -> Result<Option<HashSet<FileName>>, StoreError> {
        let db = self.db.reader();
        let Some(owner) = self.db.numbers().user(db, owner).await.map_err(store_error)? else {
            return Ok(None);
        };
        let mut recorded = HashSet::new();
        for names in names.chunks(CHUNK) {
            let rows: Vec<(Vec<u8>, String)> = file::Entity::find()
                .select_only()
                .columns([file::Column::Name, file::Column::Extension])
                .filter(file::Column::Name.is_in(names.iter().map(|name| name.key().to_vec())))
                .filter(file::Column::OwnerNumber.eq(owner))
                .into_tuple()
                .all(db)
                .await
                .map_err(store_error)?;
            recorded.extend(rows.into_iter().filter_map(|(key, extension)| name_of(key, extension)));
        }
        Ok(Some(recorded))
    }

    async fn remove(
        &self,
        removable: Removable,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<FilePath>, StoreError> {
        let candidates = candidates(self.db.reader(), removable, before, limit).await.map_err(store_error)?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let candidates = &candidates;
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let chosen = Condition::all().add(file::Column::Number.is_in(candidates.iter().copied()));
                Ok(match removable {
                    Removable::Unmentioned => forget_unmentioned(tx, chosen).await?,
                    Removable::All => forget_all(tx, chosen).await?,
                })
            })
            .await
    }
}

/// Forgets those of the `chosen` files that no message mentions and nobody shows, and says which these are.
///
/// They are locked before it is asked who mentions or shows them, as [`super::message`] locks them before it stores a
/// message that does, and [`super::avatar`]: of the two, the later one sees what the other has done.
pub async fn forget_unmentioned(tx: &DatabaseTransaction, chosen: Condition) -> Result<Vec<FilePath>, DbErr> {
    let mut numbers = lock_unshown(tx, chosen).await?;
    let mentioned = referred::<file_mention::Entity>(tx, &numbers, file_mention::Column::FileNumber).await?;
    numbers.retain(|number| !mentioned.contains(number));
    forget(tx, numbers).await
}

async fn forget_all(tx: &DatabaseTransaction, chosen: Condition) -> Result<Vec<FilePath>, DbErr> {
    let numbers = lock_unshown(tx, chosen).await?;
    for numbers in numbers.chunks(CHUNK) {
        file_mention::Entity::delete_many()
            .filter(file_mention::Column::FileNumber.is_in(numbers.iter().copied()))
            .exec(tx)
            .await?;
    }
    forget(tx, numbers).await
}

/// The numbers of the `chosen` files that are still there and that nobody shows; nobody else ties a message to them,
/// shows them or forgets them.
async fn lock_unshown(tx: &DatabaseTransaction, chosen: Condition) -> Result<Vec<i64>, DbErr> {
    let mut numbers: Vec<i64> = file::Entity::find()
        .select_only()
        .column(file::Column::Number)
        .filter(chosen)
        .order_by_asc(file::Column::Number)
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await?;
    let shown = referred::<avatar::Entity>(tx, &numbers, avatar::Column::FileNumber).await?;
    numbers.retain(|number| !shown.contains(number));
    Ok(numbers)
}

/// Those of the files to which rows of `E` refer by `column`.
async fn referred<E: EntityTrait>(
    tx: &DatabaseTransaction,
    files: &[i64],
    column: E::Column,
) -> Result<HashSet<i64>, DbErr> {
    let mut referred = HashSet::new();
    for files in files.chunks(CHUNK) {
        let some: Vec<i64> = E::find()
            .select_only()
            .column(column)
            .distinct()
            .filter(column.is_in(files.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        referred.extend(some);
    }
    Ok(referred)
}

/// Forgets locked files.
async fn forget(tx: &DatabaseTransaction, numbers: Vec<i64>) -> Result<Vec<FilePath>, DbErr> {
    let mut forgotten = Vec::with_capacity(numbers.len());
    for numbers in numbers.chunks(CHUNK) {
        let these = file::Column::Number.is_in(numbers.iter().copied());
        let rows: Vec<(Vec<u8>, String, String)> = file::Entity::find()
            .select_only()
            .columns([file::Column::Name, file::Column::Extension])
            .column(account::Column::UserId)
            .inner_join(account::Entity)
            .filter(these.clone())
            .into_tuple()
            .all(tx)
            .await?;
        let path = |(key, extension, owner): (Vec<u8>, String, String)| {
            Some(FilePath { owner: owner.parse().ok()?, name: name_of(key, extension)? })
        };
        forgotten.extend(rows.into_iter().filter_map(path));
        file::Entity::delete_many().filter(these).exec(tx).await?;
    }
    Ok(forgotten)
}

/// Which files may have to go. Read without locks: who is to go is looked at again under one.
async fn candidates(
    db: &impl ConnectionTrait,
    removable: Removable,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<i64>, DbErr> {
    let mut select = file::Entity::find()
        .select_only()
        .column(file::Column::Number)
        .filter(file::Column::At.lt(before.millis()))
        .filter(unreferred(avatar::Entity, avatar::Column::FileNumber))
        .order_by_asc(file::Column::At)
        .order_by_asc(file::Column::Number)
        .limit(limit);
    if removable == Removable::Unmentioned {
        select = select.filter(unreferred(file_mention::Entity, file_mention::Column::FileNumber));
    }
    select.into_tuple().all(db).await
}

/// Whether no row of `entity` refers to a file by `column`.
fn unreferred<E: EntityTrait>(entity: E, column: E::Column) -> Expr {
    let reference = Expr::col((entity, column));
    let references = Query::select()
        .expr(Expr::val(1))
        .from(entity)
        .and_where(reference.equals((file::Entity, file::Column::Number)))
        .take();
    Expr::exists(references).not()
}

async fn usage(db: &impl ConnectionTrait, owner: i64) -> Result<Usage, DbErr> {
    // A sum of whole numbers is no whole number on MySQL and PostgreSQL.
    let whole = if db.get_database_backend() == DbBackend::MySql { "SIGNED" } else { "BIGINT" };
    let row: Option<(i64, Option<i64>)> = file::Entity::find()
        .select_only()
        .expr(file::Column::Number.count())
        .expr(file::Column::Size.sum().cast_as(whole))
        .filter(file::Column::OwnerNumber.eq(owner))
        .into_tuple()
        .one(db)
        .await?;
    let (files, bytes) = row.unwrap_or_default();
    Ok(Usage { files: unsigned(files), bytes: unsigned(bytes.unwrap_or(0)) })
}

fn row_of(file: &FileCard, owner: i64) -> file::ActiveModel {
    file::ActiveModel {
        name: Set(file.name.key().to_vec()),
        extension: Set(file.name.extension().to_owned()),
        owner_number: Set(owner),
        original_name: Set(file.original_name.as_str().to_owned()),
        media_type: Set(file.media_type.as_str().to_owned()),
        size: Set(signed(file.size)),
        at: Set(file.at.millis()),
        ..Default::default()
    }
}

fn card_of(row: file::Model, path: &FilePath) -> FileCard {
    FileCard {
        owner: path.owner,
        name: path.name.clone(),
        original_name: OriginalName::stored(row.original_name),
        media_type: MediaType::stored(row.media_type),
        size: unsigned(row.size),
        at: Timestamp::from_millis(row.at),
    }
}

/// `None` when the stored key has not 16 bytes.
fn name_of(key: Vec<u8>, extension: String) -> Option<FileName> {
    Some(FileName::stored(key.try_into().ok()?, extension))
}
