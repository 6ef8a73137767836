//! Takes over what the existing server left behind. Its rows stay as they are; where one is missing, the other
//! direction of a friendship or the membership of an owner, it is added.

use std::collections::HashMap;

use discuss_kernel::{RoomId, UserId};
use sea_orm::ConnectionTrait;
use sea_orm_migration::prelude::*;

use super::{
    batch::{Batch, numbers},
    found::Found,
    judgement::{Judgement, Known, Link, Open, Row, Wish, judge},
    report::AdoptionReport,
    tables::{Account, Friendship, Membership, OpenApplication, RoomIndex},
};
use crate::schema::{Friend, Member};

/// What an adoption would find; `None` when there is nothing to adopt.
pub async fn survey(db: &impl ConnectionTrait) -> Result<Option<AdoptionReport>, DbErr> {
    let found = Found::load(db).await?;
    Ok((!found.is_empty()).then(|| judge(&found).report))
}

/// Fills our tables from those of the existing server, beginning afresh should they hold something already.
pub async fn adopt(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    for table in [
        Account::Table.into_table_ref(),
        RoomIndex::Table.into_table_ref(),
        Friendship::Table.into_table_ref(),
        Membership::Table.into_table_ref(),
        OpenApplication::Table.into_table_ref(),
    ] {
        db.execute(Query::delete().from_table(table)).await?;
    }
    let Judgement { accounts, rooms, members, friends, open, .. } = judge(&Found::load(db).await?);
    let numbers =
        Numbers { people: number_people(db, accounts).await?, rooms: number_rooms(db, rooms).await? };
    write_members(db, members, &numbers).await?;
    write_friends(db, friends, &numbers).await?;
    write_open(db, open, &numbers).await
}

/// The numbers that stand for people and rooms in our tables.
struct Numbers {
    people: HashMap<UserId, i64>,
    rooms: HashMap<RoomId, i64>,
}

async fn number_people(
    db: &impl ConnectionTrait,
    found: Vec<Known<UserId>>,
) -> Result<HashMap<UserId, i64>, DbErr> {
    let columns = [Account::UserId, Account::UsernameKey, Account::EmailKey];
    insert_known(db, Batch::new(Account::Table, columns), found).await?;
    numbers(db, Account::Table, Account::UserId, Account::Number).await
}

async fn number_rooms(
    db: &impl ConnectionTrait,
    found: Vec<Known<RoomId>>,
) -> Result<HashMap<RoomId, i64>, DbErr> {
    insert_known(db, Batch::new(RoomIndex::Table, [RoomIndex::RoomId, RoomIndex::NameKey]), found).await?;
    numbers(db, RoomIndex::Table, RoomIndex::RoomId, RoomIndex::Number).await
}

async fn insert_known<I: Iden + Copy, Id: ToString>(
    db: &impl ConnectionTrait,
    mut batch: Batch<I>,
    found: Vec<Known<Id>>,
) -> Result<(), DbErr> {
    for Known { id, keys } in found {
        let values = [id.to_string()].into_iter().chain(keys).map(Value::from);
        batch.push(values.collect::<Vec<_>>());
    }
    batch.insert(db).await
}

async fn write_members(
    db: &impl ConnectionTrait,
    members: Vec<Link<RoomId>>,
    Numbers { people, rooms }: &Numbers,
) -> Result<(), DbErr> {
    let missing = [Member::Id, Member::UserId, Member::RoomId, Member::CreatedAt];
    let (missing, ours) =
        (Batch::new(Member::Table, missing), Batch::new(Membership::Table, Membership::COLUMNS));
    let numbers = |user, room: &RoomId| Some([*rooms.get(room)?, *people.get(&user)?]);
    write_links(db, members, missing, ours, numbers).await
}

async fn write_friends(
    db: &impl ConnectionTrait,
    friends: Vec<Link<UserId>>,
    Numbers { people, .. }: &Numbers,
) -> Result<(), DbErr> {
    let missing = [Friend::Id, Friend::Creator, Friend::Other, Friend::CreatedAt];
    let (missing, ours) =
        (Batch::new(Friend::Table, missing), Batch::new(Friendship::Table, Friendship::COLUMNS));
    let numbers = |user, friend: &UserId| Some([*people.get(&user)?, *people.get(friend)?]);
    write_links(db, friends, missing, ours, numbers).await
}

/// Adds the rows that are missing, and ours for all; `numbers` says by which numbers, in the order of the
/// columns.
async fn write_links<To: ToString, Theirs: Iden + Copy, Ours: Iden + Copy>(
    db: &impl ConnectionTrait,
    links: Vec<Link<To>>,
    mut missing: Batch<Theirs>,
    mut ours: Batch<Ours>,
    numbers: impl Fn(UserId, &To) -> Option<[i64; 2]>,
) -> Result<(), DbErr> {
    for Link { user, to, row, since } in links {
        let Some([first, second]) = numbers(user, &to) else { continue };
        if let Row::Made(id) = &row {
            missing.push([id.as_str().into(), user.to_string().into(), to.to_string().into(), since.into()]);
        }
        let millis = since.assume_utc().unix_timestamp() * 1_000 + i64::from(since.millisecond());
        ours.push([first.into(), second.into(), row.into_id().into(), 1_i16.into(), millis.into()]);
    }
    missing.insert(db).await?;
    ours.insert(db).await
}

async fn write_open(db: &impl ConnectionTrait, found: Vec<Open>, numbers: &Numbers) -> Result<(), DbErr> {
    let mut open = Batch::new(OpenApplication::Table, OpenApplication::COLUMNS);
    for Open { row, maker, wish } in found {
        let Some(maker) = numbers.people.get(&maker).copied() else { continue };
        let (key, asked, room) = match wish {
            Wish::Befriend(asked) => match numbers.people.get(&asked).copied() {
                Some(asked) => (format!("friend:{maker}:{asked}"), Some(asked), None),
                None => continue,
            },
            Wish::Join(room) => match numbers.rooms.get(&room).copied() {
                Some(room) => (format!("room:{maker}:{room}"), None, Some(room)),
                None => continue,
            },
        };
        open.push([row.into(), key.into(), maker.into(), asked.into(), room.into()]);
    }
    open.insert(db).await
}
