//! Messages can be edited and recalled: a change is an entry that shares the `message_id` of its message.

use sea_orm_migration::prelude::*;

use crate::schema::{create_missing_index, number};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // MySQL cannot undo what is done, so all of it may be there already.
        if !manager.has_column("entry", "changed_at").await? {
            let column = ColumnDef::new(Entry::ChangedAt).big_integer().take();
            manager.alter_table(Table::alter().table(Entry::Table).add_column(column).take()).await?;
        }
        if !manager.has_column("conversation", "message_seq").await? {
            let column = number(Conversation::MessageSeq).default(0).take();
            manager.alter_table(Table::alter().table(Conversation::Table).add_column(column).take()).await?;
        }
        let newest = Query::update()
            .table(Conversation::Table)
            .value(Conversation::MessageSeq, Expr::col(Conversation::LastSeq))
            .take();
        manager.execute(newest).await?;
        create_missing_index(manager, "entry", "message_id").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

#[derive(DeriveIden)]
enum Entry {
    Table,
    ChangedAt,
}

#[derive(DeriveIden)]
enum Conversation {
    Table,
    LastSeq,
    MessageSeq,
}
