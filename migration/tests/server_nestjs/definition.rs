//! The five tables on MariaDB, definition by definition.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::database::{FIXTURE, Scratch};

const TABLES: [&str; 5] = ["user", "room", "member", "friend", "apply"];
const NARROW: &str = "`password` varchar(100) NOT NULL";
const WIDE: &str = "`password` varchar(255) NOT NULL";

#[tokio::test]
async fn the_tables_we_make_are_those_of_the_existing_server() {
    let (theirs, ours) = (Scratch::mariadb().await, Scratch::mariadb().await);
    theirs.db.execute_unprepared(FIXTURE).await.unwrap();
    discuss_migration::migrate(&ours.db).await.unwrap();

    for table in TABLES {
        // Ours keep microseconds, which an adopted database does not, and have room for longer hashes.
        let made = definition(&ours.db, table).await;
        let made =
            made.replace("current_timestamp(6)", "current_timestamp()").replace("timestamp(6)", "timestamp");
        assert_eq!(made.replace(WIDE, NARROW), definition(&theirs.db, table).await);
    }
    theirs.remove().await;
    ours.remove().await;
}

#[tokio::test]
async fn an_adopted_table_changes_in_nothing_but_the_length_of_a_hash() {
    let theirs = Scratch::mariadb().await;
    // Another collation than the one that the table has by default.
    let fixture = FIXTURE.replace(NARROW, &NARROW.replace(" NOT", " COLLATE utf8mb4_unicode_ci NOT"));
    theirs.db.execute_unprepared(&fixture).await.unwrap();
    let mut before = Vec::new();
    for table in TABLES {
        before.push(definition(&theirs.db, table).await);
    }
    discuss_migration::migrate(&theirs.db).await.unwrap();
    for (table, before) in TABLES.into_iter().zip(before) {
        let wider = before.replace("`password` varchar(100)", "`password` varchar(255)");
        assert_eq!(definition(&theirs.db, table).await, wider);
    }
    theirs.remove().await;
}

async fn definition(db: &DatabaseConnection, table: &str) -> String {
    let question = Statement::from_string(db.get_database_backend(), format!("SHOW CREATE TABLE `{table}`"));
    db.query_one_raw(question).await.unwrap().unwrap().try_get_by_index(1).unwrap()
}
