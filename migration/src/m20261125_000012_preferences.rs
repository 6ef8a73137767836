//! How people keep their conversations: pinned, muted.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{flag, keep_rows_in_the_key, new_table, number};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, table) in definitions(manager.get_database_backend()) {
            manager.create_table(table).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Every table, by name.
pub fn definitions(backend: DbBackend) -> Vec<(&'static str, TableCreateStatement)> {
    let mut preference = new_table(backend, ConversationPreference::Table)
        .col(number(ConversationPreference::UserNumber))
        .col(number(ConversationPreference::Conversation))
        .col(flag(ConversationPreference::Pinned))
        .col(flag(ConversationPreference::Muted))
        .primary_key(
            Index::create().col(ConversationPreference::UserNumber).col(ConversationPreference::Conversation),
        )
        .take();
    keep_rows_in_the_key(backend, &mut preference);
    vec![("conversation_preference", preference)]
}

#[derive(DeriveIden)]
enum ConversationPreference {
    Table,
    UserNumber,
    Conversation,
    Pinned,
    Muted,
}
