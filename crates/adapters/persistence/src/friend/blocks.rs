//! Who has blocked whom, and what ends with that.

use discuss_friend::{BlockCard, Blocked, FriendError, FriendRepository};
use discuss_kernel::{Timestamp, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Set,
};

use super::{between, end_friendships};
use crate::{
    apply::end_applications_between,
    card::UserRow,
    entity::{
        account,
        block::{ActiveModel, Column, Entity, Relation},
    },
    error::Fault,
    lock::living_accounts,
};

/// Somebody who is blocked.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "Entity")]
struct BlockRow {
    since: i64,
    #[sea_orm(nested)]
    user: UserRow,
}

impl BlockRow {
    fn card(self) -> Option<BlockCard> {
        Some(BlockCard { user: self.user.card()?, since: Timestamp::from_millis(self.since) })
    }
}

/// Whom somebody has blocked, newest first.
pub async fn list(db: &impl ConnectionTrait, user: i64) -> Result<Vec<BlockCard>, DbErr> {
    let rows = Entity::find()
        .join(JoinType::InnerJoin, Relation::Blocked.def())
        .join(JoinType::InnerJoin, account::Relation::User.def())
        .filter(Column::UserNumber.eq(user))
        .order_by_desc(Column::Since)
        .order_by_asc(account::Column::UserId)
        .into_partial_model::<BlockRow>()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(BlockRow::card).collect())
}

/// Whether `user` has blocked `other`.
pub async fn has_blocked(db: &impl ConnectionTrait, user: i64, other: i64) -> Result<bool, DbErr> {
    Ok(Entity::find_by_id((user, other)).count(db).await? > 0)
}

/// Blocks somebody. Both accounts are locked, so no application is made or accepted meanwhile.
pub async fn block(
    tx: &DatabaseTransaction,
    user: UserId,
    other: UserId,
    at: Timestamp,
) -> Result<Blocked, Fault<FriendError>> {
    let accounts = living_accounts(tx, &[user, other]).await?;
    let number_of = |id: UserId| {
        let account = accounts.iter().find(|account| account.user_id == id.to_string());
        account.map(|account| account.number).ok_or(Fault::Refused(FriendError::NoSuchUser))
    };
    let (user, other) = (number_of(user)?, number_of(other)?);
    if has_blocked(tx, user, other).await? {
        return Ok(Blocked::default());
    }
    if Entity::find().filter(Column::UserNumber.eq(user)).count(tx).await?
        >= <dyn FriendRepository>::MAX_BLOCKED
    {
        return Err(Fault::Refused(FriendError::TooManyBlocked));
    }
    let row = ActiveModel { user_number: Set(user), blocked_number: Set(other), since: Set(at.millis()) };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Blocked {
        is_new: true,
        ended_friendship: end_friendships(tx, between(user, other)).await?,
        refused: end_applications_between(tx, user, other, at).await?,
    })
}

/// Unblocks somebody; whether they were blocked.
pub async fn unblock(tx: &DatabaseTransaction, user: i64, other: i64) -> Result<bool, DbErr> {
    Ok(Entity::delete_by_id((user, other)).exec(tx).await?.rows_affected > 0)
}
