//! Table `open_application`: applications that wait for an answer. Deleting the row is the decision: who
//! deletes it has won the race, on every database.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "open_application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub apply_id: String,
    /// What is wished for and by whom, so that nobody asks twice at once.
    pub wish_key: String,
    pub maker_number: i64,
    pub asked_number: Option<i64>,
    pub room_number: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::apply::Entity", from = "Column::ApplyId", to = "super::apply::Column::Id")]
    Application,
}

impl Related<super::apply::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Application.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
