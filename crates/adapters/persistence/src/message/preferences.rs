//! How people keep their conversations.

use std::collections::BTreeSet;

use discuss_kernel::Preferences;
use discuss_message::{PreferenceChange, Preferred};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
    sea_query::OnConflict,
};

use super::{
    logs,
    place::{ConversationNumbers, Place},
};
use crate::entity::{
    conversation,
    conversation_preference::{ActiveModel, Column, Entity, Model},
};

impl From<&Model> for Preferences {
    fn from(row: &Model) -> Self {
        Self { pinned: row.pinned != 0, muted: row.muted != 0 }
    }
}

/// Changes how `user` keeps a conversation; its number, and what became of the change.
///
/// The conversation is locked, so that of two devices neither overlooks what the other has said.
pub async fn change(
    tx: &DatabaseTransaction,
    known: &ConversationNumbers,
    user: i64,
    place: Place,
    change: PreferenceChange,
) -> Result<(i64, Preferred), DbErr> {
    let logs = logs::open(tx, known, BTreeSet::from([place])).await?;
    let gone = || DbErr::RecordNotFound(format!("the conversation of {place:?}"));
    let conversation = logs.get(&place).ok_or_else(gone)?.number;
    let row = Entity::find_by_id((user, conversation)).one(tx).await?;
    let before = row.as_ref().map(Preferences::from).unwrap_or_default();
    let preferences = change.apply(before);
    let is_new = preferences != before;
    if is_new {
        store(tx, user, conversation, preferences).await?;
    }
    Ok((conversation, Preferred { preferences, is_new }))
}

async fn store(
    tx: &DatabaseTransaction,
    user: i64,
    conversation: i64,
    preferences: Preferences,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        user_number: Set(user),
        conversation: Set(conversation),
        pinned: Set(preferences.pinned.into()),
        muted: Set(preferences.muted.into()),
    };
    let known = OnConflict::columns([Column::UserNumber, Column::Conversation])
        .update_columns([Column::Pinned, Column::Muted])
        .to_owned();
    Entity::insert(row).on_conflict(known).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets how `user` has kept a room.
pub async fn forget(tx: &DatabaseTransaction, user: i64, room: i64) -> Result<(), DbErr> {
    let conversation = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Number)
        .filter(conversation::Column::RoomNumber.eq(room));
    Entity::delete_many()
        .filter(Column::UserNumber.eq(user))
        .filter(Column::Conversation.in_subquery(conversation.into_query()))
        .exec(tx)
        .await?;
    Ok(())
}
