//! Reading what was said: one statement for the entries and one for their authors' names.

use discuss_kernel::Conversation;
use discuss_message::{Authored, Missed, Window};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::{
    people::people,
    row::{EntryRow, signed, unsigned},
};
use crate::entity::{
    conversation,
    entry::{self, Column},
};

/// A part of a conversation, in ascending order.
pub async fn history(
    db: &impl ConnectionTrait,
    number: i64,
    conversation: Conversation,
    window: Window,
) -> Result<Vec<Authored>, DbErr> {
    let mut select = entries(number).filter(Column::Kind.eq(entry::MESSAGE));
    if let Some(before) = window.before {
        select = select.filter(Column::Seq.lt(signed(before)));
    }
    if let Some(after) = window.after {
        select = select.filter(Column::Seq.gt(signed(after)));
    }
    let rows = if window.is_forward() {
        read(db, select.order_by_asc(Column::Seq), window.limit).await?
    } else {
        let mut rows = read(db, select.order_by_desc(Column::Seq), window.limit).await?;
        rows.reverse();
        rows
    };
    let people = people(db, rows.iter().map(|row| row.author)).await?;
    rows.into_iter().map(|row| row.authored(conversation, &people)).collect()
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
    let after = entries(number).filter(Column::Seq.gt(signed(seq))).order_by_asc(Column::Seq);
    let rows = read(db, after, limit).await?;
    let people = people(db, rows.iter().map(|row| row.author)).await?;
    let entries = rows.into_iter().map(|row| row.entry_of(conversation, &people));
    let last_seq: Option<i64> = conversation::Entity::find_by_id(number)
        .select_only()
        .column(conversation::Column::LastSeq)
        .into_tuple()
        .one(db)
        .await?;
    Ok(Missed { entries: entries.collect::<Result<_, DbErr>>()?, last_seq: unsigned(last_seq.unwrap_or(0)) })
}

fn entries(number: i64) -> Select<entry::Entity> {
    entry::Entity::find().filter(Column::Conversation.eq(number))
}

async fn read(
    db: &impl ConnectionTrait,
    select: Select<entry::Entity>,
    limit: u64,
) -> Result<Vec<EntryRow>, DbErr> {
    select.limit(limit).into_partial_model::<EntryRow>().all(db).await
}
