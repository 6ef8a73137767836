//! Which conversations of one person went on. Four statements: for rooms, for people, for who these are, and
//! for where all of them stood.

use std::collections::HashMap;

use discuss_kernel::{Conversation, UserId};
use discuss_message::Advance;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
    sea_query::{Expr, ExprTrait},
};

use super::{
    conversations::{newest_first, pairs_of, rooms_of},
    people::people,
    place::Place,
    row::unsigned,
};
use crate::{
    entity::{conversation, entry, membership, room_index},
    numbers::CHUNK,
};

/// Since when, in milliseconds since the epoch, and how many entries are looked at.
#[derive(Clone, Copy)]
pub struct Since {
    pub at: i64,
    pub within: i64,
}

/// A conversation that went on, and its newest entry.
struct Log {
    conversation: Conversation,
    number: i64,
    last_seq: i64,
    /// Where it stood when the reader joined; 0 for what needs no joining.
    joined: i64,
}

impl Log {
    /// What the reader hears of it who was told everything up to `stood`.
    fn advance(self, stood: Option<i64>, within: i64) -> Advance {
        let Self { conversation, last_seq, joined, .. } = self;
        // Not found: before the first entry, or further back than is looked.
        let earliest = Ord::max(last_seq - within, 0);
        let from = Ord::max(stood.unwrap_or(0), joined);
        let from = (stood.is_some() || from >= earliest).then(|| unsigned(from));
        Advance { conversation, from, to: unsigned(last_seq) }
    }
}

/// Which conversations of `reader`, whose number is `user`, went on.
pub async fn advanced(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    since: Since,
    limit: u64,
) -> Result<Vec<Advance>, DbErr> {
    let mut logs = in_rooms(db, user, since, limit).await?;
    logs.extend(with_people(db, reader, user, since, limit).await?);
    logs.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let stood = places(db, &logs, since).await?;
    let advance = |log: Log| {
        let stood = stood.get(&log.number).copied();
        log.advance(stood, since.within)
    };
    Ok(logs.into_iter().map(advance).collect())
}

async fn in_rooms(db: &impl ConnectionTrait, user: i64, since: Since, limit: u64) -> Result<Vec<Log>, DbErr> {
    let rows: Vec<(String, i64, i64, i64)> = newest_first(rooms_of(user))
        .filter(conversation::Column::LastAt.gt(since.at))
        .select_only()
        .column(room_index::Column::RoomId)
        .columns([conversation::Column::Number, conversation::Column::LastSeq])
        .column(membership::Column::SinceSeq)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let log = |(room, number, last_seq, joined): (String, _, _, _)| {
        Some(Log { conversation: Conversation::Room(room.parse().ok()?), number, last_seq, joined })
    };
    Ok(rows.into_iter().filter_map(log).collect())
}

async fn with_people(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    since: Since,
    limit: u64,
) -> Result<Vec<Log>, DbErr> {
    use conversation::Column;
    let rows: Vec<(i64, i64, i64, i64)> = newest_first(pairs_of(user))
        .filter(Column::LastAt.gt(since.at))
        .select_only()
        .columns([Column::LowNumber, Column::HighNumber, Column::Number, Column::LastSeq])
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let other = |low, high| Place::Pair { low, high }.other(user);
    let people = people(db, rows.iter().filter_map(|(low, high, ..)| other(*low, *high))).await?;
    let log = |(low, high, number, last_seq)| {
        let conversation = Conversation::between(reader, people.get(&other(low, high)?)?.id).ok()?;
        Some(Log { conversation, number, last_seq, joined: 0 })
    };
    Ok(rows.into_iter().filter_map(log).collect())
}

/// Where conversations stood, by their numbers; without those in which it is too long ago.
async fn places(db: &impl ConnectionTrait, logs: &[Log], since: Since) -> Result<HashMap<i64, i64>, DbErr> {
    let mut stood = HashMap::with_capacity(logs.len());
    for logs in logs.chunks(CHUNK) {
        let earliest = Expr::col((conversation::Entity, conversation::Column::LastSeq)).sub(since.within);
        let rows: Vec<(i64, i64)> = entry::Entity::find()
            .select_only()
            .column(entry::Column::Conversation)
            .column_as(entry::Column::Seq.max(), "stood")
            .join(JoinType::InnerJoin, entry::Relation::Conversation.def())
            .filter(entry::Column::Conversation.is_in(logs.iter().map(|log| log.number)))
            .filter(Expr::col((entry::Entity, entry::Column::Seq)).gte(earliest))
            .filter(entry::Column::At.lte(since.at))
            .group_by(entry::Column::Conversation)
            .into_tuple()
            .all(db)
            .await?;
        stood.extend(rows);
    }
    Ok(stood)
}
