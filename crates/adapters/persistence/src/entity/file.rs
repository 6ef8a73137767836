//! Table `file`: uploaded files.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    /// The random part of its name: 16 bytes.
    pub name: Vec<u8>,
    /// The rest of its name; may be empty.
    pub extension: String,
    /// The account number of whoever uploaded it.
    pub owner_number: i64,
    /// What its owner calls it.
    pub original_name: String,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    /// When it was uploaded, in milliseconds since the epoch.
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::OwnerNumber",
        to = "super::account::Column::Number"
    )]
    Account,
}

impl Related<super::account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
