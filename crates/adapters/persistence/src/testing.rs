//! What the tests inside this crate begin with.

use std::{env, time::Duration};

use discuss_kernel::UserId;
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::{Database, DatabaseOptions, connect};

/// An empty SQLite database with little patience, and the directory it lives in.
pub async fn empty() -> (Database, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (open(&directory).await, directory)
}

/// One more door to the database in `directory`, as another program would have it.
pub async fn open(directory: &TempDir) -> Database {
    let url = format!("sqlite://{}?mode=rwc", directory.path().join("discuss.db").display());
    let options =
        DatabaseOptions { acquire_timeout: Duration::from_millis(200), ..DatabaseOptions::new(url) };
    connect(&options).await.unwrap()
}

/// Gives `test` the URL of a new database on each of the two servers.
pub async fn on_servers<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    for variable in ["DISCUSS_TEST_MYSQL_URL", "DISCUSS_TEST_POSTGRES_URL"] {
        let server = env::var(variable).unwrap_or_else(|_| {
            panic!("{variable} names no server: run this by ./scripts/test, which starts one")
        });
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        let name = format!("discuss_{}", UserId::random().uuid().simple());
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        test(format!("{server}/{name}")).await;
        admin.execute_unprepared(&format!("DROP DATABASE {name}")).await.unwrap();
    }
}
