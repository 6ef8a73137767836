//! Locks that make units of work wait for each other where they rely on the same thing: accounts first, in
//! the order of their numbers, then rooms. SQLite needs none of them: its transactions come one by one.

use discuss_kernel::{RoomId, UserId};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{account, room, room_index, user};

/// Locks an account against being closed or changed. `None` when there is no such account, or not any more.
pub async fn living_account(tx: &DatabaseTransaction, id: UserId) -> Result<Option<account::Model>, DbErr> {
    Ok(living_accounts(tx, &[id]).await?.pop())
}

/// Locks several accounts, as [`living_account`] does; those that are closed are left out.
pub async fn living_accounts(tx: &DatabaseTransaction, ids: &[UserId]) -> Result<Vec<account::Model>, DbErr> {
    let locked = account::Entity::find()
        .filter(account::Column::UserId.is_in(ids.iter().map(UserId::to_string)))
        .order_by_asc(account::Column::Number)
        .lock_exclusive()
        .all(tx)
        .await?;
    // Asked only now: whoever was waited for may have closed one of them.
    let closed: Vec<String> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Id.is_in(locked.iter().map(|account| account.user_id.as_str())))
        .filter(user::Column::IsDeleted.ne(0))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(locked.into_iter().filter(|account| !closed.contains(&account.user_id)).collect())
}

/// A room that nobody else changes, deletes, enters or leaves before the transaction ends.
pub struct LockedRoom {
    /// Its number.
    pub number: i64,
    /// Its row.
    pub row: room::Model,
}

/// Locks a room. `None` when there is no such room, or not any more.
pub async fn living_room(tx: &DatabaseTransaction, id: RoomId) -> Result<Option<LockedRoom>, DbErr> {
    let index = room_index::Entity::find()
        .filter(room_index::Column::RoomId.eq(id.to_string()))
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(index) = index else { return Ok(None) };
    // Asked only now: whoever was waited for may have deleted it.
    let row = room::Entity::find_by_id(index.room_id).filter(room::Column::IsDeleted.eq(0)).one(tx).await?;
    Ok(row.map(|row| LockedRoom { number: index.number, row }))
}
