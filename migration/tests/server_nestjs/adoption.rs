//! Adopting a database with everything that is found in real ones.

use std::collections::HashMap;

use discuss_migration::Migrator;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Value, sea_query::Query};
use sea_orm_migration::MigratorTrait;
use time::{Duration, PrimitiveDateTime, macros::datetime};
use uuid::Uuid;

use crate::database::{FIXTURE, Scratch};

#[tokio::test]
async fn on_sqlite() {
    adopt(Scratch::sqlite().await).await;
}

#[tokio::test]
async fn on_mariadb() {
    adopt(Scratch::mariadb().await).await;
}

#[tokio::test]
async fn on_postgres() {
    adopt(Scratch::postgres().await).await;
}

async fn adopt(scratch: Scratch) {
    let mut left = Left::behind(&scratch.db).await;
    let [ann, ben, cat, dan, eve] = left.people().await;
    left.friendships([&ann, &ben, &cat, &dan, &eve]).await;
    let tea = left.rooms([&ann, &ben, &cat]).await;
    let open = left.applications([&ann, &ben, &dan], &tea).await;

    discuss_migration::migrate(&scratch.db).await.unwrap();

    let found = Found::in_database(&scratch.db).await;
    found.has_everybody_once().await;
    found.has_friends(&[(&ann, &ben), (&ann, &dan)]).await;
    found.has_members(&tea, &[&ann, &ben]).await;
    found.has_open(&open).await;
    scratch.remove().await;
}

/// Writes what the existing server might have left behind, a minute between one row and the next.
struct Left<'a> {
    db: &'a DatabaseConnection,
    now: PrimitiveDateTime,
}

impl<'a> Left<'a> {
    /// Makes its tables. Rows may refer to nobody, as if they had been there before the foreign keys.
    async fn behind(db: &'a DatabaseConnection) -> Self {
        let lax = match db.get_database_backend() {
            DbBackend::MySql => "SET FOREIGN_KEY_CHECKS = 0",
            DbBackend::Postgres => "SET session_replication_role = replica",
            _ => "PRAGMA foreign_keys = OFF",
        };
        db.execute_unprepared(lax).await.unwrap();
        if db.get_database_backend() == DbBackend::MySql {
            let other_collation = FIXTURE.replace("utf8mb4_general_ci", "utf8mb4_unicode_ci");
            db.execute_unprepared(&other_collation).await.unwrap();
        } else {
            Migrator::up(db, Some(1)).await.unwrap();
        }
        Self { db, now: datetime!(2024-01-01 00:00) }
    }

    async fn insert<const N: usize>(
        &mut self,
        table: &'static str,
        columns: [&'static str; N],
        row: [Value; N],
    ) {
        self.now += Duration::MINUTE;
        let columns = columns.into_iter().chain(["createdAt"]);
        let row = row.into_iter().chain([self.now.into()]);
        let insert = Query::insert()
            .into_table(table)
            .columns(columns)
            .values_panic(row.map(sea_orm::sea_query::Expr::val))
            .take();
        self.db.execute(&insert).await.unwrap();
    }

    async fn person(&mut self, id: &str, name: &str, closed: i16) {
        let address = format!("{}@example.org", Uuid::new_v4());
        let row = [id.into(), name.into(), "$2b$08$".into(), address.into(), closed.into()];
        self.insert("user", ["id", "username", "password", "email", "isDeleted"], row).await;
    }

    /// Four who are there and Cat, who is not any more.
    async fn people(&mut self) -> [String; 5] {
        let people = [(); 5].map(|()| Uuid::new_v4().to_string());
        for (id, (name, closed)) in
            people.iter().zip([("Ann", 0), ("ben", 0), ("cat", 1), ("dan", 0), ("eve", 0)])
        {
            self.person(id, name, closed).await;
        }
        self.person(&Uuid::new_v4().to_string(), " BEN", 0).await;
        self.person("no id", "odd", 0).await;
        people
    }

    async fn friendships(&mut self, [ann, ben, cat, dan, eve]: [&str; 5]) {
        for (user, friend, deleted) in [
            // Several times, one of them deleted.
            (ann, ben, 1),
            (ann, ben, 0),
            (ben, ann, 0),
            (ann, ben, 0),
            // Of one direction only.
            (dan, ann, 0),
            // Ended by one of the two.
            (ann, eve, 0),
            (eve, ann, 1),
            // With nobody, or not any more, or with oneself.
            (ann, cat, 0),
            (cat, ann, 0),
            (ann, "", 0),
            (ann, ann, 0),
        ] {
            let row = [Uuid::new_v4().to_string().into(), user.into(), friend.into(), deleted.into()];
            self.insert("friend", ["id", "creator", "friend_id", "isDeleted"], row).await;
        }
    }

    /// A room whose owner is no member, a deleted one and one that is nobody's.
    async fn rooms(&mut self, [ann, ben, cat]: [&str; 3]) -> String {
        let (tea, gone) = (Uuid::new_v4().to_string(), Uuid::new_v4().to_string());
        for (id, name, owner, deleted) in [
            (tea.as_str(), "Tea", ann, 0),
            (&gone, "Gone", ben, 1),
            (&Uuid::new_v4().to_string(), "Nobody's", "", 0),
        ] {
            let row = [id.into(), name.into(), "".into(), owner.into(), deleted.into()];
            self.insert("room", ["id", "name", "description", "creator", "isDeleted"], row).await;
        }
        for (room, user, deleted) in
            [(&tea, ben, 0), (&tea, ben, 0), (&tea, cat, 0), (&gone, ben, 0), (&tea, "", 0)]
        {
            let row = [Uuid::new_v4().to_string().into(), room.as_str().into(), user.into(), deleted.into()];
            self.insert("member", ["id", "room_id", "user_id", "isDeleted"], row).await;
        }
        tea
    }

    /// Returns those that are still open.
    async fn applications(&mut self, [ann, ben, dan]: [&str; 3], tea: &str) -> Vec<String> {
        let columns = ["id", "user_id", "apply_user_id", "room_id", "status", "handle_status", "isDeleted"];
        let mut open = Vec::new();
        for (is_open, maker, asked, room, decided, deleted) in [
            (true, dan, Some(ben), None, 0, 0),
            (false, dan, Some(ben), None, 0, 0),
            (true, dan, None, Some(tea), 0, 0),
            // Decided, withdrawn, pointless, senseless.
            (false, ben, Some(dan), None, 1, 0),
            (false, ben, Some(dan), None, 0, 1),
            (false, ann, Some(ben), None, 0, 0),
            (false, ben, None, Some(tea), 0, 0),
            (false, ben, Some(ben), None, 0, 0),
            (false, ben, None, None, 0, 0),
            (false, "", Some(ben), None, 0, 0),
        ] {
            let id = Uuid::new_v4().to_string();
            let row = [
                id.as_str().into(),
                maker.into(),
                asked.into(),
                room.into(),
                decided.into(),
                decided.into(),
                deleted.into(),
            ];
            self.insert("apply", columns, row).await;
            open.extend(is_open.then_some(id));
        }
        open
    }
}

/// Reads what became of it.
struct Found<'a> {
    db: &'a DatabaseConnection,
    people: HashMap<String, i64>,
    rooms: HashMap<String, i64>,
}

