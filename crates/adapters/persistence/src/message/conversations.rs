//! The conversations of one person. Three statements: for rooms, for people, and for who these are.

use std::{cmp::Reverse, collections::HashMap};

use discuss_kernel::{Conversation, UserId};
use discuss_message::{ConversationSummary, Peer};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait, JoinType, Order,
    QueryFilter, QueryOrder, QuerySelect, RelationDef, RelationTrait, Select,
    sea_query::{Expr, ExprTrait, IntoCondition, NullOrdering},
};

use super::{
    place::Place,
    row::{SpokenRow, unsigned},
    statement::lists,
};
use crate::{
    card::{RoomRow, UserRow},
    entity::{account, conversation, entry, membership, read_cursor, room, room_index, user},
};

/// The conversations of `reader`, whose number is `user`.
pub async fn conversations(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    limit: u64,
) -> Result<Vec<ConversationSummary>, DbErr> {
    let mut found = in_rooms(db, user, limit).await?;
    found.extend(with_people(db, reader, user, limit).await?);
    // Those in which nothing was said have no age and come last.
    found.sort_by_key(|(age, summary)| (Reverse(*age), summary.conversation));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found.into_iter().map(|(_, summary)| summary).collect())
}

/// A conversation and the age of its newest entry.
type Aged = (Option<(i64, i64)>, ConversationSummary);

/// The rooms that `user` belongs to, with their logs if they have one. Newest entries first.
pub fn rooms_of(user: i64) -> Select<membership::Entity> {
    let select = membership::Entity::find()
        .filter(membership::Column::UserNumber.eq(user))
        .filter(membership::Column::Active.eq(1))
        .join(JoinType::InnerJoin, membership::Relation::Room.def())
        .join(JoinType::LeftJoin, log_of_room())
        .join(JoinType::LeftJoin, conversation::Relation::Newest.def());
    newest_first(select)
}

/// The conversations that `user` has with others. Newest entries first.
pub fn pairs_of(user: i64) -> Select<conversation::Entity> {
    let either = Condition::any()
        .add(conversation::Column::LowNumber.eq(user))
        .add(conversation::Column::HighNumber.eq(user));
    let select = conversation::Entity::find()
        .filter(either)
        .join(JoinType::InnerJoin, conversation::Relation::Newest.def());
    newest_first(select)
}

fn log_of_room() -> RelationDef {
    membership::Entity::belongs_to(conversation::Entity)
        .from(membership::Column::RoomNumber)
        .to(conversation::Column::RoomNumber)
        .into()
}

fn newest_first<E: EntityTrait>(select: Select<E>) -> Select<E> {
    select
        .order_by_with_nulls(conversation::Column::LastAt, Order::Desc, NullOrdering::Last)
        .order_by_with_nulls(entry::Column::Number, Order::Desc, NullOrdering::Last)
}

/// The `read` cursor of one person.
fn read_by(user: i64) -> RelationDef {
    conversation::Relation::Read.def().on_condition(move |_, cursor| {
        Expr::col((cursor, read_cursor::Column::UserNumber)).eq(user).into_condition()
    })
}

async fn in_rooms(db: &impl ConnectionTrait, user: i64, limit: u64) -> Result<Vec<Aged>, DbErr> {
    let rows = rooms_of(user)
        .join(JoinType::InnerJoin, room_index::Relation::Room.def())
        .join_as(JoinType::InnerJoin, room::Relation::Owner.def(), RoomRow::OWNER)
        .join(JoinType::LeftJoin, read_by(user))
        .join(JoinType::LeftJoin, entry::Relation::Author.def())
        .join_as(JoinType::LeftJoin, account::Relation::User.def(), SpokenRow::AUTHOR)
        .limit(limit)
        .into_partial_model::<RoomStanding>()
        .all(db)
        .await?;
    let with_card =
        rows.into_iter().filter_map(|row| Some((row.room.card()?, row.end, row.read, row.newest)));
    with_card
        .map(|(room, end, read, newest)| {
            summary(Conversation::Room(room.id), Peer::Room(room), Standing { end, read, newest })
        })
        .collect()
}

async fn with_people(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    limit: u64,
) -> Result<Vec<Aged>, DbErr> {
    let rows = pairs_of(user)
        .join(JoinType::LeftJoin, read_by(user))
        .join(JoinType::InnerJoin, entry::Relation::Author.def())
        .join_as(JoinType::InnerJoin, account::Relation::User.def(), SpokenRow::AUTHOR)
        .limit(limit)
        .into_partial_model::<PairStanding>()
        .all(db)
        .await?;
    let mut people = cards(db, rows.iter().filter_map(|row| row.other(user)).collect()).await?;
    let with_card = rows.into_iter().filter_map(|row| {
        let peer = people.remove(&row.other(user)?)?.card()?;
        Some((Conversation::between(reader, peer.id).ok()?, peer, row))
    });
    with_card
        .map(|(conversation, peer, PairStanding { end, read, newest, .. })| {
            let standing = Standing { end: Some(end), read, newest: Some(newest) };
            summary(conversation, Peer::User(peer), standing)
        })
        .collect()
}

/// Who has these numbers.
async fn cards(db: &impl ConnectionTrait, numbers: Vec<i64>) -> Result<HashMap<i64, UserRow>, DbErr> {
    let mut found = HashMap::new();
    for numbers in lists(numbers) {
        let rows = account::Entity::find()
            .inner_join(user::Entity)
            .filter(account::Column::Number.is_in(numbers))
            .into_partial_model::<NumberedUser>()
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.number, row.user)));
    }
    Ok(found)
}

fn summary(conversation: Conversation, peer: Peer, standing: Standing) -> Result<Aged, DbErr> {
    let Standing { end, read, newest } = standing;
    let age = newest.as_ref().map(SpokenRow::age);
    let (last_seq, last_ordinal) = end.map_or((0, 0), |end| (end.last_seq, end.last_ordinal));
    let (read_seq, read_ordinal) = read.map_or((0, 0), |read| (read.seq, read.ordinal));
    let summary = ConversationSummary {
        conversation,
        peer,
        last_message: newest.map(|newest| newest.authored(conversation)).transpose()?,
        last_seq: unsigned(last_seq),
        read_seq: unsigned(read_seq),
        unread: unsigned(last_ordinal - read_ordinal),
    };
    Ok((age, summary))
}

/// Where a conversation stands, and its reader in it.
struct Standing {
    end: Option<EndRow>,
    read: Option<ReadRow>,
    newest: Option<SpokenRow>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "membership::Entity")]
struct RoomStanding {
    #[sea_orm(nested)]
    room: RoomRow,
    #[sea_orm(nested)]
    end: Option<EndRow>,
    #[sea_orm(nested)]
    read: Option<ReadRow>,
    #[sea_orm(nested)]
    newest: Option<SpokenRow>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "conversation::Entity")]
struct PairStanding {
    low_number: Option<i64>,
    high_number: Option<i64>,
    #[sea_orm(nested)]
    end: EndRow,
    #[sea_orm(nested)]
    read: Option<ReadRow>,
    #[sea_orm(nested)]
    newest: SpokenRow,
}

impl PairStanding {
    fn other(&self, user: i64) -> Option<i64> {
        Place::Pair { low: self.low_number?, high: self.high_number? }.other(user)
    }
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "conversation::Entity")]
struct EndRow {
    last_seq: i64,
    last_ordinal: i64,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "read_cursor::Entity")]
struct ReadRow {
    seq: i64,
    ordinal: i64,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "account::Entity")]
struct NumberedUser {
    number: i64,
    #[sea_orm(nested)]
    user: UserRow,
}
