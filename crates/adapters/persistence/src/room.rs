//! Rooms.

use async_trait::async_trait;
use discuss_kernel::{MemberId, Page, RoomCard, RoomId, Rows, StoreError, Timestamp, UserId};
use discuss_room::{NewRoom, RoomError, RoomName, RoomRepository, RoomUpdate};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, Set, sea_query::Expr,
};

use crate::{
    Database,
    apply::end_applications,
    avatar::take_off,
    card::RoomRow,
    entity::{file, membership, open_application, room, room_index},
    error::{Fault, store_error},
    file::forget_unmentioned,
    lock::{LockedRoom, living_account, living_room},
    member::{end_memberships, is_member, join},
    search::contains,
};

/// Rooms in a database.
pub struct Rooms {
    db: Database,
}

impl Rooms {
    /// The rooms of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl RoomRepository for Rooms {
    async fn insert(&self, room: &NewRoom) -> Result<(), RoomError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let owner = living_account(tx, room.owner).await?;
                let owner = owner
                    .ok_or_else(|| Fault::Refused(StoreError::failed("a room needs an owner").into()))?;
                require_free(tx, room.id, &room.name).await?;
                let number = insert(tx, room).await?;
                join(tx, (number, room.id), &owner, MemberId::random(), room.at).await?;
                Ok(())
            })
            .await
    }

    async fn find(&self, id: RoomId) -> Result<Option<RoomCard>, StoreError> {
        find(self.db.reader(), id).await.map_err(store_error)
    }

    async fn list(&self, page: Page) -> Result<Rows<RoomCard>, StoreError> {
        list(&self.db, Condition::all(), page).await.map_err(store_error)
    }

    async fn list_owned(&self, owner: UserId, page: Page) -> Result<Rows<RoomCard>, StoreError> {
        let owned = Condition::all().add(room::Column::Creator.eq(owner.to_string()));
        list(&self.db, owned, page).await.map_err(store_error)
    }

    async fn search(&self, fragment: &str, limit: u64) -> Result<Vec<RoomCard>, StoreError> {
        let rows = with_owner(living())
            .inner_join(room_index::Entity)
            .filter(contains(room_index::Column::NameKey, fragment))
            .order_by_asc(room_index::Column::NameKey)
            .limit(limit)
            .into_partial_model::<RoomRow>()
            .all(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().filter_map(RoomRow::card).collect())
    }

    async fn update(&self, id: RoomId, update: &RoomUpdate, at: Timestamp) -> Result<(), RoomError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let room = living_room(tx, id).await?.ok_or(Fault::Refused(RoomError::NotFound))?;
                let mut row = room::ActiveModel { updated_at: Set(at.into()), ..Default::default() };
                if let Some(name) = &update.name {
                    require_free(tx, id, name).await?;
                    row.name = Set(name.as_str().to_owned());
                    rename(tx, room.number, name).await?;
                }
                if let Some(description) = &update.description {
                    row.description = Set(description.as_str().to_owned());
                }
                change(tx, &room, row).await?;
                Ok(())
            })
            .await
    }

    async fn hand_over(&self, id: RoomId, heir: UserId, at: Timestamp) -> Result<(), RoomError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let heir = living_account(tx, heir).await?.ok_or(Fault::Refused(RoomError::HeirNotAMember));
                let room = living_room(tx, id).await?.ok_or(Fault::Refused(RoomError::NotFound))?;
                let heir = heir?;
                if !is_member(tx, room.number, heir.number).await? {
                    return Err(Fault::Refused(RoomError::HeirNotAMember));
                }
                give(tx, &room, heir.user_id, at).await?;
                Ok(())
            })
            .await
    }

    async fn delete(&self, id: RoomId, at: Timestamp) -> Result<bool, StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(room) = living_room(tx, id).await? else { return Ok(false) };
                if let Some(shown) = delete(tx, &room, at).await? {
                    forget_unmentioned(tx, Condition::all().add(file::Column::Number.eq(shown))).await?;
                }
                Ok(true)
            })
            .await
    }
}

fn living() -> Select<room::Entity> {
    room::Entity::find().filter(room::Column::IsDeleted.eq(0))
}

fn with_owner(rooms: Select<room::Entity>) -> Select<room::Entity> {
    rooms.join_as(JoinType::InnerJoin, room::Relation::Owner.def(), RoomRow::OWNER)
}

