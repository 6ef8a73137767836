//! The five tables on MariaDB, definition by definition.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::database::{FIXTURE, Scratch};

#[tokio::test]
async fn the_tables_we_make_are_those_of_the_existing_server() {
    let (theirs, ours) = (Scratch::mariadb().await, Scratch::mariadb().await);
    theirs.db.execute_unprepared(FIXTURE).await.unwrap();
    discuss_migration::migrate(&ours.db).await.unwrap();

    for table in ["user", "room", "member", "friend", "apply"] {
        // Ours keep microseconds, which an adopted database does not.
        let made = definition(&ours.db, table).await;
        let made =
            made.replace("current_timestamp(6)", "current_timestamp()").replace("timestamp(6)", "timestamp");
        assert_eq!(made, definition(&theirs.db, table).await);
    }
    theirs.remove().await;
    ours.remove().await;
}

async fn definition(db: &DatabaseConnection, table: &str) -> String {
    let question = Statement::from_string(db.get_database_backend(), format!("SHOW CREATE TABLE `{table}`"));
    db.query_one_raw(question).await.unwrap().unwrap().try_get_by_index(1).unwrap()
}
