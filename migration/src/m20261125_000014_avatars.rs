//! Which files people and rooms show as their pictures. It has a table of its own: those of the existing server stay as
//! they are.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{IdText, new_table, number};

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

/// Every table, by name. `bearer` is the id of a person or of a room; `path` repeats where the file is found, so that
/// lists need no other table.
pub fn definitions(backend: DbBackend, ids: &IdText) -> Vec<(&'static str, TableCreateStatement)> {
    let avatar = new_table(backend, Avatar::Table)
        .col(ids.column(Avatar::Bearer).primary_key())
        .col(number(Avatar::FileNumber).unique_key())
        .col(ColumnDef::new(Avatar::Path).string_len(100).not_null())
        .take();
    vec![("avatar", avatar)]
}

#[derive(DeriveIden)]
enum Avatar {
    Table,
    Bearer,
    FileNumber,
    Path,
}
