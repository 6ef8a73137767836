//! Our own tables beside those of the existing server: accounts and rooms by number and key, what is
//! true just now of friendships, memberships and applications, and logins. What the existing server left
//! behind is taken over into them.

mod adoption;
mod batch;
mod found;
mod judgement;
mod keys;
mod report;
mod tables;

pub use adoption::survey;
pub use report::AdoptionReport;
use sea_orm_migration::prelude::*;
pub use tables::definitions;

use crate::schema::in_one_piece;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables::create(manager).await?;
        in_one_piece(manager).await?;
        adoption::adopt(manager.get_connection()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
