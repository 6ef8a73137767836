//! Table `file_mention`: which message mentions which file. Such a file is not cleaned away.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "file_mention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub file_number: i64,
    /// The number of the conversation in which the message was said.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation: i64,
    /// The message's place there.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
