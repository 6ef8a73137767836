//! Table `room` of the existing server.

use sea_orm::entity::prelude::*;

use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub description: String,
    pub creator: String,
    #[sea_orm(column_name = "createdAt")]
    pub created_at: Moment,
    #[sea_orm(column_name = "updatedAt")]
    pub updated_at: Moment,
    #[sea_orm(column_name = "isDeleted")]
    pub is_deleted: i16,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::Creator", to = "super::user::Column::Id")]
    Owner,
    #[sea_orm(has_one = "super::room_index::Entity")]
    Index,
}

impl Related<super::room_index::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Index.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
