//! Empty databases to try migrations on.

use std::env;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

/// The tables as the existing server has them.
pub const FIXTURE: &str = include_str!("../../fixtures/server_nestjs.sql");

/// An empty database with a single connection, so that what is set for a session holds for all that follows.
pub struct Scratch {
    pub db: DatabaseConnection,
    place: Place,
}

enum Place {
    Directory(TempDir),
    Server { admin: DatabaseConnection, removal: String },
}

impl Scratch {
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", directory.path().join("discuss.db").display());
        Self { db: open(url).await, place: Place::Directory(directory) }
    }

    pub async fn mariadb() -> Self {
        Self::on_server("DISCUSS_TEST_MYSQL_URL", "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci", "")
            .await
    }

    pub async fn postgres() -> Self {
        Self::on_server("DISCUSS_TEST_POSTGRES_URL", "ENCODING 'UTF8'", "WITH (FORCE)").await
    }

    async fn on_server(variable: &str, creation: &str, removal: &str) -> Self {
        let server = env::var(variable).unwrap_or_else(|_| {
            panic!("{variable} names no server: run this by ./scripts/test, which starts one")
        });
        let admin = Database::connect(&server).await.unwrap();
        let name = format!("migration_{}", uuid::Uuid::new_v4().simple());
        admin.execute_unprepared(&format!("CREATE DATABASE {name} {creation}")).await.unwrap();
        let db = open(format!("{}/{name}", server.trim_end_matches('/'))).await;
        Self { db, place: Place::Server { admin, removal: format!("DROP DATABASE {name} {removal}") } }
    }

    pub async fn remove(self) {
        self.db.close().await.unwrap();
        match self.place {
            Place::Directory(directory) => directory.close().unwrap(),
            Place::Server { admin, removal } => {
                admin.execute_unprepared(&removal).await.unwrap();
            }
        }
    }
}

async fn open(url: String) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
