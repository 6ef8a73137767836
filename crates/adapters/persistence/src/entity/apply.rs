//! Table `apply` of the existing server: applications, open or not.

use sea_orm::entity::prelude::*;

use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "apply")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Who made it.
    pub user_id: String,
    /// The room to join.
    pub room_id: Option<String>,
    /// The one to befriend.
    pub apply_user_id: Option<String>,
    /// 1 when it was accepted, else 0.
    pub status: i16,
    /// 1 when it was decided, else 0.
    pub handle_status: i16,
    #[sea_orm(column_name = "createdAt")]
    pub created_at: Moment,
    #[sea_orm(column_name = "updatedAt")]
    pub updated_at: Moment,
    /// 1 when it was taken back, or ended with an account or a room.
    #[sea_orm(column_name = "isDeleted")]
    pub is_deleted: i16,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UserId", to = "super::user::Column::Id")]
    Maker,
    #[sea_orm(
        belongs_to = "super::user::Entity",
        from = "Column::ApplyUserId",
        to = "super::user::Column::Id"
    )]
    Asked,
    #[sea_orm(belongs_to = "super::room::Entity", from = "Column::RoomId", to = "super::room::Column::Id")]
    Room,
    #[sea_orm(has_one = "super::open_application::Entity")]
    Open,
    #[sea_orm(
        belongs_to = "super::application_note::Entity",
        from = "Column::Id",
        to = "super::application_note::Column::ApplyId"
    )]
    Note,
}

impl Related<super::open_application::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Open.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
