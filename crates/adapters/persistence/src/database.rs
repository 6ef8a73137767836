//! Connections: one writer and several readers on SQLite, one pool on MySQL and PostgreSQL.

use std::{fmt, sync::Arc, time::Duration};

use discuss_kernel::StoreError;
use sea_orm::{
    ConnectOptions, DatabaseConnection,
    sqlx::{
        Executor,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};

use tokio::time::{Instant, sleep};

use crate::{error::store_error, numbers::Numbers};

mod migration;

pub use migration::MigrateError;

/// A connection that was idle for longer is asked whether it still lives before it is used.
const PING_AFTER: Duration = Duration::from_secs(30);

/// When a file that another program begins at the same time is tried again.
const OPEN_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Which database, and how much of it.
#[derive(Clone)]
pub struct DatabaseOptions {
    /// `sqlite://<path>?mode=rwc`, `mysql://<user>:<password>@<host>/<database>` or
    /// `postgres://<user>:<password>@<host>/<database>`. The directory of a SQLite file must exist, and it
    /// must be a file: what is in memory cannot be shared between connections.
    pub url: String,
    /// How many connections may be open at most. On SQLite these are the readers; the writer comes on top.
    pub max_connections: u32,
    /// How long a unit of work waits for a free connection, and on SQLite for another program's lock.
    pub acquire_timeout: Duration,
}

impl DatabaseOptions {
    /// This database with 10 connections and a patience of 5 seconds.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), max_connections: 10, acquire_timeout: Duration::from_secs(5) }
    }

    fn backend(&self) -> Result<Backend, StoreError> {
        match self.url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Backend::Sqlite),
            Some("mysql" | "mariadb") => Ok(Backend::MySql),
            Some("postgres" | "postgresql") => Ok(Backend::Postgres),
            _ => Err(StoreError::failed("the database URL must begin with sqlite:, mysql: or postgres:")),
        }
    }

    fn pool(&self, max_connections: u32) -> ConnectOptions {
        let url = match self.url.strip_prefix("mariadb:") {
            Some(rest) => format!("mysql:{rest}"),
            None => self.url.clone(),
        };
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(max_connections)
            .min_connections(1)
            .acquire_timeout(self.acquire_timeout)
            .sqlx_logging(false)
            .record_stmt_in_spans(false);
        options
    }
}

/// The URL may hold a password, so it is not shown.
impl fmt::Debug for DatabaseOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseOptions")
            .field("max_connections", &self.max_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .finish_non_exhaustive()
    }
}

enum Backend {
    Sqlite,
    MySql,
    Postgres,
}

/// An open database. Clones share its connections.
#[derive(Clone)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    numbers: Arc<Numbers>,
    options: Arc<DatabaseOptions>,
}

/// Opens a database. It may still have to be migrated.
///
/// # Errors
/// When the URL is none of those that [`DatabaseOptions::url`] names, or nobody answers there.
pub async fn connect(options: &DatabaseOptions) -> Result<Database, StoreError> {
    let (writer, reader) = match options.backend()? {
        // The writer comes first: it makes the file.
        Backend::Sqlite => {
            let writer = open_file(sqlite_writer(options), options.acquire_timeout).await?;
            (writer, open_file(sqlite_readers(options), options.acquire_timeout).await?)
        }
        Backend::MySql => twice(open(mysql(options)).await?),
        Backend::Postgres => twice(open(postgres(options)).await?),
    };
    Ok(Database { writer, reader, numbers: Arc::default(), options: Arc::new(options.clone()) })
}

impl Database {
    /// Asks whether the database answers.
    ///
    /// # Errors
    /// When it does not, or not in time.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.ping().await.map_err(store_error)
    }

    /// Waits for what is under way and closes all connections. Whoever asks for one later is refused.
    ///
    /// # Errors
    /// When a connection cannot be closed cleanly.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.reader.close_by_ref().await.map_err(store_error)?;
        // Last, since closing the last connection to a SQLite file tidies it up.
        self.writer.close_by_ref().await.map_err(store_error)
    }

    /// For reading outside a transaction. Sees all that was committed before.
    pub(crate) const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For changing things: see [`Database::transaction`].
    pub(crate) const fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The numbers that stand for people and rooms.
    pub(crate) fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

async fn open(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    sea_orm::Database::connect(options).await.map_err(store_error)
}

/// Programs that begin the same file at once stand in each other's way: SQLite refuses to change the kind of the
/// journal without waiting for whoever else has it open.
async fn open_file(options: ConnectOptions, patience: Duration) -> Result<DatabaseConnection, StoreError> {
    let deadline = Instant::now() + patience;
    loop {
        match open(options.clone()).await {
            Err(StoreError::Busy(_)) if Instant::now() < deadline => sleep(OPEN_AGAIN_AFTER).await,
            opened => return opened,
        }
    }
}

