//! Table `user` of the existing server: what others see of an account, and its password.

use sea_orm::entity::prelude::*;

use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub username: String,
    pub password: String,
    pub email: String,
    #[sea_orm(column_name = "createdAt")]
    pub created_at: Moment,
    #[sea_orm(column_name = "updatedAt")]
    pub updated_at: Moment,
    #[sea_orm(column_name = "isDeleted")]
    pub is_deleted: i16,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_one = "super::account::Entity")]
    Account,
}

impl Related<super::account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
