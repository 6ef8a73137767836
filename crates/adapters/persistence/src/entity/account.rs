//! Table `account`: what we know of an account beside its row in `user`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub user_id: String,
    /// What the name is compared by; of a closed account too.
    pub username_key: String,
    /// What the mail address is compared by; of a closed account too.
    pub email_key: String,
    /// 1 for an admin, else 0.
    pub role: i16,
    /// 1 when an operator has locked it, else 0.
    pub disabled: i16,
    /// Tokens without a login that were issued before this second are void.
    pub tokens_after: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UserId", to = "super::user::Column::Id")]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