fn twice(pool: DatabaseConnection) -> (DatabaseConnection, DatabaseConnection) {
    (pool.clone(), pool)
}

/// SQLite has one writer at a time anyway. With a single connection they queue up here, in order, instead
/// of polling a lock.
fn sqlite_writer(options: &DatabaseOptions) -> ConnectOptions {
    let patience = options.acquire_timeout;
    let mut pool = options.pool(1);
    stay_open(&mut pool).map_sqlx_sqlite_opts(move |sqlite| {
        durable(sqlite, patience)
            .create_if_missing(true)
            // 16 MiB of pages for the indexes that grow at random places, and as much before a checkpoint.
            .pragma("cache_size", "-16384")
            .pragma("wal_autocheckpoint", "4096")
            // After a rush the log shrinks to 64 MiB again.
            .pragma("journal_size_limit", "67108864")
    });
    pool
}

/// Readers never wait for the writer, and cannot write by mistake.
fn sqlite_readers(options: &DatabaseOptions) -> ConnectOptions {
    let patience = options.acquire_timeout;
    let mut pool = options.pool(options.max_connections);
    stay_open(&mut pool)
        .map_sqlx_sqlite_opts(move |sqlite| durable(sqlite, patience).pragma("query_only", "ON"));
    pool
}

/// A commit is on the disk when it returns.
fn durable(sqlite: SqliteConnectOptions, patience: Duration) -> SqliteConnectOptions {
    sqlite
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(patience)
}

/// A file does not hang up.
fn stay_open(pool: &mut ConnectOptions) -> &mut ConnectOptions {
    pool.test_before_acquire(false).idle_timeout(None).max_lifetime(None)
}

/// Units of work lock what they rely on, so that the level that blocks the least is enough. The driver sets
/// UTC as the time zone.
fn mysql(options: &DatabaseOptions) -> ConnectOptions {
    let mut pool = options.pool(options.max_connections);
    pool.test_before_acquire_if_idle_for(PING_AFTER).map_sqlx_mysql_pool_opts(|pool| {
        pool.after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").await?;
                Ok(())
            })
        })
    });
    pool
}

/// READ COMMITTED and UTC are what the server and the driver set by themselves.
fn postgres(options: &DatabaseOptions) -> ConnectOptions {
    let mut pool = options.pool(options.max_connections);
    pool.test_before_acquire_if_idle_for(PING_AFTER);
    pool
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Statement};

    use super::*;
    use crate::testing::empty;

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let question = Statement::from_string(connection.get_database_backend(), format!("PRAGMA {name}"));
        let row = connection.query_one_raw(question).await.unwrap().unwrap();
        row.try_get_by_index::<String>(0)
            .or_else(|_| row.try_get_by_index::<i64>(0).map(|it| it.to_string()))
            .unwrap()
    }

    #[tokio::test]
    async fn a_sqlite_commit_is_on_the_disk_and_checked() {
        let (db, _directory) = empty().await;
        for connection in [db.writer(), db.reader()] {
            let cases = [
                ("journal_mode", "wal"),
                ("synchronous", "2"),
                ("foreign_keys", "1"),
                ("busy_timeout", "200"),
            ];
            for (name, expected) in cases {
                assert_eq!(pragma(connection, name).await, expected, "{name}");
            }
        }
    }

    #[tokio::test]
    async fn sqlite_readers_cannot_write() {
        let (db, _directory) = empty().await;
        let refused = db.reader().execute_unprepared("CREATE TABLE by_mistake (id INTEGER)").await;
        assert!(refused.unwrap_err().to_string().contains("readonly"));
    }

    #[tokio::test]
    async fn mysql_connections_block_the_least_and_speak_utc() {
        let server = std::env::var("DISCUSS_TEST_MYSQL_URL")
            .expect("DISCUSS_TEST_MYSQL_URL names a server: ./scripts/test starts one");
        let db = connect(&DatabaseOptions::new(server)).await.unwrap();
        for (name, expected) in [("t%_isolation", "READ-COMMITTED"), ("time_zone", "+00:00")] {
            let question = format!("SHOW SESSION VARIABLES LIKE '{name}'");
            let question = Statement::from_string(sea_orm::DbBackend::MySql, question);
            let row = db.reader().query_one_raw(question).await.unwrap().unwrap();
            assert_eq!(row.try_get_by_index::<String>(1).unwrap(), expected, "{name}");
        }
    }

    #[tokio::test]
    async fn what_is_no_database_is_refused_without_telling_the_password() {
        let options = DatabaseOptions::new("mongodb://ann:secret@localhost/discuss");
        let refusal = connect(&options).await.err().unwrap();
        assert!(!format!("{options:?} {refusal:?}").contains("secret"));
    }

    #[tokio::test]
    async fn what_is_closed_answers_no_more() {
        let (db, _directory) = empty().await;
        db.ping().await.unwrap();
        db.close().await.unwrap();
        assert!(db.ping().await.is_err());
    }
}
