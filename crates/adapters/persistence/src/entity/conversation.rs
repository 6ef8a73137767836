//! Table `conversation`: the log of a room, or of two people. Made for its first entry, or when somebody says how they
//! keep it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    /// Whose it is, when it is a room's.
    pub room_number: Option<i64>,
    /// The smaller account number of the two whose it is.
    pub low_number: Option<i64>,
    /// The larger one.
    pub high_number: Option<i64>,
    /// The `seq` of the newest entry.
    pub last_seq: i64,
    /// How many messages it has.
    pub last_ordinal: i64,
    /// When the newest entry was taken, in milliseconds since the epoch.
    pub last_at: i64,
    /// The `seq` of the newest message.
    pub message_seq: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::room_index::Entity",
        from = "Column::RoomNumber",
        to = "super::room_index::Column::Number"
    )]
    Room,
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::LowNumber",
        to = "super::account::Column::Number"
    )]
    Low,
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::HighNumber",
        to = "super::account::Column::Number"
    )]
    High,
    #[sea_orm(
        belongs_to = "super::entry::Entity",
        from = "(Column::Number, Column::MessageSeq)",
        to = "(super::entry::Column::Conversation, super::entry::Column::Seq)"
    )]
    Newest,
    #[sea_orm(
        belongs_to = "super::read_cursor::Entity",
        from = "Column::Number",
        to = "super::read_cursor::Column::Conversation"
    )]
    Read,
    #[sea_orm(
        belongs_to = "super::delivery_cursor::Entity",
        from = "Column::Number",
        to = "super::delivery_cursor::Column::Conversation"
    )]
    Delivered,
    #[sea_orm(
        belongs_to = "super::conversation_preference::Entity",
        from = "Column::Number",
        to = "super::conversation_preference::Column::Conversation"
    )]
    Preference,
}

impl ActiveModelBehavior for ActiveModel {}
