//! Who may see whose mail address.

use std::collections::HashSet;

use async_trait::async_trait;
use discuss_kernel::{Acquaintances, StoreError, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait,
    RelationTrait, Select,
    sea_query::{SelectStatement, UnionType},
};

use crate::{
    Database,
    entity::{account, apply, friendship, membership, room},
    error::store_error,
    numbers::CHUNK,
};

/// Acquaintances in a database.
pub struct AcquaintanceIndex {
    db: Database,
}

impl AcquaintanceIndex {
    /// The acquaintances of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl Acquaintances for AcquaintanceIndex {
    async fn of(&self, viewer: UserId, others: &[UserId]) -> Result<HashSet<UserId>, StoreError> {
        let mut known = HashSet::new();
        for others in others.chunks(CHUNK) {
            known.extend(self.among(viewer, others).await.map_err(store_error)?);
        }
        Ok(known)
    }
}

impl AcquaintanceIndex {
    async fn among(&self, viewer: UserId, others: &[UserId]) -> Result<Vec<UserId>, DbErr> {
        let db = self.db.reader();
        let Some(number) = self.db.numbers().user(db, viewer).await? else { return Ok(Vec::new()) };
        let numbers = self.db.numbers().user_numbers(db, others).await?;
        let numbers: Vec<i64> = numbers.into_values().collect();
        let viewer = viewer.to_string();
        let others: Vec<String> = others.iter().map(UserId::to_string).collect();

        let mut question = friends(number, &numbers);
        question
            .union(UnionType::Distinct, room_mates(number, &numbers))
            .union(UnionType::Distinct, asked_by(&viewer, &others))
            .union(UnionType::Distinct, asking(&viewer, &others))
            .union(UnionType::Distinct, owners_asked_by(&viewer, &others))
            .union(UnionType::Distinct, asking_owner(&viewer, &others));
        let rows = db.query_all(&question).await?;
        let ids: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }
}

fn friends(viewer: i64, others: &[i64]) -> SelectStatement {
    friendship::Entity::find()
        .select_only()
        .column(account::Column::UserId)
        .join(JoinType::InnerJoin, friendship::Relation::Friend.def())
        .filter(friendship::Column::UserNumber.eq(viewer))
        .filter(friendship::Column::FriendNumber.is_in(others.iter().copied()))
        .filter(friendship::Column::Active.eq(1))
        .into_query()
}

fn room_mates(viewer: i64, others: &[i64]) -> SelectStatement {
    let rooms = membership::Entity::find()
        .select_only()
        .column(membership::Column::RoomNumber)
        .filter(membership::Column::UserNumber.eq(viewer))
        .filter(membership::Column::Active.eq(1))
        .into_query();
    membership::Entity::find()
        .select_only()
        .column(account::Column::UserId)
        .join(JoinType::InnerJoin, membership::Relation::Account.def())
        .filter(membership::Column::UserNumber.is_in(others.iter().copied()))
        .filter(membership::Column::Active.eq(1))
        .filter(membership::Column::RoomNumber.in_subquery(rooms))
        .into_query()
}

/// Those whom the viewer asked to be a friend.
fn asked_by(viewer: &str, others: &[String]) -> SelectStatement {
    applications()
        .column(apply::Column::ApplyUserId)
        .filter(apply::Column::UserId.eq(viewer))
        .filter(apply::Column::ApplyUserId.is_in(others))
        .into_query()
}

/// Those who asked the viewer to be a friend.
fn asking(viewer: &str, others: &[String]) -> SelectStatement {
    applications()
        .column(apply::Column::UserId)
        .filter(apply::Column::ApplyUserId.eq(viewer))
        .filter(apply::Column::UserId.is_in(others))
        .into_query()
}

/// The owners of rooms that the viewer asked to join.
fn owners_asked_by(viewer: &str, others: &[String]) -> SelectStatement {
    applications()
        .column(room::Column::Creator)
        .join(JoinType::InnerJoin, apply::Relation::Room.def())
        .filter(apply::Column::UserId.eq(viewer))
        .filter(room::Column::Creator.is_in(others))
        .into_query()
}

/// Those who asked to join a room of the viewer's.
fn asking_owner(viewer: &str, others: &[String]) -> SelectStatement {
    applications()
        .column(apply::Column::UserId)
        .join(JoinType::InnerJoin, apply::Relation::Room.def())
        .filter(room::Column::Creator.eq(viewer))
        .filter(apply::Column::UserId.is_in(others))
        .into_query()
}

/// Applications that were not withdrawn.
fn applications() -> Select<apply::Entity> {
    apply::Entity::find().select_only().filter(apply::Column::IsDeleted.eq(0))
}
