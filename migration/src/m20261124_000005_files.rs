//! Uploaded files, and the messages that mention them.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{auto_number, create_missing_index, keep_rows_in_the_key, key_text, new_table, number};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager.create_table(file(backend)).await?;
        create_missing_index(manager, "file", "owner_number").await?;
        create_missing_index(manager, "file", "at").await?;
        manager.create_table(file_mention(backend)).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Every table, by name.
pub fn definitions(backend: DbBackend) -> Vec<(&'static str, TableCreateStatement)> {
    vec![("file", file(backend)), ("file_mention", file_mention(backend))]
}

/// `name` is the random part of a file's name.
fn file(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, File::Table)
        .col(auto_number(File::Number))
        .col(ColumnDef::new(File::Name).binary_len(16).not_null().unique_key())
        .col(key_text(backend, File::Extension, 10))
        .col(number(File::OwnerNumber))
        .col(ColumnDef::new(File::OriginalName).string_len(255).not_null())
        .col(ColumnDef::new(File::MediaType).string_len(127).not_null())
        .col(number(File::Size))
        .col(number(File::At))
        .take()
}

/// Like `entry` it has no foreign keys: the transaction that adds a row has just read what it refers to.
fn file_mention(backend: DbBackend) -> TableCreateStatement {
    let mut table = new_table(backend, FileMention::Table)
        .col(number(FileMention::FileNumber))
        .col(number(FileMention::Conversation))
        .col(number(FileMention::Seq))
        .primary_key(
            Index::create().col(FileMention::FileNumber).col(FileMention::Conversation).col(FileMention::Seq),
        )
        .take();
    keep_rows_in_the_key(backend, &mut table);
    table
}

#[derive(DeriveIden)]
enum File {
    Table,
    Number,
    Name,
    Extension,
    OwnerNumber,
    OriginalName,
    MediaType,
    Size,
    At,
}

#[derive(DeriveIden)]
enum FileMention {
    Table,
    FileNumber,
    Conversation,
    Seq,
}
