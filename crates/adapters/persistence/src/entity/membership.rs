//! Table `membership`: who belongs to which room. What has ended stays and is revived.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub room_number: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_number: i64,
    pub member_id: String,
    /// 1 while it goes on, else 0.
    pub active: i16,
    /// When it began, the last time.
    pub since: i64,
    /// Where the room's log ended then.
    pub since_seq: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::member::Entity",
        from = "Column::MemberId",
        to = "super::member::Column::Id"
    )]
    Member,
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::UserNumber",
        to = "super::account::Column::Number"
    )]
    Account,
    #[sea_orm(
        belongs_to = "super::room_index::Entity",
        from = "Column::RoomNumber",
        to = "super::room_index::Column::Number"
    )]
    Room,
}

impl Related<super::member::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Member.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
