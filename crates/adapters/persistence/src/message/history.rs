//! Reading what was said.

use discuss_kernel::Conversation;
use discuss_message::{Authored, Missed, Window};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};

use super::row::{SpokenRow, signed, unsigned};
use crate::entity::{
    account, conversation,
    entry::{self, Column},
};

/// A part of a conversation, in ascending order.
pub async fn history(
    db: &impl ConnectionTrait,
    number: i64,
    conversation: Conversation,
    window: Window,
) -> Result<Vec<Authored>, DbErr> {
    let mut select = messages(number);
    if let Some(before) = window.before {
        select = select.filter(Column::Seq.lt(signed(before)));
    }
    if let Some(after) = window.after {
        select = select.filter(Column::Seq.gt(signed(after)));
    }
    let mut messages = read(db, conversation, in_order(select, window), window.limit).await?;
    if !window.is_forward() {
        messages.reverse();
    }
    Ok(messages)
}

/// What came after `seq`, and where the conversation stands. That is read last, so that it is never less
/// than what was just read.
pub async fn missed(
    db: &impl ConnectionTrait,
    number: i64,
    conversation: Conversation,
    seq: u64,
    limit: u64,
) -> Result<Missed, DbErr> {
    let after = messages(number).filter(Column::Seq.gt(signed(seq))).order_by_asc(Column::Seq);
    let messages = read(db, conversation, after, limit).await?;
    let last_seq: Option<i64> = conversation::Entity::find_by_id(number)
        .select_only()
        .column(conversation::Column::LastSeq)
        .into_tuple()
        .one(db)
        .await?;
    let messages = messages.into_iter().map(|authored| authored.message).collect();
    Ok(Missed { messages, last_seq: unsigned(last_seq.unwrap_or(0)) })
}

fn messages(number: i64) -> Select<entry::Entity> {
    entry::Entity::find().filter(Column::Conversation.eq(number)).filter(Column::Kind.eq(entry::MESSAGE))
}

fn in_order(select: Select<entry::Entity>, window: Window) -> Select<entry::Entity> {
    if window.is_forward() { select.order_by_asc(Column::Seq) } else { select.order_by_desc(Column::Seq) }
}

async fn read(
    db: &impl ConnectionTrait,
    conversation: Conversation,
    select: Select<entry::Entity>,
    limit: u64,
) -> Result<Vec<Authored>, DbErr> {
    let rows = select
        .join(JoinType::InnerJoin, entry::Relation::Author.def())
        .join_as(JoinType::InnerJoin, account::Relation::User.def(), SpokenRow::AUTHOR)
        .limit(limit)
        .into_partial_model::<SpokenRow>()
        .all(db)
        .await?;
    rows.into_iter().map(|row| row.authored(conversation)).collect()
}
