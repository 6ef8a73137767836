//! Database migrations.
//!
//! [`migrate`] brings a database up to date: an empty one, one of an earlier version, or one that the
//! existing server left behind, whose five tables are adopted in place. [`convert_times`] corrects the times of
//! such a one.

mod m20261123_000001_server_nestjs_tables;
mod m20261123_000002_accounts;
mod m20261123_000003_messages;
mod m20261124_000004_adopted_database;
mod m20261124_000005_files;
mod m20261124_000006_jobs;
mod m20261124_000008_joined;
mod m20261124_000009_changes;
mod m20261124_000010_replies;
mod m20261124_000011_notes;
mod m20261125_000012_preferences;
mod m20261125_000013_blocks;
mod m20261125_000014_avatars;
mod recognition;
mod schema;
mod times;

use sea_orm_migration::{
    IntoSchemaManagerConnection, MigrationName, MigrationTrait, MigratorTrait, SchemaManager, sea_orm::DbErr,
};

pub use m20261123_000002_accounts::AdoptionReport;
pub use times::{Conversion, convert_times};

/// All migrations, oldest first.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_server_nestjs_tables::Migration),
            Box::new(m20261123_000002_accounts::Migration),
            Box::new(m20261123_000003_messages::Migration),
            Box::new(m20261124_000004_adopted_database::Migration),
            Box::new(m20261124_000005_files::Migration),
            Box::new(m20261124_000006_jobs::Migration),
            Box::new(m20261124_000008_joined::Migration),
            Box::new(m20261124_000009_changes::Migration),
            Box::new(m20261124_000010_replies::Migration),
            Box::new(m20261124_000011_notes::Migration),
            Box::new(m20261125_000012_preferences::Migration),
            Box::new(m20261125_000013_blocks::Migration),
            Box::new(m20261125_000014_avatars::Migration),
        ]
    }
}

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// A newer version has changed it in ways that this one does not know.
    #[error("the database was made by a newer version of this program: it has the migration {0}")]
    Newer(String),
    /// Something else has made it.
    #[error("the database is neither empty nor one of Server-NestJS or of this program: {0}")]
    Unknown(String),
    /// The existing server has not written the times in it.
    #[error("there are no times of Server-NestJS in this database")]
    NothingAdopted,
    /// The database refused.
    #[error("the database could not be migrated: {0}")]
    Database(#[from] DbErr),
}

/// Applies the migrations that are missing. The caller sees to it that nobody else does so meanwhile. Returns
/// what was found when a database of the existing server was adopted just now.
///
/// # Errors
/// When the database is newer than this program, or something else has made it, then nothing is changed; or
/// when a statement fails. SQLite and PostgreSQL undo a failed migration; MySQL cannot, but applying it again
/// goes on.
pub async fn migrate<'c>(
    db: impl IntoSchemaManagerConnection<'c> + Copy,
) -> Result<Option<AdoptionReport>, MigrationError> {
    let manager = SchemaManager::new(db);
    let applied = applied(&manager).await?;
    let known = Migrator::migrations();
    let unknown = applied.iter().find(|name| known.iter().all(|migration| migration.name() != **name));
    if let Some(unknown) = unknown {
        return Err(MigrationError::Newer(unknown.clone()));
    }
    recognition::require_known(&manager, &applied).await?;
    let is_adopted = applied.iter().any(|name| name == m20261123_000002_accounts::Migration.name());
    let report = if is_adopted { None } else { survey(&manager).await? };
    Migrator::up(db, None).await?;
    Ok(report)
}

/// What there is to adopt, if all five tables are there.
async fn survey(manager: &SchemaManager<'_>) -> Result<Option<AdoptionReport>, DbErr> {
    for (table, _) in m20261123_000001_server_nestjs_tables::definitions(manager.get_database_backend()) {
        if !manager.has_table(table).await? {
            return Ok(None);
        }
    }
    m20261123_000002_accounts::survey(manager.get_connection()).await
}

/// The names of the migrations that were applied.
async fn applied(manager: &SchemaManager<'_>) -> Result<Vec<String>, DbErr> {
    // Asking for them would make the table, and a database that is refused stays as it is.
    if !manager.has_table(Migrator::migration_table_name().to_string()).await? {
        return Ok(Vec::new());
    }
    let rows = Migrator::get_migration_models(manager.get_connection()).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}
