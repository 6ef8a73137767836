//! What stands in the tables of the existing server, every row of it, sense or not.

use std::str::FromStr;

use discuss_kernel::{RoomId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::schema::{Apply, Friend, Member, Room, User};

/// Everything, each kind of row in the order in which it was made. A reference is `None` where there is no id,
/// or something that is none.
pub struct Found {
    pub users: Vec<FoundUser>,
    pub rooms: Vec<FoundRoom>,
    pub members: Vec<FoundMember>,
    pub friends: Vec<FoundFriend>,
    pub applications: Vec<FoundApplication>,
}

/// A row of `user`.
pub struct FoundUser {
    pub row: String,
    pub id: Option<UserId>,
    pub username: String,
    pub email: String,
    pub closed: bool,
    pub made_at: PrimitiveDateTime,
}

/// A row of `room`.
pub struct FoundRoom {
    pub row: String,
    pub id: Option<RoomId>,
    pub name: String,
    pub owner: Option<UserId>,
    pub deleted: bool,
    pub made_at: PrimitiveDateTime,
}

/// A row of `member`.
pub struct FoundMember {
    pub row: String,
    pub room: Option<RoomId>,
    pub user: Option<UserId>,
    pub deleted: bool,
    pub made_at: PrimitiveDateTime,
}

/// A row of `friend`: one direction of a friendship.
pub struct FoundFriend {
    pub row: String,
    pub user: Option<UserId>,
    pub friend: Option<UserId>,
    pub deleted: bool,
    pub made_at: PrimitiveDateTime,
}

/// A row of `apply`.
pub struct FoundApplication {
    pub row: String,
    pub maker: Option<UserId>,
    pub asked: Option<UserId>,
    pub room: Option<RoomId>,
    pub accepted: bool,
    pub decided: bool,
    pub deleted: bool,
    pub made_at: PrimitiveDateTime,
}

impl Found {
    /// Reads the five tables.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        Ok(Self {
            users: users(db).await?,
            rooms: rooms(db).await?,
            members: members(db).await?,
            friends: friends(db).await?,
            applications: applications(db).await?,
        })
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
            && self.rooms.is_empty()
            && self.members.is_empty()
            && self.friends.is_empty()
            && self.applications.is_empty()
    }

    /// When the newest row was made, as it says itself.
    pub fn newest(&self) -> Option<PrimitiveDateTime> {
        [
            self.users.last().map(|row| row.made_at),
            self.rooms.last().map(|row| row.made_at),
            self.members.last().map(|row| row.made_at),
            self.friends.last().map(|row| row.made_at),
            self.applications.last().map(|row| row.made_at),
        ]
        .into_iter()
        .flatten()
        .max()
    }
}

async fn users(db: &impl ConnectionTrait) -> Result<Vec<FoundUser>, DbErr> {
    let columns = [User::Id, User::Username, User::Email, User::CreatedAt, User::IsDeleted];
    let rows = in_order(db, Query::select().columns(columns).from(User::Table)).await?;
    let read = |row: &QueryResult| {
        Ok(FoundUser {
            row: row.try_get("", "id")?,
            id: id(row, "id")?,
            username: row.try_get("", "username")?,
            email: row.try_get("", "email")?,
            closed: is_set(row, "isDeleted")?,
            made_at: moment(row)?,
        })
    };
    rows.iter().map(read).collect()
}

async fn rooms(db: &impl ConnectionTrait) -> Result<Vec<FoundRoom>, DbErr> {
    let columns = [Room::Id, Room::Name, Room::Creator, Room::CreatedAt, Room::IsDeleted];
    let rows = in_order(db, Query::select().columns(columns).from(Room::Table)).await?;
    let read = |row: &QueryResult| {
        Ok(FoundRoom {
            row: row.try_get("", "id")?,
            id: id(row, "id")?,
            name: row.try_get("", "name")?,
            owner: id(row, "creator")?,
            deleted: is_set(row, "isDeleted")?,
            made_at: moment(row)?,
        })
    };
    rows.iter().map(read).collect()
}

async fn members(db: &impl ConnectionTrait) -> Result<Vec<FoundMember>, DbErr> {
    let columns = [Member::Id, Member::UserId, Member::RoomId, Member::CreatedAt, Member::IsDeleted];
    let rows = in_order(db, Query::select().columns(columns).from(Member::Table)).await?;
    let read = |row: &QueryResult| {
        Ok(FoundMember {
            row: row.try_get("", "id")?,
            room: id(row, "room_id")?,
            user: id(row, "user_id")?,
            deleted: is_set(row, "isDeleted")?,
            made_at: moment(row)?,
        })
    };
    rows.iter().map(read).collect()
}

async fn friends(db: &impl ConnectionTrait) -> Result<Vec<FoundFriend>, DbErr> {
    let columns = [Friend::Id, Friend::Creator, Friend::Other, Friend::CreatedAt, Friend::IsDeleted];
    let rows = in_order(db, Query::select().columns(columns).from(Friend::Table)).await?;
    let read = |row: &QueryResult| {
        Ok(FoundFriend {
            row: row.try_get("", "id")?,
            user: id(row, "creator")?,
            friend: id(row, "friend_id")?,
            deleted: is_set(row, "isDeleted")?,
            made_at: moment(row)?,
        })
    };
    rows.iter().map(read).collect()
}

async fn applications(db: &impl ConnectionTrait) -> Result<Vec<FoundApplication>, DbErr> {
    let mut select = Query::select();
    select
        .columns([Apply::Id, Apply::UserId, Apply::RoomId, Apply::Asked])
        .columns([Apply::Status, Apply::HandleStatus, Apply::CreatedAt, Apply::IsDeleted])
        .from(Apply::Table);
    let read = |row: &QueryResult| {
        Ok(FoundApplication {
            row: row.try_get("", "id")?,
            maker: id(row, "user_id")?,
            asked: id(row, "apply_user_id")?,
            room: id(row, "room_id")?,
            accepted: is_set(row, "status")?,
            decided: is_set(row, "handle_status")?,
            deleted: is_set(row, "isDeleted")?,
            made_at: moment(row)?,
        })
    };
    in_order(db, &mut select).await?.iter().map(read).collect()
}

async fn in_order(
    db: &impl ConnectionTrait,
    select: &mut SelectStatement,
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all(select.order_by("createdAt", Order::Asc).order_by("id", Order::Asc)).await
}

/// The id in a column; `None` when there is none, or something else, as the empty text.
fn id<Id: FromStr + ToString>(row: &QueryResult, column: &str) -> Result<Option<Id>, DbErr> {
    let text: Option<String> = row.try_get("", column)?;
    // An id in another notation would not be found by its usual one.
    Ok(text.and_then(|text| text.parse().ok().filter(|id: &Id| id.to_string() == text)))
}

fn is_set(row: &QueryResult, column: &str) -> Result<bool, DbErr> {
    Ok(row.try_get::<i16>("", column)? != 0)
}

/// When a row was made. The driver reads MySQL's type only as a time with a zone, and the others' only as
/// one without.
fn moment(row: &QueryResult) -> Result<PrimitiveDateTime, DbErr> {
    if row.try_as_mysql_row().is_none() {
        return row.try_get("", "createdAt");
    }
    let at: OffsetDateTime = row.try_get("", "createdAt")?;
    Ok(PrimitiveDateTime::new(at.date(), at.time()))
}
