//! Messages can answer earlier ones of their conversation.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // MySQL cannot undo it, so it may be there already.
        if !manager.has_column("entry", "reply_to").await? {
            let column = ColumnDef::new(Entry::ReplyTo).binary_len(16).take();
            manager.alter_table(Table::alter().table(Entry::Table).add_column(column).take()).await?;
        }
        if !manager.has_column("entry", "reply_seq").await? {
            let column = ColumnDef::new(Entry::ReplySeq).big_integer().take();
            manager.alter_table(Table::alter().table(Entry::Table).add_column(column).take()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

#[derive(DeriveIden)]
enum Entry {
    Table,
    ReplyTo,
    ReplySeq,
}
