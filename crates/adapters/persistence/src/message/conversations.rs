//! The conversations of one person. Three statements: for rooms, for people, and for who these are.

use std::{cmp::Reverse, collections::HashMap};

use discuss_kernel::{Conversation, Preferences, UserCard, UserId};
use discuss_message::{ConversationSummary, Peer};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait, JoinType, Order,
    QueryFilter, QueryOrder, QuerySelect, RelationDef, RelationTrait, Select,
    sea_query::{Expr, ExprTrait, IntoCondition, NullOrdering},
};

use super::{
    people::people,
    place::Place,
    row::{EntryRow, unsigned},
};
use crate::{
    card::RoomRow,
    entity::{conversation, conversation_preference, entry, membership, read_cursor, room, room_index},
};

/// The conversations of `reader`, whose number is `user`.
pub async fn conversations(
    db: &impl ConnectionTrait,
    reader: UserId,
    user: i64,
    limit: u64,
) -> Result<Vec<ConversationSummary>, DbErr> {
    let rooms = in_rooms(db, user, limit).await?;
    let pairs = with_people(db, user, limit).await?;
    let authors =
        rooms.iter().filter_map(|row| row.newest.as_ref()).chain(pairs.iter().map(|row| &row.newest));
    let peers = pairs.iter().filter_map(|row| row.other(user));
    let people = people(db, authors.map(|newest| newest.author).chain(peers)).await?;

    let rooms = rooms.into_iter().filter_map(|row| row.standing());
    let pairs = pairs.into_iter().filter_map(|row| row.standing(reader, user, &people));
    let mut all: Vec<Standing> = rooms.chain(pairs).collect();
    // Those in which nothing was said have no age and come last.
    all.sort_by_key(|standing| {
        (!standing.preferences().pinned, Reverse(standing.age()), standing.conversation)
    });
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    all.into_iter().map(|standing| standing.summary(&people)).collect()
}

/// The rooms that `user` belongs to, with their logs if they have one.
pub fn rooms_of(user: i64) -> Select<membership::Entity> {
    membership::Entity::find()
        .filter(membership::Column::UserNumber.eq(user))
        .filter(membership::Column::Active.eq(1))
        .join(JoinType::InnerJoin, membership::Relation::Room.def())
        .join(JoinType::LeftJoin, log_of_room())
}

/// The conversations that `user` has with others, if something was said there.
pub fn pairs_of(user: i64) -> Select<conversation::Entity> {
    let either = Condition::any()
        .add(conversation::Column::LowNumber.eq(user))
        .add(conversation::Column::HighNumber.eq(user));
    conversation::Entity::find().filter(either).filter(conversation::Column::LastSeq.gt(0))
}

/// Those that `user` has pinned first, then the others; of each, newest messages first.
fn pinned_first<E: EntityTrait>(select: Select<E>, user: i64) -> Select<E> {
    let select = select.join(JoinType::LeftJoin, preferred_by(user)).order_by_with_nulls(
        conversation_preference::Column::Pinned,
        Order::Desc,
        NullOrdering::Last,
    );
    newest_first(select)
}

/// Left joins, here and below, say in which order the tables are to be read.
pub fn newest_first<E: EntityTrait>(select: Select<E>) -> Select<E> {
    select
        .join(JoinType::LeftJoin, conversation::Relation::Newest.def())
        .order_by_with_nulls(entry::Column::At, Order::Desc, NullOrdering::Last)
        .order_by_with_nulls(entry::Column::Number, Order::Desc, NullOrdering::Last)
}

fn log_of_room() -> RelationDef {
    membership::Entity::belongs_to(conversation::Entity)
        .from(membership::Column::RoomNumber)
        .to(conversation::Column::RoomNumber)
        .into()
}

/// The `read` cursor of one person.
fn read_by(user: i64) -> RelationDef {
    conversation::Relation::Read.def().on_condition(move |_, cursor| {
        Expr::col((cursor, read_cursor::Column::UserNumber)).eq(user).into_condition()
    })
}

/// How one person keeps it.
fn preferred_by(user: i64) -> RelationDef {
    conversation::Relation::Preference.def().on_condition(move |_, preference| {
        Expr::col((preference, conversation_preference::Column::UserNumber)).eq(user).into_condition()
    })
}

async fn in_rooms(db: &impl ConnectionTrait, user: i64, limit: u64) -> Result<Vec<RoomStanding>, DbErr> {
    pinned_first(rooms_of(user), user)
        .join(JoinType::InnerJoin, room_index::Relation::Room.def())
        .join_as(JoinType::InnerJoin, room::Relation::Owner.def(), RoomRow::OWNER)
        .join(JoinType::LeftJoin, read_by(user))
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await
}

async fn with_people(db: &impl ConnectionTrait, user: i64, limit: u64) -> Result<Vec<PairStanding>, DbErr> {
    pinned_first(pairs_of(user), user)
        .join(JoinType::LeftJoin, read_by(user))
        .limit(limit)
        .into_partial_model()
        .all(db)
        .await
}

/// Where a conversation stands, and its reader in it.
struct Standing {
    conversation: Conversation,
    peer: Peer,
    end: Option<EndRow>,
    read: Option<ReadRow>,
    preference: Option<conversation_preference::Model>,
    newest: Option<EntryRow>,
}

impl Standing {
    fn preferences(&self) -> Preferences {
        self.preference.as_ref().map(Preferences::from).unwrap_or_default()
    }

    fn age(&self) -> Option<(i64, i64)> {
        self.newest.as_ref().map(EntryRow::age)
    }

    fn summary(self, people: &HashMap<i64, UserCard>) -> Result<ConversationSummary, DbErr> {
        let preferences = self.preferences();
        let Self { conversation, peer, end, read, newest, .. } = self;
        let (last_seq, last_ordinal) = end.map_or((0, 0), |end| (end.last_seq, end.last_ordinal));
        let (read_seq, read_ordinal) = read.map_or((0, 0), |read| (read.seq, read.ordinal));
        Ok(ConversationSummary {
            conversation,
            peer,
            last_message: newest.map(|newest| newest.authored(conversation, people)).transpose()?,
            last_seq: unsigned(last_seq),
            read_seq: unsigned(read_seq),
            unread: unsigned(last_ordinal - read_ordinal),
            preferences,
        })
    }
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
    preference: Option<conversation_preference::Model>,
    #[sea_orm(nested)]
    newest: Option<EntryRow>,
}

impl RoomStanding {
    fn standing(self) -> Option<Standing> {
        let Self { room, end, read, preference, newest } = self;
        let room = room.card()?;
        Some(Standing {
            conversation: Conversation::Room(room.id),
            peer: Peer::Room(room),
            end,
            read,
            preference,
            newest,
        })
    }
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
    preference: Option<conversation_preference::Model>,
    #[sea_orm(nested)]
    newest: EntryRow,
}

impl PairStanding {
    fn other(&self, user: i64) -> Option<i64> {
        Place::Pair { low: self.low_number?, high: self.high_number? }.other(user)
    }

    fn standing(self, reader: UserId, user: i64, people: &HashMap<i64, UserCard>) -> Option<Standing> {
        let peer = people.get(&self.other(user)?)?.clone();
        let conversation = Conversation::between(reader, peer.id).ok()?;
        let Self { end, read, preference, newest, .. } = self;
        let (end, newest) = (Some(end), Some(newest));
        Some(Standing { conversation, peer: Peer::User(peer), end, read, preference, newest })
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
