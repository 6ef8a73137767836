//! What stands in the tables of the existing server, as far as it makes sense: rows whose ids or
//! references are no ids are left out.

use std::str::FromStr;

use discuss_kernel::{RoomId, UserId};
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::schema::{Apply, Friend, Member, Room, User};

/// A row of `user`, closed or not.
pub struct FoundUser {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub closed: bool,
}

/// A row of `room`, deleted or not.
pub struct FoundRoom {
    pub id: RoomId,
    pub name: String,
    pub owner: UserId,
    pub deleted: bool,
    pub made_at: PrimitiveDateTime,
}

/// A row of `member` that is not deleted.
pub struct FoundMember {
    pub id: String,
    pub room: RoomId,
    pub user: UserId,
    pub since: PrimitiveDateTime,
}

/// A row of `friend`.
pub struct FoundFriend {
    pub id: String,
    pub user: UserId,
    pub friend: UserId,
    pub deleted: bool,
    pub since: PrimitiveDateTime,
}

/// A row of `apply` that is neither decided nor deleted.
pub struct FoundApplication {
    pub id: String,
    pub maker: UserId,
    pub asked: Option<UserId>,
    pub room: Option<RoomId>,
}

/// Everybody, in the order of registration.
pub async fn users(db: &impl ConnectionTrait) -> Result<Vec<FoundUser>, DbErr> {
    let columns = [User::Id, User::Username, User::Email, User::IsDeleted];
    let rows =
        in_order(db, Query::select().columns(columns).from(User::Table), User::CreatedAt, User::Id).await?;
    collect(rows, |row| {
        let Some(id) = id(row, "id")? else { return Ok(None) };
        let (username, email) = (row.try_get("", "username")?, row.try_get("", "email")?);
        Ok(Some(FoundUser { id, username, email, closed: is_deleted(row)? }))
    })
}

/// All rooms, in the order in which they were made.
pub async fn rooms(db: &impl ConnectionTrait) -> Result<Vec<FoundRoom>, DbErr> {
    let columns = [Room::Id, Room::Name, Room::Creator, Room::CreatedAt, Room::IsDeleted];
    let rows =
        in_order(db, Query::select().columns(columns).from(Room::Table), Room::CreatedAt, Room::Id).await?;
    collect(rows, |row| {
        let (Some(room), Some(owner)) = (id(row, "id")?, id(row, "creator")?) else { return Ok(None) };
        let (name, made_at) = (row.try_get("", "name")?, moment(row)?);
        Ok(Some(FoundRoom { id: room, name, owner, deleted: is_deleted(row)?, made_at }))
    })
}

/// Memberships, the longest-standing first.
pub async fn members(db: &impl ConnectionTrait) -> Result<Vec<FoundMember>, DbErr> {
    let columns = [Member::Id, Member::UserId, Member::RoomId, Member::CreatedAt];
    let mut select = Query::select();
    select.columns(columns).from(Member::Table).and_where(Expr::col(Member::IsDeleted).eq(0));
    let rows = in_order(db, &mut select, Member::CreatedAt, Member::Id).await?;
    collect(rows, |row| {
        let (Some(room), Some(user)) = (id(row, "room_id")?, id(row, "user_id")?) else { return Ok(None) };
        Ok(Some(FoundMember { id: row.try_get("", "id")?, room, user, since: moment(row)? }))
    })
}

/// Friendships, deleted ones included, the oldest first.
pub async fn friends(db: &impl ConnectionTrait) -> Result<Vec<FoundFriend>, DbErr> {
    let columns = [Friend::Id, Friend::Creator, Friend::Other, Friend::CreatedAt, Friend::IsDeleted];
    let mut select = Query::select();
    select.columns(columns).from(Friend::Table);
    let rows = in_order(db, &mut select, Friend::CreatedAt, Friend::Id).await?;
    collect(rows, |row| {
        let (Some(user), Some(friend)) = (id(row, "creator")?, id(row, "friend_id")?) else {
            return Ok(None);
        };
        let (direction, since) = (row.try_get("", "id")?, moment(row)?);
        Ok(Some(FoundFriend { id: direction, user, friend, deleted: is_deleted(row)?, since }))
    })
}

/// Applications that wait for an answer, the oldest first.
pub async fn applications(db: &impl ConnectionTrait) -> Result<Vec<FoundApplication>, DbErr> {
    let mut select = Query::select();
    select
        .columns([Apply::Id, Apply::UserId, Apply::RoomId, Apply::Asked])
        .from(Apply::Table)
        .and_where(Expr::col(Apply::IsDeleted).eq(0))
        .and_where(Expr::col(Apply::HandleStatus).eq(0));
    let rows = in_order(db, &mut select, Apply::CreatedAt, Apply::Id).await?;
    collect(rows, |row| {
        let Some(maker) = id(row, "user_id")? else { return Ok(None) };
        let (asked, room) = (id(row, "apply_user_id")?, id(row, "room_id")?);
        Ok(Some(FoundApplication { id: row.try_get("", "id")?, maker, asked, room }))
    })
}

async fn in_order(
    db: &impl ConnectionTrait,
    select: &mut SelectStatement,
    time: impl IntoColumnRef,
    tie: impl IntoColumnRef,
) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all(select.order_by(time, Order::Asc).order_by(tie, Order::Asc)).await
}

fn collect<T>(
    rows: Vec<QueryResult>,
    read: impl Fn(&QueryResult) -> Result<Option<T>, DbErr>,
) -> Result<Vec<T>, DbErr> {
    rows.iter().map(read).filter_map(Result::transpose).collect()
}

/// The id in a column; `None` when there is none, or something else, as the empty text.
fn id<Id: FromStr + ToString>(row: &QueryResult, column: &str) -> Result<Option<Id>, DbErr> {
    let text: Option<String> = row.try_get("", column)?;
    // An id in another notation would not be found by its usual one.
    Ok(text.and_then(|text| text.parse().ok().filter(|id: &Id| id.to_string() == text)))
}

fn is_deleted(row: &QueryResult) -> Result<bool, DbErr> {
    Ok(row.try_get::<i16>("", "isDeleted")? != 0)
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
