//! The logs that a group is appended to: found or made, locked, moved on.

use std::collections::{BTreeSet, HashMap};

use discuss_kernel::Timestamp;
use discuss_message::Act;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query, Value},
};

use super::{
    place::{ConversationNumbers, Place},
    statement::{insert_rows, lists, query_pairs},
};
use crate::entity::conversation::{self, Column};

/// Where the log of a conversation ends.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// The conversation's number.
    pub number: i64,
    /// The `seq` of its newest entry.
    pub last_seq: i64,
    /// How many messages it has.
    pub last_ordinal: i64,
    /// The `seq` of its newest message.
    pub message_seq: i64,
}

impl Log {
    /// Numbers the next entry.
    pub fn take(&mut self, act: &Act) {
        self.last_seq += 1;
        if let Act::Say { .. } = act {
            self.last_ordinal += 1;
            self.message_seq = self.last_seq;
        }
    }
}

/// Finds the logs of `places`, makes those that are missing, and locks them until the transaction ends.
///
/// Everybody makes them in ascending order and then locks them in ascending order, so no two transactions
/// wait for each other.
pub async fn open(
    tx: &DatabaseTransaction,
    known: &ConversationNumbers,
    places: BTreeSet<Place>,
) -> Result<HashMap<Place, Log>, DbErr> {
    let mut numbers = HashMap::with_capacity(places.len());
    let mut unknown = BTreeSet::new();
    for place in places {
        match known.recall(place) {
            Some(number) => _ = numbers.insert(number, place),
            None => _ = unknown.insert(place),
        }
    }
    find(tx, &mut unknown, &mut numbers).await?;
    if !unknown.is_empty() {
        make(tx, &unknown).await?;
        find(tx, &mut unknown, &mut numbers).await?;
    }
    lock(tx, &numbers).await
}

/// Moves those that exist from `unknown` to `numbers`.
async fn find(
    tx: &DatabaseTransaction,
    unknown: &mut BTreeSet<Place>,
    numbers: &mut HashMap<i64, Place>,
) -> Result<(), DbErr> {
    let (mut rooms, mut pairs) = (Vec::new(), Vec::new());
    for place in unknown.iter() {
        match *place {
            Place::Room(room) => rooms.push(room),
            Place::Pair { low, high } => pairs.push((low, high)),
        }
    }
    for (room, number) in find_of_rooms(tx, rooms).await? {
        unknown.remove(&Place::Room(room));
        numbers.insert(number, Place::Room(room));
    }
    for (low, high, number) in find_of_pairs(tx, pairs).await? {
        unknown.remove(&Place::Pair { low, high });
        numbers.insert(number, Place::Pair { low, high });
    }
    Ok(())
}

async fn find_of_rooms(tx: &DatabaseTransaction, rooms: Vec<i64>) -> Result<Vec<(i64, i64)>, DbErr> {
    let mut found = Vec::new();
    for rooms in lists(rooms) {
        let some: Vec<(i64, i64)> = conversation::Entity::find()
            .select_only()
            .columns([Column::RoomNumber, Column::Number])
            .filter(Column::RoomNumber.is_in(rooms))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(some);
    }
    Ok(found)
}

async fn find_of_pairs(
    tx: &DatabaseTransaction,
    pairs: Vec<(i64, i64)>,
) -> Result<Vec<(i64, i64, i64)>, DbErr> {
    let table = conversation::Entity;
    let rows = query_pairs(tx, table, [Column::LowNumber, Column::HighNumber], pairs, |select| {
        select.columns([Column::LowNumber, Column::HighNumber, Column::Number].map(|column| (table, column)));
    });
    rows.await?.iter().map(|row| Ok((row.try_get_by(0)?, row.try_get_by(1)?, row.try_get_by(2)?))).collect()
}

/// Makes empty logs. Whoever makes the same at the same moment is waited for, and theirs is used.
async fn make(tx: &DatabaseTransaction, places: &BTreeSet<Place>) -> Result<(), DbErr> {
    let rows = places.iter().map(|place| {
        let [room, low, high] = match *place {
            Place::Room(room) => [Some(room), None, None],
            Place::Pair { low, high } => [None, Some(low), Some(high)],
        };
        [room.into(), low.into(), high.into(), 0i64.into(), 0i64.into(), 0i64.into()]
    });
    let insert = Query::insert()
        .into_table(conversation::Entity)
        .columns([
            Column::RoomNumber,
            Column::LowNumber,
            Column::HighNumber,
            Column::LastSeq,
            Column::LastOrdinal,
            Column::LastAt,
        ])
        // Naming a column says what MySQL needs: leave the other's row as it is.
        .on_conflict(OnConflict::new().do_nothing_on([Column::Number]).to_owned())
        .to_owned();
    insert_rows(tx, &insert, rows.collect()).await
}

async fn lock(tx: &DatabaseTransaction, numbers: &HashMap<i64, Place>) -> Result<HashMap<Place, Log>, DbErr> {
    let mut ascending: Vec<i64> = numbers.keys().copied().collect();
    ascending.sort_unstable();
    let mut logs = HashMap::with_capacity(numbers.len());
    for list in lists(ascending) {
        let rows: Vec<(i64, i64, i64, i64)> = conversation::Entity::find()
            .select_only()
            .columns([Column::Number, Column::LastSeq, Column::LastOrdinal, Column::MessageSeq])
            .filter(Column::Number.is_in(list))
            .order_by_asc(Column::Number)
            .lock_exclusive()
            .into_tuple()
            .all(tx)
            .await?;
        let log = |(number, last_seq, last_ordinal, message_seq)| {
            (numbers[&number], Log { number, last_seq, last_ordinal, message_seq })
        };
        logs.extend(rows.into_iter().map(log));
    }
    Ok(logs)
}

/// Writes down where locked logs end now. It inserts rows that are all there already, which is how the
/// three databases agree to change many rows in one statement.
pub async fn advance(
    tx: &DatabaseTransaction,
    logs: impl Iterator<Item = &Log>,
    at: Timestamp,
) -> Result<(), DbErr> {
    let rows = logs.map(|log| {
        [log.number, log.last_seq, log.last_ordinal, log.message_seq, at.millis()].map(Value::from)
    });
    let ends = [Column::LastSeq, Column::LastOrdinal, Column::MessageSeq, Column::LastAt];
    let insert = Query::insert()
        .into_table(conversation::Entity)
        .columns([Column::Number].into_iter().chain(ends))
        .on_conflict(OnConflict::column(Column::Number).update_columns(ends).to_owned())
        .to_owned();
    insert_rows(tx, &insert, rows.collect()).await
}
