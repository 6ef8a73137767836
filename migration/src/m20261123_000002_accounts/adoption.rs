//! Takes over what the existing server left behind. Its tables stay as they are, except that a friendship
//! of one direction gets its other one, and an owner who is no member becomes one.

use std::collections::{HashMap, HashSet};

use discuss_kernel::{FriendId, MemberId, RoomId, UserId};
use sea_orm::ConnectionTrait;
use sea_orm_migration::prelude::*;
use time::PrimitiveDateTime;

use super::{
    batch::{Batch, Keys, numbers},
    found::{self, FoundApplication, FoundFriend, FoundRoom},
    tables::{Account, Friendship, Membership, OpenApplication, RoomIndex},
};
use crate::schema::{Friend, Member};

/// The numbers of the people, or the rooms, that are still there.
type Living<Id> = HashMap<Id, i64>;
/// Pairs of numbers: who belongs to which room, or who is whose friend.
type Pairs = HashSet<(i64, i64)>;

/// Fills our tables from those of the existing server. On MySQL, where a failed migration cannot be undone
/// as a whole, doing it again begins afresh.
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
    let people = adopt_users(db).await?;
    let found_rooms = found::rooms(db).await?;
    let rooms = adopt_rooms(db, &found_rooms).await?;
    let members = adopt_members(db, &people, &rooms, &found_rooms).await?;
    let friends = adopt_friends(db, &people).await?;
    adopt_applications(db, &World { people, rooms, members, friends }).await
}

async fn adopt_users(db: &impl ConnectionTrait) -> Result<Living<UserId>, DbErr> {
    let users = found::users(db).await?;
    let (mut names, mut addresses) = (Keys::default(), Keys::default());
    let mut accounts = Batch::new(Account::Table, [Account::UserId, Account::UsernameKey, Account::EmailKey]);
    for user in &users {
        let id = user.id.to_string();
        let (name, address) = (names.key_of(&user.username, &id), addresses.key_of(&user.email, &id));
        accounts.push([id.into(), name.into(), address.into()]);
    }
    accounts.insert(db).await?;
    let mut people = numbers(db, Account::Table, Account::UserId, Account::Number).await?;
    for user in users.iter().filter(|user| user.closed) {
        people.remove(&user.id);
    }
    Ok(people)
}

async fn adopt_rooms(db: &impl ConnectionTrait, found: &[FoundRoom]) -> Result<Living<RoomId>, DbErr> {
    let mut names = Keys::default();
    let mut index = Batch::new(RoomIndex::Table, [RoomIndex::RoomId, RoomIndex::NameKey]);
    for room in found {
        let id = room.id.to_string();
        let name = names.key_of(&room.name, &id);
        index.push([id.into(), name.into()]);
    }
    index.insert(db).await?;
    let mut rooms = numbers(db, RoomIndex::Table, RoomIndex::RoomId, RoomIndex::Number).await?;
    for room in found.iter().filter(|room| room.deleted) {
        rooms.remove(&room.id);
    }
    Ok(rooms)
}

/// Memberships of living people in living rooms, each once, the owners' included; returns them as room and
/// user.
async fn adopt_members(
    db: &impl ConnectionTrait,
    people: &Living<UserId>,
    rooms: &Living<RoomId>,
    found_rooms: &[FoundRoom],
) -> Result<Pairs, DbErr> {
    let mut made = Batch::new(Member::Table, [Member::Id, Member::UserId, Member::RoomId, Member::CreatedAt]);
    let mut memberships = Batch::new(Membership::Table, Membership::COLUMNS);
    let mut members = Pairs::new();
    for member in found::members(db).await? {
        let (Some(room), Some(user)) = (rooms.get(&member.room), people.get(&member.user)) else { continue };
        if members.insert((*room, *user)) {
            memberships.push(connection(*room, *user, member.id, member.since));
        }
    }
    for FoundRoom { id, owner, made_at, .. } in found_rooms {
        let (Some(room), Some(user)) = (rooms.get(id), people.get(owner)) else { continue };
        if members.insert((*room, *user)) {
            let member = MemberId::random().to_string();
            made.push([
                member.clone().into(),
                owner.to_string().into(),
                id.to_string().into(),
                (*made_at).into(),
            ]);
            memberships.push(connection(*room, *user, member, *made_at));
        }
    }
    made.insert(db).await?;
    memberships.insert(db).await?;
    Ok(members)
}

