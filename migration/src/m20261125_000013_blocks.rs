//! Who has blocked whom.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{keep_rows_in_the_key, new_table, number};

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
    let mut block = new_table(backend, Block::Table)
        .col(number(Block::UserNumber))
        .col(number(Block::BlockedNumber))
        .col(number(Block::Since))
        .primary_key(Index::create().col(Block::UserNumber).col(Block::BlockedNumber))
        .take();
    keep_rows_in_the_key(backend, &mut block);
    vec![("block", block)]
}

#[derive(DeriveIden)]
enum Block {
    Table,
    UserNumber,
    BlockedNumber,
    Since,
}
