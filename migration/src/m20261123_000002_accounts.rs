//! Our own tables beside those of the existing server: accounts and rooms by number and key, what is
//! true just now of friendships, memberships and applications, and logins. What the existing server left
//! behind is taken over into them.

mod adoption;
mod batch;
mod found;
mod tables;

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create(manager).await?;
        adoption::adopt(manager.get_connection()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
