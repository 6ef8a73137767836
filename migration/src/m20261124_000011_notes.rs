//! What people say with their applications. It has a table of its own: those of the existing server stay as they are.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{IdText, new_table};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let ids = IdText::like_existing(manager).await?;
        for (_, table) in definitions(manager.get_database_backend(), &ids) {
            manager.create_table(table).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Every table, by name.
pub fn definitions(backend: DbBackend, ids: &IdText) -> Vec<(&'static str, TableCreateStatement)> {
    let note = new_table(backend, ApplicationNote::Table)
        .col(ids.column(ApplicationNote::ApplyId).primary_key())
        .col(ColumnDef::new(ApplicationNote::Note).string_len(200).not_null())
        .take();
    vec![("application_note", note)]
}

#[derive(DeriveIden)]
enum ApplicationNote {
    Table,
    ApplyId,
    Note,
}
