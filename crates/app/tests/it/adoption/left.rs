//! A database as the existing server has left it behind, and what stands in it.

use std::collections::BTreeMap;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::{running::database_for_tests, support::Program};

const TABLES: &str = include_str!("../../../../../migration/fixtures/server_nestjs.sql");
const ROWS: &str = include_str!("../../../../../migration/fixtures/server_nestjs_rows.sql");
/// The columns of its tables, each as a text.
const COLUMNS: [(&str, &str); 5] = [
    ("user", "username, password, email, createdAt, updatedAt, isDeleted"),
    ("room", "name, description, creator, createdAt, updatedAt, isDeleted"),
    ("member", "user_id, room_id, createdAt, isDeleted"),
    ("friend", "creator, friend_id, createdAt, isDeleted"),
    (
        "apply",
        "user_id, IFNULL(room_id, 'none'), IFNULL(apply_user_id, 'none'), status, handle_status, createdAt, \
         updatedAt, isDeleted",
    ),
];

/// Every row of the five tables by table and id.
pub type Rows = BTreeMap<(String, String), String>;

/// Such a database.
pub struct Left {
    pub url: String,
    db: DatabaseConnection,
}

impl Left {
    /// With hundreds of users and rows of every odd kind.
    pub async fn behind() -> Self {
        let left = Self::empty().await;
        left.execute(TABLES).await;
        left.execute(ROWS).await;
        left
    }

    /// Without any table.
    pub async fn empty() -> Self {
        let url = database_for_tests("DISCUSS_TEST_MYSQL_URL").await;
        let mut options = ConnectOptions::new(&url);
        // What is set for a session holds for all that follows.
        options.max_connections(1).sqlx_logging(false);
        Self { db: Database::connect(options).await.unwrap(), url }
    }

    pub async fn execute(&self, statements: &str) {
        self.db.execute_unprepared(statements).await.unwrap();
    }

    /// The program, pointed at it.
    pub fn program(&self) -> Program {
        Program::new().environment("DISCUSS__DATABASE__URL", &self.url)
    }

    /// Rows of a single text, in order.
    pub async fn texts(&self, question: &str) -> Vec<String> {
        let question = Statement::from_string(DbBackend::MySql, question);
        let rows = self.db.query_all_raw(question).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// The names of its tables.
    pub async fn tables(&self) -> Vec<String> {
        self.texts(
            "SELECT CAST(TABLE_NAME AS CHAR) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
             ORDER BY 1",
        )
        .await
    }

    pub async fn rows(&self) -> Rows {
        let mut rows = Rows::new();
        for (table, columns) in COLUMNS {
            let ids = self.texts(&format!("SELECT id FROM `{table}` ORDER BY id")).await;
            let texts =
                self.texts(&format!("SELECT CONCAT_WS('|', {columns}) FROM `{table}` ORDER BY id")).await;
            rows.extend(ids.into_iter().map(|id| (table.to_owned(), id)).zip(texts));
        }
        rows
    }

    /// What our tables make of them, in the words of the old ones; rows that were added have ids that nobody
    /// can foresee.
    pub async fn meaning(&self) -> Vec<String> {
        let questions = [
            "SELECT CONCAT_WS('|', user_id, username_key, email_key) FROM account ORDER BY 1",
            "SELECT CONCAT_WS('|', room_id, name_key) FROM room_index ORDER BY 1",
            "SELECT CONCAT_WS('|', u.user_id, f.user_id, l.active, l.since) FROM friendship l \
             JOIN account u ON u.number = l.user_number JOIN account f ON f.number = l.friend_number ORDER BY 1",
            "SELECT CONCAT_WS('|', u.user_id, r.room_id, l.active, l.since) FROM membership l \
             JOIN account u ON u.number = l.user_number JOIN room_index r ON r.number = l.room_number ORDER BY 1",
            "SELECT apply_id FROM open_application ORDER BY 1",
            "SELECT CONCAT_WS('|', kind, IF(kind IN ('member', 'friend'), '', id), created_at, updated_at) \
             FROM adopted_time ORDER BY 1",
            "SELECT version FROM seaql_migrations ORDER BY 1",
            "SELECT CONCAT_WS('|', creator, friend_id, createdAt, isDeleted) FROM friend ORDER BY 1",
            "SELECT CONCAT_WS('|', user_id, room_id, createdAt, isDeleted) FROM member ORDER BY 1",
        ];
        let mut meaning = Vec::new();
        for question in questions {
            meaning.extend(self.texts(question).await);
        }
        meaning
    }
}

/// The id of a user of the fixture.
pub fn user(number: u32) -> String {
    format!("a0000000-0000-4000-8000-{number:012}")
}

/// The id of a room of the fixture.
pub fn room(number: u32) -> String {
    format!("b0000000-0000-4000-8000-{number:012}")
}

/// The id of an application of the fixture.
pub fn application(number: u32) -> String {
    format!("e0000000-0000-4000-8000-{number:012}")
}
