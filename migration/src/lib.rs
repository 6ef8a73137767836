//! Database migrations.
//!
//! [`migrate`] brings a database up to date: an empty one, one of an earlier version, or one that the
//! existing server left behind, whose five tables are adopted in place.

mod m20261123_000001_server_nestjs_tables;
mod m20261123_000002_accounts;
mod m20261123_000003_messages;
mod m20261124_000005_files;
mod m20261124_000006_jobs;
mod m20261124_000008_joined;
mod schema;

use sea_orm_migration::{IntoSchemaManagerConnection, MigrationTrait, MigratorTrait, sea_orm::DbErr};

/// All migrations, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_server_nestjs_tables::Migration),
            Box::new(m20261123_000002_accounts::Migration),
            Box::new(m20261123_000003_messages::Migration),
            Box::new(m20261124_000005_files::Migration),
            Box::new(m20261124_000006_jobs::Migration),
            Box::new(m20261124_000008_joined::Migration),
        ]
    }
}

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A newer version has changed it in ways that this one does not know.
    #[error("the database was made by a newer version of this program: it has the migration {0}")]
    Newer(String),
    /// The database refused.
    #[error("the database could not be migrated: {0}")]
    Database(#[from] DbErr),
}

/// Applies the migrations that are missing. The caller sees to it that nobody else does so meanwhile.
///
/// # Errors
/// When the database is newer than this program, then nothing is changed; or when a statement fails.
/// SQLite and PostgreSQL undo a failed migration; MySQL cannot, but applying it again goes on.
pub async fn migrate<'c>(db: impl IntoSchemaManagerConnection<'c>) -> Result<(), MigrationError> {
    let db = db.into_database_executor();
    let known = Migrator::migrations();
    let applied = Migrator::get_migration_models(&db).await?;
    let unknown =
        applied.into_iter().find(|row| known.iter().all(|migration| migration.name() != row.version));
    if let Some(unknown) = unknown {
        return Err(MigrationError::Newer(unknown.version));
    }
    Ok(Migrator::up(db, None).await?)
}
