//! Table `session`: logins. Times are milliseconds since the epoch.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    /// The 16 bytes of the id.
    pub session_id: Vec<u8>,
    pub user_number: i64,
    pub created_at: i64,
    pub renewed_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
    /// What the refresh token is compared with; none when the login cannot be renewed.
    pub refresh_digest: Option<Vec<u8>>,
    pub address: Option<String>,
    pub agent: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::UserNumber",
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
