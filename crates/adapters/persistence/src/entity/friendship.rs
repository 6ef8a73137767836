//! Table `friendship`: who is whose friend. Two rows for each pair, changed together; what has ended stays
//! and is revived.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "friendship")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_number: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub friend_number: i64,
    /// The row of `friend` for this direction.
    pub friend_id: String,
    /// 1 while it goes on, else 0.
    pub active: i16,
    /// When it began, the last time.
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::friend::Entity",
        from = "Column::FriendId",
        to = "super::friend::Column::Id"
    )]
    Direction,
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::FriendNumber",
        to = "super::account::Column::Number"
    )]
    Friend,
}

impl ActiveModelBehavior for ActiveModel {}
