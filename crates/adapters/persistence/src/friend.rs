//! Friendships, and who has blocked whom.

mod blocks;

use async_trait::async_trait;
use discuss_friend::{BlockCard, Blocked, FriendCard, FriendError, FriendRepository};
use discuss_kernel::{FriendId, StoreError, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Set,
    sea_query::{Expr, ExprTrait},
};

pub use self::blocks::has_blocked;
use crate::{
    Database,
    card::UserRow,
    entity::{account, friend, friendship},
    error::store_error,
    moment::Moment,
    numbers::CHUNK,
};

/// Friendships in a database.
pub struct Friends {
    db: Database,
}

impl Friends {
    /// The friendships of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl FriendRepository for Friends {
    async fn list(&self, user: UserId) -> Result<Vec<FriendCard>, StoreError> {
        let Some(number) = self.number(user).await? else { return Ok(Vec::new()) };
        let rows = friendship::Entity::find()
            .filter(active_of(number))
            .join(JoinType::InnerJoin, friendship::Relation::Direction.def())
            .join(JoinType::InnerJoin, friend::Relation::User.def())
            .join_as(JoinType::InnerJoin, friend::Relation::Friend.def(), FriendRow::FRIEND)
            .order_by_desc(friend::Column::CreatedAt)
            .order_by_asc(friend::Column::Id)
            .into_partial_model::<FriendRow>()
            .all(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().filter_map(FriendRow::card).collect())
    }

    async fn ids(&self, user: UserId) -> Result<Vec<UserId>, StoreError> {
        let Some(number) = self.number(user).await? else { return Ok(Vec::new()) };
        friends_of(self.db.reader(), number).await.map_err(store_error)
    }

    async fn are_friends(&self, one: UserId, other: UserId) -> Result<bool, StoreError> {
        let Some((one, other)) = self.numbers(one, other).await? else { return Ok(false) };
        let pair = active_of(one).add(friendship::Column::FriendNumber.eq(other));
        let count =
            friendship::Entity::find().filter(pair).count(self.db.reader()).await.map_err(store_error)?;
        Ok(count > 0)
    }

    async fn end(&self, one: UserId, other: UserId, _at: Timestamp) -> Result<bool, StoreError> {
        let Some((one, other)) = self.numbers(one, other).await? else { return Ok(false) };
        self.db.transaction(|tx| async move { Ok(end_friendships(&tx, between(one, other)).await?) }).await
    }

    async fn blocked(&self, user: UserId) -> Result<Vec<BlockCard>, StoreError> {
        let Some(number) = self.number(user).await? else { return Ok(Vec::new()) };
        blocks::list(self.db.reader(), number).await.map_err(store_error)
    }

    async fn block(&self, user: UserId, other: UserId, at: Timestamp) -> Result<Blocked, FriendError> {
        self.db.transaction(|tx| async move { blocks::block(&tx, user, other, at).await }).await
    }

    async fn unblock(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        let Some((user, other)) = self.numbers(user, other).await? else { return Ok(false) };
        self.db.transaction(|tx| async move { Ok(blocks::unblock(&tx, user, other).await?) }).await
    }

    async fn has_blocked(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        let Some((user, other)) = self.numbers(user, other).await? else { return Ok(false) };
        blocks::has_blocked(self.db.reader(), user, other).await.map_err(store_error)
    }
}

impl Friends {
    async fn number(&self, user: UserId) -> Result<Option<i64>, StoreError> {
        self.db.numbers().user(self.db.reader(), user).await.map_err(store_error)
    }

    /// The numbers of two people; `None` when one of them never was.
    async fn numbers(&self, one: UserId, other: UserId) -> Result<Option<(i64, i64)>, StoreError> {
        let numbers =
            self.db.numbers().user_numbers(self.db.reader(), &[one, other]).await.map_err(store_error)?;
        Ok(numbers.get(&one).copied().zip(numbers.get(&other).copied()))
    }
}

/// One direction of a friendship with both people. The friend's row is joined under [`FriendRow::FRIEND`].
#[derive(DerivePartialModel)]
#[sea_orm(entity = "friend::Entity")]
struct FriendRow {
    id: String,
    created_at: Moment,
    #[sea_orm(nested)]
    user: UserRow,
    #[sea_orm(nested, alias = "other")]
    other: UserRow,
}

