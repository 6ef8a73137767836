//! Table `avatar`: which file a person or a room shows as its picture.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "avatar")]
pub struct Model {
    /// The id of the person or of the room.
    #[sea_orm(primary_key, auto_increment = false)]
    pub bearer: String,
    pub file_number: i64,
    /// Where the file is found.
    pub path: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
