//! Table `conversation_preference`: how somebody keeps a conversation, if they have ever said so.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation_preference")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_number: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation: i64,
    /// 1 when it stands before the others, else 0.
    pub pinned: i16,
    /// 1 when it does not call for attention, else 0.
    pub muted: i16,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