impl FriendRow {
    const FRIEND: &str = "other";

    fn card(self) -> Option<FriendCard> {
        Some(FriendCard {
            id: self.id.parse().ok()?,
            user: self.user.card()?,
            friend: self.other.card()?,
            created_at: self.created_at.into(),
        })
    }
}

/// The friendships of somebody, from their side.
fn active_of(number: i64) -> Condition {
    Condition::all().add(friendship::Column::UserNumber.eq(number)).add(friendship::Column::Active.eq(1))
}

/// The friends of somebody.
pub async fn friends_of(db: &impl ConnectionTrait, number: i64) -> Result<Vec<UserId>, DbErr> {
    let ids: Vec<String> = friendship::Entity::find()
        .select_only()
        .column(account::Column::UserId)
        .join(JoinType::InnerJoin, friendship::Relation::Friend.def())
        .filter(active_of(number))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Makes two people friends, whose accounts are locked; does nothing when they are.
pub async fn befriend(
    tx: &DatabaseTransaction,
    one: &account::Model,
    other: &account::Model,
    at: Timestamp,
) -> Result<(), DbErr> {
    for (user, friend) in [(one, other), (other, one)] {
        let direction = (user.number, friend.number);
        match friendship::Entity::find_by_id(direction).one(tx).await? {
            Some(row) if row.active != 0 => {}
            Some(row) => revive(tx, row, at).await?,
            None => begin(tx, user, friend, at).await?,
        }
    }
    Ok(())
}

async fn begin(
    tx: &DatabaseTransaction,
    user: &account::Model,
    friend: &account::Model,
    at: Timestamp,
) -> Result<(), DbErr> {
    let id = FriendId::random().to_string();
    let row = friend::ActiveModel {
        id: Set(id.clone()),
        creator: Set(user.user_id.clone()),
        friend_id: Set(friend.user_id.clone()),
        created_at: Set(at.into()),
        is_deleted: Set(0),
    };
    friend::Entity::insert(row).exec_without_returning(tx).await?;
    let direction = friendship::ActiveModel {
        user_number: Set(user.number),
        friend_number: Set(friend.number),
        friend_id: Set(id),
        active: Set(1),
        since: Set(at.millis()),
    };
    friendship::Entity::insert(direction).exec_without_returning(tx).await?;
    Ok(())
}

async fn revive(tx: &DatabaseTransaction, row: friendship::Model, at: Timestamp) -> Result<(), DbErr> {
    friend::Entity::update_many()
        .col_expr(friend::Column::IsDeleted, Expr::value(0))
        .col_expr(friend::Column::CreatedAt, Expr::value(Moment::from(at)))
        .filter(friend::Column::Id.eq(row.friend_id.as_str()))
        .exec(tx)
        .await?;
    friendship::Entity::update_many()
        .col_expr(friendship::Column::Active, Expr::value(1))
        .col_expr(friendship::Column::Since, Expr::value(at.millis()))
        .filter(friendship::Column::UserNumber.eq(row.user_number))
        .filter(friendship::Column::FriendNumber.eq(row.friend_number))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends those friendships that are `meant`; whether there was one.
pub async fn end_friendships(tx: &DatabaseTransaction, meant: Condition) -> Result<bool, DbErr> {
    let meant = Condition::all().add(meant).add(friendship::Column::Active.eq(1));
    // Asked for first, since MySQL would look for them anew for every row of the table.
    let rows: Vec<String> = friendship::Entity::find()
        .select_only()
        .column(friendship::Column::FriendId)
        .filter(meant.clone())
        .into_tuple()
        .all(tx)
        .await?;
    for rows in rows.chunks(CHUNK) {
        friend::Entity::update_many()
            .col_expr(friend::Column::IsDeleted, Expr::value(1))
            .filter(friend::Column::Id.is_in(rows))
            .exec(tx)
            .await?;
    }
    let ended = friendship::Entity::update_many()
        .col_expr(friendship::Column::Active, Expr::value(0))
        .filter(meant)
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Both directions between two people.
fn between(one: i64, other: i64) -> Condition {
    let direction = |user, friend| {
        friendship::Column::UserNumber.eq(user).and(friendship::Column::FriendNumber.eq(friend))
    };
    Condition::any().add(direction(one, other)).add(direction(other, one))
}
