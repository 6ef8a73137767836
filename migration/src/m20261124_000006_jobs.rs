//! Which turns of the timetable's jobs were taken.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{key_text, new_table, number};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(job_run(manager.get_database_backend())).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Every table, by name.
pub fn definitions(backend: DbBackend) -> Vec<(&'static str, TableCreateStatement)> {
    vec![("job_run", job_run(backend))]
}

fn job_run(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, JobRun::Table)
        .col(key_text(backend, JobRun::Job, 64).primary_key())
        .col(number(JobRun::Due))
        .take()
}

/// One row for each job, with the last turn that was taken.
#[derive(DeriveIden)]
enum JobRun {
    Table,
    Job,
    Due,
}
