//! How far somebody has come in a conversation. Cursors only move forward.
//!
//! Should two be the first to set the same cursor, one of them violates its key, and that unit of work is
//! done again.

use discuss_kernel::Timestamp;
use discuss_message::ClientKind;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::Expr,
};

use super::row::signed;
use crate::entity::{
    delivery_cursor::{self, Column as Delivery},
    entry,
    read_cursor::{self, Column as Read},
};

/// A place in a conversation that a cursor can stand at.
#[derive(Clone, Copy)]
pub struct Mark {
    /// Which entry.
    pub seq: i64,
    /// How many messages the conversation has up to there.
    pub ordinal: i64,
}

/// The entry `seq`, or the newest one if that comes first; `None` before the first one.
pub async fn find_mark(
    db: &impl ConnectionTrait,
    conversation: i64,
    seq: u64,
) -> Result<Option<Mark>, DbErr> {
    let found: Option<(i64, i64)> = entry::Entity::find()
        .select_only()
        .columns([entry::Column::Seq, entry::Column::Ordinal])
        .filter(entry::Column::Conversation.eq(conversation))
        .filter(entry::Column::Seq.lte(signed(seq)))
        .order_by_desc(entry::Column::Seq)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.map(|(seq, ordinal)| Mark { seq, ordinal }))
}

/// Whether a `read` cursor stands at `mark` or further on.
pub async fn has_read(
    db: &impl ConnectionTrait,
    user: i64,
    conversation: i64,
    mark: Mark,
) -> Result<bool, DbErr> {
    let cursor = read_cursor::Entity::find_by_id((user, conversation)).one(db).await?;
    Ok(cursor.is_some_and(|cursor| cursor.seq >= mark.seq))
}

/// Whether a `delivered` cursor stands at `mark` or further on.
pub async fn has_received(
    db: &impl ConnectionTrait,
    user: i64,
    conversation: i64,
    kind: ClientKind,
    mark: Mark,
) -> Result<bool, DbErr> {
    let key = (user, conversation, kind.as_str().to_owned());
    let cursor = delivery_cursor::Entity::find_by_id(key).one(db).await?;
    Ok(cursor.is_some_and(|cursor| cursor.seq >= mark.seq))
}

/// Moves a `read` cursor to `mark`; whether it stood before it.
pub async fn move_read(
    tx: &DatabaseTransaction,
    user: i64,
    conversation: i64,
    mark: Mark,
    at: Timestamp,
) -> Result<bool, DbErr> {
    if read_cursor::Entity::find_by_id((user, conversation)).one(tx).await?.is_none() {
        let cursor = read_cursor::ActiveModel {
            user_number: Set(user),
            conversation: Set(conversation),
            seq: Set(mark.seq),
            ordinal: Set(mark.ordinal),
            at: Set(at.millis()),
        };
        read_cursor::Entity::insert(cursor).exec_without_returning(tx).await?;
        return Ok(true);
    }
    let moved = read_cursor::Entity::update_many()
        .col_expr(Read::Seq, Expr::value(mark.seq))
        .col_expr(Read::Ordinal, Expr::value(mark.ordinal))
        .col_expr(Read::At, Expr::value(at.millis()))
        .filter(Read::UserNumber.eq(user))
        .filter(Read::Conversation.eq(conversation))
        .filter(Read::Seq.lt(mark.seq))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected > 0)
}

/// Moves a `delivered` cursor to `mark`; whether it stood before it.
pub async fn move_delivered(
    tx: &DatabaseTransaction,
    user: i64,
    conversation: i64,
    kind: ClientKind,
    mark: Mark,
) -> Result<bool, DbErr> {
    let key = (user, conversation, kind.as_str().to_owned());
    if delivery_cursor::Entity::find_by_id(key).one(tx).await?.is_none() {
        let cursor = delivery_cursor::ActiveModel {
            user_number: Set(user),
            conversation: Set(conversation),
            client_kind: Set(kind.as_str().to_owned()),
            seq: Set(mark.seq),
        };
        delivery_cursor::Entity::insert(cursor).exec_without_returning(tx).await?;
        return Ok(true);
    }
    let moved = delivery_cursor::Entity::update_many()
        .col_expr(Delivery::Seq, Expr::value(mark.seq))
        .filter(Delivery::UserNumber.eq(user))
        .filter(Delivery::Conversation.eq(conversation))
        .filter(Delivery::ClientKind.eq(kind.as_str()))
        .filter(Delivery::Seq.lt(mark.seq))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected > 0)
}
