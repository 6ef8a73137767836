//! Which turns of the timetable's jobs were taken.

use sea_orm_migration::prelude::*;

use crate::schema::{key_text, new_table, number};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let table = new_table(backend, JobRun::Table)
            .col(key_text(backend, JobRun::Job, 64).primary_key())
            .col(number(JobRun::Due))
            .take();
        manager.create_table(table).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// One row for each job, with the last turn that was taken.
#[derive(DeriveIden)]
enum JobRun {
    Table,
    Job,
    Due,
}
