//! How far others have come. Four statements: whose conversation it is, who these are, and both kinds of cursors.

use std::collections::HashMap;

use discuss_kernel::UserId;
use discuss_message::Progress;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{people::people, row::unsigned, statement::lists};
use crate::entity::{conversation, delivery_cursor, membership, read_cursor};

/// Where the cursors of one person stand.
#[derive(Default)]
struct Cursors {
    read: i64,
    delivered: i64,
}

/// How far everybody but `reader` has come in the conversation with this `number`.
pub async fn progress(
    db: &impl ConnectionTrait,
    number: i64,
    reader: UserId,
    limit: u64,
) -> Result<Vec<Progress>, DbErr> {
    // One more, should the reader be among them.
    let readers = readers(db, number, limit.saturating_add(1)).await?;
    let cursors = cursors(db, number, &readers).await?;
    let mut people: Vec<_> = people(db, readers).await?.into_iter().collect();
    people.retain(|(_, card)| card.id != reader);
    people.sort_unstable_by_key(|(_, card)| card.id);
    people.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let progress = people.into_iter().filter_map(|(number, card)| {
        let Cursors { read, delivered } = cursors.get(&number)?;
        let delivered_seq = unsigned(*read.max(delivered));
        Some(Progress { user: card.id, read_seq: unsigned(*read), delivered_seq })
    });
    Ok(progress.collect())
}

/// The numbers of those who may read there.
async fn readers(db: &impl ConnectionTrait, number: i64, limit: u64) -> Result<Vec<i64>, DbErr> {
    let Some(conversation) = conversation::Entity::find_by_id(number).one(db).await? else {
        return Ok(Vec::new());
    };
    let Some(room) = conversation.room_number else {
        return Ok(conversation.low_number.into_iter().chain(conversation.high_number).collect());
    };
    membership::Entity::find()
        .select_only()
        .column(membership::Column::UserNumber)
        .filter(membership::Column::RoomNumber.eq(room))
        .filter(membership::Column::Active.eq(1))
        .order_by_asc(membership::Column::UserNumber)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

async fn cursors(
    db: &impl ConnectionTrait,
    number: i64,
    readers: &[i64],
) -> Result<HashMap<i64, Cursors>, DbErr> {
    let mut cursors: HashMap<i64, Cursors> = HashMap::with_capacity(readers.len());
    for users in lists(readers.to_vec()) {
        let read: Vec<(i64, i64)> = read_cursor::Entity::find()
            .select_only()
            .columns([read_cursor::Column::UserNumber, read_cursor::Column::Seq])
            .filter(read_cursor::Column::UserNumber.is_in(users.iter().copied()))
            .filter(read_cursor::Column::Conversation.eq(number))
            .into_tuple()
            .all(db)
            .await?;
        for (user, seq) in read {
            cursors.entry(user).or_default().read = seq;
        }
        let delivered: Vec<(i64, i64)> = delivery_cursor::Entity::find()
            .select_only()
            .columns([delivery_cursor::Column::UserNumber, delivery_cursor::Column::Seq])
            .filter(delivery_cursor::Column::UserNumber.is_in(users))
            .filter(delivery_cursor::Column::Conversation.eq(number))
            .into_tuple()
            .all(db)
            .await?;
        for (user, seq) in delivered {
            let cursor = cursors.entry(user).or_default();
            cursor.delivered = seq.max(cursor.delivered);
        }
    }
    Ok(cursors)
}