/// One room, unless it is deleted.
pub async fn find(db: &impl ConnectionTrait, id: RoomId) -> Result<Option<RoomCard>, DbErr> {
    let row = with_owner(living().filter(room::Column::Id.eq(id.to_string())));
    Ok(row.into_partial_model::<RoomRow>().one(db).await?.and_then(RoomRow::card))
}

async fn list(db: &Database, meant: Condition, page: Page) -> Result<Rows<RoomCard>, DbErr> {
    let rooms = with_owner(living().filter(meant));
    let total = rooms.clone().count(db.reader()).await?;
    let rows = rooms
        .order_by_asc(room::Column::CreatedAt)
        .order_by_asc(room::Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .into_partial_model::<RoomRow>()
        .all(db.reader())
        .await?;
    Ok(Rows { rows: rows.into_iter().filter_map(RoomRow::card).collect(), total })
}

/// Stores the room and returns its number.
async fn insert(tx: &DatabaseTransaction, new: &NewRoom) -> Result<i64, DbErr> {
    let row = room::ActiveModel {
        id: Set(new.id.to_string()),
        name: Set(new.name.as_str().to_owned()),
        description: Set(new.description.as_str().to_owned()),
        creator: Set(new.owner.to_string()),
        created_at: Set(new.at.into()),
        updated_at: Set(new.at.into()),
        is_deleted: Set(0),
    };
    room::Entity::insert(row).exec_without_returning(tx).await?;
    let index = room_index::ActiveModel {
        room_id: Set(new.id.to_string()),
        name_key: Set(new.name.key()),
        ..Default::default()
    };
    Ok(room_index::Entity::insert(index).exec(tx).await?.last_insert_id)
}

async fn rename(tx: &DatabaseTransaction, number: i64, name: &RoomName) -> Result<(), DbErr> {
    room_index::Entity::update_many()
        .col_expr(room_index::Column::NameKey, Expr::value(name.key()))
        .filter(room_index::Column::Number.eq(number))
        .exec(tx)
        .await?;
    Ok(())
}

async fn change(tx: &DatabaseTransaction, room: &LockedRoom, row: room::ActiveModel) -> Result<(), DbErr> {
    room::Entity::update_many().set(row).filter(room::Column::Id.eq(room.row.id.as_str())).exec(tx).await?;
    Ok(())
}

/// Gives a locked room to another owner.
pub async fn give(
    tx: &DatabaseTransaction,
    room: &LockedRoom,
    heir: String,
    at: Timestamp,
) -> Result<(), DbErr> {
    let row = room::ActiveModel { creator: Set(heir), updated_at: Set(at.into()), ..Default::default() };
    change(tx, room, row).await
}

/// Deletes a locked room; its memberships and open applications end. Says which file it has shown: that is for the caller
/// to forget, when no more memberships are to be locked.
pub async fn delete(
    tx: &DatabaseTransaction,
    room: &LockedRoom,
    at: Timestamp,
) -> Result<Option<i64>, DbErr> {
    let row = room::ActiveModel { is_deleted: Set(1), updated_at: Set(at.into()), ..Default::default() };
    change(tx, room, row).await?;
    end_memberships(tx, membership::Column::RoomNumber.eq(room.number)).await?;
    end_applications(tx, Condition::all().add(open_application::Column::RoomNumber.eq(room.number)), at)
        .await?;
    take_off(tx, &room.row.id).await
}

/// Refuses a name that another room has, or had when it was deleted. On MySQL the column of the existing
/// server finds more equal than our key does, an accent for instance, and its unique index would refuse that.
async fn require_free(tx: &DatabaseTransaction, id: RoomId, name: &RoomName) -> Result<(), Fault<RoomError>> {
    let by_key = room_index::Entity::find()
        .filter(room_index::Column::NameKey.eq(name.key()))
        .filter(room_index::Column::RoomId.ne(id.to_string()));
    let by_text = room::Entity::find()
        .filter(room::Column::Name.eq(name.as_str()))
        .filter(room::Column::Id.ne(id.to_string()));
    if by_key.count(tx).await? > 0 || by_text.count(tx).await? > 0 {
        return Err(Fault::Refused(RoomError::NameTaken));
    }
    Ok(())
}