/// Friendships of living people, each once; returns both directions of them. One that has one direction
/// only becomes a whole one, unless its other direction was deleted: then one of the two has ended it.
async fn adopt_friends(db: &impl ConnectionTrait, people: &Living<UserId>) -> Result<Pairs, DbErr> {
    let (ended, living): (Vec<_>, Vec<_>) =
        found::friends(db).await?.into_iter().partition(|row| row.deleted);
    let ended: HashSet<_> = ended.iter().map(|row| (row.user, row.friend)).collect();
    let directions: HashSet<_> = living.iter().map(|row| (row.user, row.friend)).collect();
    let mut made = Batch::new(Friend::Table, [Friend::Id, Friend::Creator, Friend::Other, Friend::CreatedAt]);
    let mut friendships = Batch::new(Friendship::Table, Friendship::COLUMNS);
    let mut friends = Pairs::new();
    for FoundFriend { id, user, friend, since, .. } in living {
        let (Some(one), Some(other)) = (people.get(&user), people.get(&friend)) else { continue };
        let is_whole = directions.contains(&(friend, user));
        if one == other || !is_whole && ended.contains(&(friend, user)) || !friends.insert((*one, *other)) {
            continue;
        }
        friendships.push(connection(*one, *other, id, since));
        if !is_whole {
            let reverse = FriendId::random().to_string();
            made.push([
                reverse.clone().into(),
                friend.to_string().into(),
                user.to_string().into(),
                since.into(),
            ]);
            friendships.push(connection(*other, *one, reverse, since));
            friends.insert((*other, *one));
        }
    }
    made.insert(db).await?;
    friendships.insert(db).await?;
    Ok(friends)
}

/// Applications that still have a point, each once.
async fn adopt_applications(db: &impl ConnectionTrait, world: &World) -> Result<(), DbErr> {
    let mut wishes = HashSet::new();
    let mut open = Batch::new(OpenApplication::Table, OpenApplication::COLUMNS);
    for application in found::applications(db).await? {
        let Some(Wish { key, maker, asked, room }) = world.wish_of(&application) else { continue };
        if wishes.insert(key.clone()) {
            open.push([application.id.into(), key.into(), maker.into(), asked.into(), room.into()]);
        }
    }
    open.insert(db).await
}

/// What applications are judged by.
struct World {
    people: Living<UserId>,
    rooms: Living<RoomId>,
    members: Pairs,
    friends: Pairs,
}

impl World {
    /// What is asked for, unless there is nobody to ask, nothing to ask for, or it is so already.
    fn wish_of(&self, application: &FoundApplication) -> Option<Wish> {
        let maker = *self.people.get(&application.maker)?;
        match (application.asked, application.room) {
            (Some(asked), None) => {
                let asked = *self.people.get(&asked)?;
                let has_a_point = asked != maker && !self.friends.contains(&(maker, asked));
                has_a_point.then(|| Wish {
                    key: format!("friend:{maker}:{asked}"),
                    maker,
                    asked: Some(asked),
                    room: None,
                })
            }
            (None, Some(room)) => {
                let room = *self.rooms.get(&room)?;
                let has_a_point = !self.members.contains(&(room, maker));
                has_a_point.then(|| Wish {
                    key: format!("room:{maker}:{room}"),
                    maker,
                    asked: None,
                    room: Some(room),
                })
            }
            _ => None,
        }
    }
}

struct Wish {
    key: String,
    maker: i64,
    asked: Option<i64>,
    room: Option<i64>,
}

/// A row of `membership` or `friendship`, which have the same shape.
fn connection(first: i64, second: i64, row: String, since: PrimitiveDateTime) -> [Value; 5] {
    let millis = since.assume_utc().unix_timestamp() * 1_000 + i64::from(since.millisecond());
    [first.into(), second.into(), row.into(), 1_i16.into(), millis.into()]
}
