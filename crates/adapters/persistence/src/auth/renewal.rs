//! Logins that are renewed.

use discuss_auth::{Renewal, Rotation};
use discuss_kernel::UserCard;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
    RelationTrait, sea_query::Expr,
};

use super::{end, is, lives_at};
use crate::{
    card::UserRow,
    entity::{account, session, user},
};

pub async fn rotate(tx: &DatabaseTransaction, renewal: Renewal) -> Result<Rotation, DbErr> {
    let renewable = Condition::all()
        .add(is(renewal.session))
        .add(lives_at(renewal.at))
        .add(session::Column::RefreshDigest.is_not_null());
    if !exchange(tx, &renewable, renewal).await? {
        // Whoever repeats the last exchange shortly after has not heard of it.
        let repeats = Condition::all()
            .add(session::Column::RefreshDigest.eq(renewal.next.0.to_vec()))
            .add(session::Column::RenewedAt.gt(renewal.repeatable_after.millis()));
        if end(tx, renewable.clone().add(repeats.not()), renewal.at).await? > 0 {
            let owner = owner(tx, is(renewal.session)).await?;
            return Ok(owner.map_or(Rotation::Gone, |card| Rotation::Reused(card.id)));
        }
    }
    Ok(owner(tx, renewable).await?.map_or(Rotation::Gone, Rotation::Rotated))
}

/// Whether the presented secret was the current one.
async fn exchange(tx: &DatabaseTransaction, meant: &Condition, renewal: Renewal) -> Result<bool, DbErr> {
    let exchanged = session::Entity::update_many()
        .col_expr(session::Column::RefreshDigest, Expr::value(renewal.next.0.to_vec()))
        .col_expr(session::Column::RenewedAt, Expr::value(renewal.at.millis()))
        .col_expr(session::Column::ExpiresAt, Expr::value(renewal.expires_at.millis()))
        .filter(meant.clone())
        .filter(session::Column::RefreshDigest.eq(renewal.presented.0.to_vec()))
        .exec(tx)
        .await?;
    Ok(exchanged.rows_affected > 0)
}

async fn owner(tx: &DatabaseTransaction, meant: Condition) -> Result<Option<UserCard>, DbErr> {
    let row = user::Entity::find()
        .inner_join(account::Entity)
        .join_rev(JoinType::InnerJoin, session::Relation::Account.def())
        .filter(meant)
        .into_partial_model::<UserRow>()
        .one(tx)
        .await?;
    Ok(row.and_then(UserRow::card))
}
