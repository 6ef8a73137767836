//! Where the clients of one person stand. Three statements: for rooms, for people, and for who these are.

use discuss_kernel::{Conversation, UserId};
use discuss_message::{ClientKind, Position};
use sea_orm::{
    ConnectionTrait, DbErr, JoinType, QuerySelect, RelationDef, RelationTrait,
    sea_query::{Expr, ExprTrait, IntoCondition},
};

use super::{
    conversations::{newest_first, pairs_of, rooms_of},
    people::people,
    place::Place,
    row::unsigned,
};
use crate::entity::{conversation, delivery_cursor, membership, room_index};

/// Where one kind of `reader`'s clients stands in each conversation. `user` is the reader's number.
pub async fn positions(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    kind: ClientKind,
    limit: u64,
) -> Result<Vec<Position>, DbErr> {
    let mut positions = in_rooms(db, user, kind, limit).await?;
    positions.extend(with_people(db, reader, user, kind, limit).await?);
    positions.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(positions)
}

/// The `delivered` cursor of one kind of a person's clients.
fn delivered_to(user: i64, kind: ClientKind) -> RelationDef {
    conversation::Relation::Delivered.def().on_condition(move |_, cursor| {
        let cursor = |column| Expr::col((cursor.clone(), column));
        cursor(delivery_cursor::Column::UserNumber)
            .eq(user)
            .and(cursor(delivery_cursor::Column::ClientKind).eq(kind.as_str()))
            .into_condition()
    })
}

async fn in_rooms(
    db: &impl ConnectionTrait,
    user: i64,
    kind: ClientKind,
    limit: u64,
) -> Result<Vec<Position>, DbErr> {
    let rows: Vec<(String, i64, Option<i64>, Option<i64>)> = newest_first(rooms_of(user))
        .join(JoinType::LeftJoin, delivered_to(user, kind))
        .select_only()
        .column(room_index::Column::RoomId)
        .column(membership::Column::SinceSeq)
        .column(delivery_cursor::Column::Seq)
        .column(conversation::Column::LastSeq)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let position = |(room, since, seq, last): (String, i64, Option<i64>, Option<i64>)| {
        let seq = Some(seq.map_or(since, |seq| Ord::max(seq, since)));
        Some(at(Conversation::Room(room.parse().ok()?), seq, last))
    };
    Ok(rows.into_iter().filter_map(position).collect())
}

async fn with_people(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    kind: ClientKind,
    limit: u64,
) -> Result<Vec<Position>, DbErr> {
    let rows: Vec<(i64, i64, Option<i64>, Option<i64>)> = newest_first(pairs_of(user))
        .join(JoinType::LeftJoin, delivered_to(user, kind))
        .select_only()
        .columns([conversation::Column::LowNumber, conversation::Column::HighNumber])
        .column(delivery_cursor::Column::Seq)
        .column(conversation::Column::LastSeq)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let with_peer = |(low, high, seq, last)| Some((Place::Pair { low, high }.other(user)?, seq, last));
    let rows: Vec<_> = rows.into_iter().filter_map(with_peer).collect();
    let people = people(db, rows.iter().map(|(peer, _, _)| *peer)).await?;
    let position =
        |(peer, seq, last)| Some(at(Conversation::between(reader, people.get(&peer)?.id).ok()?, seq, last));
    Ok(rows.into_iter().filter_map(position).collect())
}

fn at(conversation: Conversation, seq: Option<i64>, last: Option<i64>) -> Position {
    let [seq, last_seq] = [seq, last].map(|seq| unsigned(seq.unwrap_or(0)));
    Position { conversation, seq, last_seq }
}
