//! Bringing the tables up to date: one process after another, should several start at once.

use std::time::Duration;

use discuss_kernel::StoreError;
use discuss_migration::{AdoptionReport, Conversion, MigrationError};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
};
use time::UtcOffset;

use super::{Backend, Database, mysql, open, postgres, sqlite_writer, stay_open};
use crate::{DatabaseOptions, error::store_error, transaction::begin};

/// How long to wait for another process that is migrating: it may be adopting a great many accounts.
const PATIENCE: Duration = Duration::from_secs(3_600);
/// What the lock is called on PostgreSQL, within the database.
const POSTGRES_LOCK: i64 = i64::from_be_bytes(*b"discuss!");

impl Database {
    /// Brings the tables up to date, making them in an empty database. Waits for another process that is
    /// doing so, for up to an hour, and then finds little left to do.
    ///
    /// Returns what was found when a database of the existing server was adopted just now.
    ///
    /// # Errors
    /// When the database was made by a newer version, or by something else, or a statement fails.
    pub async fn migrate(&self) -> Result<Option<AdoptionReport>, MigrateError> {
        let connection = open(alone(&self.options)?).await?;
        let migrated = match connection.get_database_backend() {
            DbBackend::MySql => in_session(&connection).await,
            _ => in_transaction(&connection).await,
        };
        // The lock goes with the connection.
        let closed = connection.close().await.map_err(store_error);
        let report = migrated?;
        closed?;
        Ok(report)
    }

    /// Takes the times that the existing server wrote for local ones, `from` ahead of UTC, and makes them UTC,
    /// once. What has been written since stays. Waits for others as [`Database::migrate`] does.
    ///
    /// # Errors
    /// When the existing server has left no times here, or a statement fails; then nothing has changed.
    pub async fn convert_times(&self, from: UtcOffset) -> Result<Conversion, MigrateError> {
        let connection = open(alone(&self.options)?).await?;
        let converted = convert_times(&connection, from).await;
        let closed = connection.close().await.map_err(store_error);
        let conversion = converted?;
        closed?;
        Ok(conversion)
    }
}

/// A single connection that is never replaced, so that whoever holds the lock is who migrates.
fn alone(options: &DatabaseOptions) -> Result<ConnectOptions, StoreError> {
    let options = DatabaseOptions { max_connections: 1, ..options.clone() };
    let mut pool = match options.backend()? {
        Backend::Sqlite => sqlite_writer(&options),
        Backend::MySql => mysql(&options),
        Backend::Postgres => postgres(&options),
    };
    stay_open(&mut pool);
    Ok(pool)
}

async fn in_session(connection: &DatabaseConnection) -> Result<Option<AdoptionReport>, MigrateError> {
    lock_session(connection).await?;
    discuss_migration::migrate(connection).await.map_err(refusal)
}

/// MySQL commits after every definition, so that only a session can hold the lock. Its locks belong to the
/// whole server, hence the name of the database, shortened to what the name of a lock may be.
async fn lock_session(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let question = format!(
        "SELECT COALESCE(GET_LOCK(CONCAT('discuss.migrate.', SHA1(DATABASE())), {}), 0)",
        PATIENCE.as_secs()
    );
    let question = Statement::from_string(DbBackend::MySql, question);
    let answer = connection.query_one_raw(question).await.map_err(store_error)?;
    let locked = answer.map(|row| row.try_get_by_index::<i64>(0)).transpose().map_err(store_error)?;
    if locked != Some(1) {
        return Err(StoreError::busy("another process has not finished migrating the database"));
    }
    Ok(())
}

async fn convert_times(connection: &DatabaseConnection, from: UtcOffset) -> Result<Conversion, MigrateError> {
    // Elsewhere there is nothing to convert.
    if connection.get_database_backend() == DbBackend::MySql {
        lock_session(connection).await?;
    }
    discuss_migration::convert_times(connection, from).await.map_err(refusal)
}

/// The lock ends with the transaction, which is all or nothing.
async fn in_transaction(connection: &DatabaseConnection) -> Result<Option<AdoptionReport>, MigrateError> {
    let tx = lock(connection).await.map_err(store_error)?;
    let report = discuss_migration::migrate(&tx).await.map_err(refusal)?;
    tx.commit().await.map_err(store_error)?;
    Ok(report)
}

/// Begins a transaction that excludes others of its kind: on SQLite any that writes does.
async fn lock(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let patience = PATIENCE.as_millis();
    if connection.get_database_backend() == DbBackend::Sqlite {
        connection.execute_unprepared(&format!("PRAGMA busy_timeout = {patience}")).await?;
        return begin(connection).await;
    }
    let tx = begin(connection).await?;
    tx.execute_unprepared(&format!("SET LOCAL lock_timeout = {patience}")).await?;
    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({POSTGRES_LOCK})")).await?;
    Ok(tx)
}

/// Why a database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// It is none that can be.
    #[error(transparent)]
    Refused(MigrationError),
    /// It could, but something failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn refusal(error: MigrationError) -> MigrateError {
    match error {
        MigrationError::Database(error) => store_error(error).into(),
        refused => MigrateError::Refused(refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        connect,
        testing::{empty, on_servers},
    };

    const PROCESSES: usize = 6;

    /// Several processes start at once.
    async fn start_together(url: &str) {
        let starts: Vec<_> = (0..PROCESSES)
            .map(|_| {
                let options = DatabaseOptions::new(url);
                tokio::spawn(async move {
                    let db = connect(&options).await.unwrap();
                    db.migrate().await.unwrap();
                    db.close().await.unwrap();
                })
            })
            .collect();
        for start in starts {
            start.await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_many_who_migrate_a_file_at_once_all_succeed() {
        let directory = tempfile::tempdir().unwrap();
        start_together(&format!("sqlite://{}?mode=rwc", directory.path().join("discuss.db").display())).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_many_who_migrate_on_a_server_at_once_all_succeed() {
        on_servers(async |url| start_together(&url).await).await;
    }

    #[tokio::test]
    async fn a_newer_database_is_left_alone() {
        let (db, _directory) = empty().await;
        db.migrate().await.unwrap();
        db.writer()
            .execute_unprepared("INSERT INTO seaql_migrations VALUES ('m20991231_000001_future', 0)")
            .await
            .unwrap();
        let MigrateError::Refused(cause) = db.migrate().await.unwrap_err() else { panic!("another error") };
        let line = cause.to_string();
        assert!(line.contains("newer") && line.contains("m20991231_000001_future"), "{line}");
        assert_eq!(line.lines().count(), 1);
    }

    #[tokio::test]
    async fn migrating_twice_changes_nothing() {
        let (db, _directory) = empty().await;
        db.migrate().await.unwrap();
        db.migrate().await.unwrap();
    }
}