impl<'a> Found<'a> {
    async fn in_database(db: &'a DatabaseConnection) -> Self {
        let mut found = Self { db, people: HashMap::new(), rooms: HashMap::new() };
        found.people =
            found.rows("account", ["user_id", "number"], |row| (text(row, 0), number(row, 1))).await;
        found.rooms =
            found.rows("room_index", ["room_id", "number"], |row| (text(row, 0), number(row, 1))).await;
        found
    }

    async fn rows<T, C: FromIterator<T>, const N: usize>(
        &self,
        table: &'static str,
        columns: [&'static str; N],
        read: impl Fn(&QueryResult) -> T,
    ) -> C {
        let question =
            Query::select().columns(columns).from(table).order_by(columns[0], sea_orm::Order::Asc).take();
        self.db.query_all(&question).await.unwrap().iter().map(read).collect()
    }

    /// Cat keeps her name, the second Ben is there but not found by it, and the odd one is left out.
    async fn has_everybody_once(&self) {
        let mut names: Vec<String> = self.rows("account", ["username_key"], |row| text(row, 0)).await;
        names.sort();
        assert_eq!(names.len(), 6);
        assert_eq!([&names[0], &names[1]], ["ann", "ben"]);
        assert!(names[2].starts_with("ben "));
        assert_eq!(names[3..], ["cat", "dan", "eve"]);
    }

    /// Both directions of each, and each of them has its row.
    async fn has_friends(&self, pairs: &[(&String, &String)]) {
        let columns = ["user_number", "friend_number", "friend_id"];
        let found: Vec<(i64, i64, String)> =
            self.rows("friendship", columns, |row| (number(row, 0), number(row, 1), text(row, 2))).await;
        let mut expected: Vec<(i64, i64)> = pairs
            .iter()
            .map(|(one, other)| (self.people[*one], self.people[*other]))
            .flat_map(|(one, other)| [(one, other), (other, one)])
            .collect();
        let mut directions: Vec<(i64, i64)> = found.iter().map(|(one, other, _)| (*one, *other)).collect();
        expected.sort_unstable();
        directions.sort_unstable();
        assert_eq!(directions, expected);

        let rows: HashMap<String, (String, String)> = self
            .rows("friend", ["id", "creator", "friend_id"], |row| {
                (text(row, 0), (text(row, 1), text(row, 2)))
            })
            .await;
        for (user, friend, row) in found {
            let (creator, other) = &rows[&row];
            assert_eq!((self.people[creator], self.people[other]), (user, friend));
        }
    }

    /// The owner has become one, the double counts once, and there are no others in any room.
    async fn has_members(&self, room: &str, people: &[&String]) {
        let columns = ["user_number", "room_number", "member_id"];
        let found: Vec<(i64, i64, String)> =
            self.rows("membership", columns, |row| (number(row, 0), number(row, 1), text(row, 2))).await;
        let expected: Vec<(i64, i64)> =
            people.iter().map(|id| (self.people[*id], self.rooms[room])).collect();
        assert_eq!(found.iter().map(|(user, room, _)| (*user, *room)).collect::<Vec<_>>(), expected);

        let rows: Vec<String> = self.rows("member", ["id"], |row| text(row, 0)).await;
        assert!(found.iter().all(|(_, _, row)| rows.contains(row)));
    }

    async fn has_open(&self, expected: &[String]) {
        let mut expected = expected.to_vec();
        expected.sort();
        let found: Vec<String> = self.rows("open_application", ["apply_id"], |row| text(row, 0)).await;
        assert_eq!(found, expected);
    }
}

fn text(row: &QueryResult, column: usize) -> String {
    row.try_get_by_index(column).unwrap()
}

fn number(row: &QueryResult, column: usize) -> i64 {
    row.try_get_by_index(column).unwrap()
}
