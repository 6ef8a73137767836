//! Who has to keep the promises. Everybody gets fresh stores for each of them.

use std::{env, panic::resume_unwind, sync::Arc};

use discuss_apply::testing::InMemoryApplications;
use discuss_auth::testing::InMemoryLogins;
use discuss_avatar::testing::InMemoryAvatars;
use discuss_file::testing::InMemoryFiles;
use discuss_friend::testing::InMemoryFriends;
use discuss_kernel::testing::{InMemoryJobLedger, World};
use discuss_member::testing::InMemoryMembers;
use discuss_message::testing::InMemoryMessages;
use discuss_persistence::{
    AcquaintanceIndex, Applications, Avatars, Database, DatabaseOptions, Files, Friends, JobRuns, Logins,
    Members, Messages, Rooms, Users, connect,
};
use discuss_room::testing::InMemoryRooms;
use discuss_user::testing::InMemoryUsers;
use sea_orm::ConnectionTrait;

use crate::stores::Stores;

/// Holds a promise against the in-memory repositories.
pub async fn in_memory<F>(promise: impl FnOnce(Stores) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let world = World::default();
    let logins = Arc::new(InMemoryLogins::new(world.clone()));
    let stores = Stores {
        users: Arc::new(InMemoryUsers::new(world.clone())),
        credentials: logins.clone(),
        sessions: logins,
        rooms: Arc::new(InMemoryRooms::new(world.clone())),
        members: Arc::new(InMemoryMembers::new(world.clone())),
        friends: Arc::new(InMemoryFriends::new(world.clone())),
        files: Arc::new(InMemoryFiles::new(world.clone())),
        avatars: Arc::new(InMemoryAvatars::new(world.clone())),
        applications: Arc::new(InMemoryApplications::new(world.clone())),
        messages: Arc::new(InMemoryMessages::new(world.clone())),
        acquaintances: Arc::new(world),
        ledger: Arc::new(InMemoryJobLedger::default()),
    };
    promise(stores).await;
}

/// Holds a promise against a SQLite file.
pub async fn sqlite<F>(promise: impl FnOnce(Stores) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let directory = tempfile::tempdir().expect("a temporary directory");
    let url = format!("sqlite://{}?mode=rwc", directory.path().join("discuss.db").display());
    hold(&url, promise).await.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Holds a promise against a database of its own on a MariaDB server.
pub async fn mariadb<F>(promise: impl FnOnce(Stores) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    on_server("DISCUSS_TEST_MYSQL_URL", "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", "", promise)
        .await;
}

/// Holds a promise against a database of its own on a PostgreSQL server.
pub async fn postgres<F>(promise: impl FnOnce(Stores) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    on_server("DISCUSS_TEST_POSTGRES_URL", "ENCODING 'UTF8'", "WITH (FORCE)", promise).await;
}

/// `variable` holds the URL of somebody who may make and drop databases, without the name of one.
async fn on_server<F>(variable: &str, creation: &str, removal: &str, promise: impl FnOnce(Stores) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let server = env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} names no server: run this by ./scripts/test, which starts one")
    });
    let admin = sea_orm::Database::connect(&server).await.expect("the test server answers");
    let name = format!("discuss_{}", uuid::Uuid::new_v4().simple());
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name} {creation}"))
        .await
        .expect("a database is made");

    let outcome = hold(&format!("{}/{name}", server.trim_end_matches('/')), promise).await;

    admin
        .execute_unprepared(&format!("DROP DATABASE {name} {removal}"))
        .await
        .expect("the database is dropped");
    outcome.unwrap_or_else(|panic| resume_unwind(panic));
}

/// Holds a promise against an empty database; how it panicked, if it did.
async fn hold<F>(url: &str, promise: impl FnOnce(Stores) -> F) -> std::thread::Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let options = DatabaseOptions { max_connections: 8, ..DatabaseOptions::new(url) };
    let database = connect(&options).await.expect("the database opens");
    database.migrate().await.expect("the tables are made");
    let outcome = tokio::spawn(promise(stores(&database))).await;
    database.close().await.expect("the database closes");
    outcome.map_err(tokio::task::JoinError::into_panic)
}

fn stores(database: &Database) -> Stores {
    let logins = Arc::new(Logins::new(database.clone()));
    Stores {
        users: Arc::new(Users::new(database.clone())),
        credentials: logins.clone(),
        sessions: logins,
        rooms: Arc::new(Rooms::new(database.clone())),
        members: Arc::new(Members::new(database.clone())),
        friends: Arc::new(Friends::new(database.clone())),
        files: Arc::new(Files::new(database.clone())),
        avatars: Arc::new(Avatars::new(database.clone())),
        applications: Arc::new(Applications::new(database.clone())),
        messages: Arc::new(Messages::new(database.clone())),
        acquaintances: Arc::new(AcquaintanceIndex::new(database.clone())),
        ledger: Arc::new(JobRuns::new(database.clone())),
    }
}
