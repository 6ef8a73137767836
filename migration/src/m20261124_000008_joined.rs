//! Where a room stood when somebody joined it: what was said before is nothing that they missed.

use sea_orm_migration::prelude::*;

use crate::schema::number;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // MySQL cannot undo it, so it may be there already.
        if manager.has_column("membership", "since_seq").await? {
            return Ok(());
        }
        let column = number(Membership::SinceSeq).default(0).take();
        manager.alter_table(Table::alter().table(Membership::Table).add_column(column).take()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

#[derive(DeriveIden)]
enum Membership {
    Table,
    SinceSeq,
}
