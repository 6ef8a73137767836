//! How the bearer of a token stands.

use discuss_auth::{Claims, Standing};
use discuss_kernel::{SessionId, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
    RelationTrait,
};

use super::{is, lives_at};
use crate::entity::{account, session, user};

pub async fn standing(
    db: &impl ConnectionTrait,
    claims: &Claims,
    now: Timestamp,
) -> Result<Option<Standing>, DbErr> {
    match claims.session {
        Some(session) => of_login(db, claims.user, session, now).await,
        None => of_token(db, claims).await,
    }
}

async fn of_login(
    db: &impl ConnectionTrait,
    user: UserId,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Standing>, DbErr> {
    let row: Option<(i16, Option<Vec<u8>>)> = session::Entity::find()
        .select_only()
        .columns([account::Column::Role])
        .columns([session::Column::RefreshDigest])
        .join(JoinType::InnerJoin, session::Relation::Account.def())
        .join(JoinType::InnerJoin, account::Relation::User.def())
        .filter(is(session))
        .filter(lives_at(now))
        .filter(may_enter(user))
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.map(|(role, refresh)| Standing { is_admin: role != 0, refreshable: refresh.is_some() }))
}

async fn of_token(db: &impl ConnectionTrait, claims: &Claims) -> Result<Option<Standing>, DbErr> {
    let role: Option<i16> = account::Entity::find()
        .select_only()
        .column(account::Column::Role)
        .join(JoinType::InnerJoin, account::Relation::User.def())
        .filter(may_enter(claims.user))
        .filter(account::Column::TokensAfter.lte(claims.issued_at))
        .into_tuple()
        .one(db)
        .await?;
    Ok(role.map(|role| Standing { is_admin: role != 0, refreshable: false }))
}

/// Whether it is this account, neither closed nor locked.
fn may_enter(user: UserId) -> Condition {
    Condition::all()
        .add(account::Column::UserId.eq(user.to_string()))
        .add(account::Column::Disabled.eq(0))
        .add(user::Column::IsDeleted.eq(0))
}
