//! Logins that are over.

use discuss_kernel::{Ended, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
    RelationTrait,
};

use super::session_id;
use crate::{
    Database,
    entity::{account, session},
};

pub async fn ended_between(
    db: &impl ConnectionTrait,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<(UserId, Ended)>, DbErr> {
    let mut ended = logins_ended_between(db, since, now).await?;
    ended.extend(tokens_void_since(db, since).await?);
    Ok(ended)
}

async fn logins_ended_between(
    db: &impl ConnectionTrait,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<(UserId, Ended)>, DbErr> {
    let meanwhile = Condition::any()
        .add(session::Column::EndedAt.gte(since.millis()))
        .add(session::Column::ExpiresAt.between(since.millis(), now.millis()));
    let rows: Vec<(String, Vec<u8>)> = session::Entity::find()
        .select_only()
        .columns([account::Column::UserId])
        .columns([session::Column::SessionId])
        .join(JoinType::InnerJoin, session::Relation::Account.def())
        .filter(meanwhile)
        .into_tuple()
        .all(db)
        .await?;
    let ended =
        |(user, session): (String, Vec<u8>)| Some((user.parse().ok()?, Ended::One(session_id(&session)?)));
    Ok(rows.into_iter().filter_map(ended).collect())
}

async fn tokens_void_since(
    db: &impl ConnectionTrait,
    since: Timestamp,
) -> Result<Vec<(UserId, Ended)>, DbErr> {
    let users: Vec<String> = account::Entity::find()
        .select_only()
        .column(account::Column::UserId)
        .filter(account::Column::TokensAfter.gt(since.seconds()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(users.iter().filter_map(|user| Some((user.parse().ok()?, Ended::Tokens))).collect())
}

pub async fn remove_ended(db: &Database, before: Timestamp, limit: u64) -> Result<u64, DbErr> {
    let is_over = Condition::any()
        .add(session::Column::EndedAt.lt(before.millis()))
        .add(session::Column::ExpiresAt.lt(before.millis()));
    // What is over stays so: it can be looked for before anything is locked.
    let numbers: Vec<i64> = session::Entity::find()
        .select_only()
        .column(session::Column::Number)
        .filter(is_over)
        .limit(limit)
        .into_tuple()
        .all(db.reader())
        .await?;
    let meant = session::Column::Number.is_in(numbers);
    Ok(session::Entity::delete_many().filter(meant).exec(db.writer()).await?.rows_affected)
}
