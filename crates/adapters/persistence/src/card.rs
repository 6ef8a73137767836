//! From rows to the cards that lists and events show.
//!
//! A row whose ids are no ids has no card: an adopted database may hold such rows, and they are skipped.

use discuss_kernel::{RoomCard, UserCard};
use sea_orm::{
    DbErr, DerivePartialModel, FromQueryResult, PartialModelTrait, QueryResult, QuerySelect, TryGetError,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    entity::{avatar, room, user},
    moment::Moment,
};

/// What of a person's row is shown.
pub type UserRow = Pictured<UserColumns>;

/// What of a room's row is shown. The owner's row is joined under the name [`RoomRow::OWNER`].
pub type RoomRow = Pictured<RoomColumns>;

/// A row, and where the picture is that its bearer shows.
///
/// That is looked up row by row, by a key, and not joined: so no query has to know of it, under whichever name it
/// asks for the row.
pub struct Pictured<R> {
    row: R,
    avatar: Option<String>,
}

/// The columns of a table whose rows show pictures.
pub trait Bearer: PartialModelTrait {
    /// What the table is called unless a query says otherwise.
    const TABLE: &'static str;
}

impl Bearer for UserColumns {
    const TABLE: &'static str = "user";
}

impl Bearer for RoomColumns {
    const TABLE: &'static str = "room";
}

impl<R: Bearer> PartialModelTrait for Pictured<R> {
    fn select_cols_nested<S: QuerySelect>(select: S, prefix: Option<&str>, alias: Option<&'static str>) -> S {
        let id = Expr::col((alias.unwrap_or(R::TABLE), "id"));
        let path = Query::select()
            .column(avatar::Column::Path)
            .from(avatar::Entity)
            .and_where(Expr::col((avatar::Entity, avatar::Column::Bearer)).eq(id))
            .take();
        let name = format!("{}avatar", prefix.unwrap_or_default());
        R::select_cols_nested(select, prefix, alias)
            .column_as(Expr::SubQuery(None, Box::new(path.into())), name)
    }
}

impl<R: FromQueryResult> FromQueryResult for Pictured<R> {
    fn from_query_result(result: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Self::from_query_result_nullable(result, prefix)?)
    }

    fn from_query_result_nullable(result: &QueryResult, prefix: &str) -> Result<Self, TryGetError> {
        let row = R::from_query_result_nullable(result, prefix)?;
        Ok(Self { row, avatar: result.try_get_nullable(prefix, "avatar")? })
    }
}

/// The columns of a person.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
pub struct UserColumns {
    id: String,
    username: String,
    email: String,
    created_at: Moment,
    updated_at: Moment,
}

impl UserRow {
    /// The person's card.
    pub fn card(self) -> Option<UserCard> {
        let Self { row, avatar } = self;
        Some(UserCard {
            id: row.id.parse().ok()?,
            username: row.username,
            email: row.email,
            avatar: avatar.map(below_the_origin),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        })
    }
}

/// The columns of a room, and its owner.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "room::Entity")]
pub struct RoomColumns {
    id: String,
    name: String,
    description: String,
    created_at: Moment,
    updated_at: Moment,
    #[sea_orm(nested, alias = "owner")]
    owner: UserRow,
}

impl RoomRow {
    /// What the owner's row is called in the query.
    pub const OWNER: &str = "owner";

    /// The room's card.
    pub fn card(self) -> Option<RoomCard> {
        let Self { row, avatar } = self;
        let owner = row.owner.card()?;
        Some(RoomCard {
            id: row.id.parse().ok()?,
            name: row.name,
            description: row.description,
            creator: owner.id,
            avatar: avatar.map(below_the_origin),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            owner,
        })
    }
}

fn below_the_origin(path: String) -> String {
    format!("/{path}")
}
