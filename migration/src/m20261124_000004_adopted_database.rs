//! What came to light when databases of the existing server were adopted: room for longer password hashes, a
//! quick answer to whose tokens have become void, and the times as that server wrote them, so that they can be
//! converted later, and only once.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{
    schema::{TextColumn, User, create_missing_index, in_one_piece},
    times,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// In characters. An Argon2id hash of today takes 97, one with a longer salt or larger parameters more.
const PASSWORD_LENGTH: u32 = 255;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        widen_password(manager).await?;
        create_missing_index(manager, "account", "tokens_after").await?;
        if times::are_of_existing_server(manager).await? {
            times::create(manager).await?;
            in_one_piece(manager).await?;
            times::remember(manager.get_connection()).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn widen_password(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut column = ColumnDef::new(User::Password);
    match manager.get_database_backend() {
        // SQLite does not limit texts.
        DbBackend::MySql => {
            let found = TextColumn::find(manager, "user", "password").await?;
            if found.length >= u64::from(PASSWORD_LENGTH) {
                return Ok(());
            }
            column.custom(found.definition(PASSWORD_LENGTH)).not_null();
        }
        DbBackend::Postgres => _ = column.string_len(PASSWORD_LENGTH),
        _ => return Ok(()),
    }
    manager.alter_table(Table::alter().table(User::Table).modify_column(column).take()).await
}
