//! Table `friend` of the existing server: one direction of a friendship. Whether a row counts says
//! [`super::friendship`].

use sea_orm::entity::prelude::*;

use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "friend")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub creator: String,
    pub friend_id: String,
    #[sea_orm(column_name = "createdAt")]
    pub created_at: Moment,
    #[sea_orm(column_name = "isDeleted")]
    pub is_deleted: i16,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::Creator", to = "super::user::Column::Id")]
    User,
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::FriendId", to = "super::user::Column::Id")]
    Friend,
}

impl ActiveModelBehavior for ActiveModel {}
