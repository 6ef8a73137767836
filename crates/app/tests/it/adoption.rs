//! Moving from the existing server: its database is adopted in place, its people log in with their passwords,
//! their open logins live on, and nothing is lost.

mod left;

use std::{process::Stdio, sync::Arc, time::Duration};

use discuss_auth::{Claims, TokenSigner};
use discuss_kernel::{Clock, SystemClock};
use discuss_security::{JwtSigner, SigningKey};
use left::{Left, application, room, user};
use serde_json::{Value, json};

use crate::{people::Person, running::Running, support::Program};

/// What the fixture has, in the words of `discuss migrate`. Of each kind it is said how many there are, and
/// which.
const REPORT: [&str; 25] = [
    "adopted from Server-NestJS: 393 accounts, 37 rooms, 99 friendships, 362 memberships, 3 open applications",
    "accounts whose id is no UUID: 1 (first);",
    "accounts with the name of an older one but for space or letter case: 1 (",
    "rooms of nobody: 1 (",
    "rooms of deleted users: 1 (",
    "rooms whose owner was no member: 5 (",
    "memberships of nobody, or of no room: 2 (",
    "memberships of deleted users: 2 (",
    "memberships of deleted rooms: 40 (",
    "memberships that are there already: 2 (",
    "friendships with nobody: 1 (",
    "friendships with oneself: 1 (",
    "friendships of deleted users: 8 (",
    "friendships that are there already: 2 (",
    "friendships of one direction only: 2 (",
    "friendships whose other direction is deleted: 1 (",
    "friendships marked deleted: 3 (",
    "applications to nobody: 3 (",
    "applications of nobody: 1 (",
    "applications to oneself: 1 (e0000000-0000-4000-8000-000000001009); they do not count",
    "open applications of or to deleted users or rooms: 3 (",
    "open applications for what is so already: 2 (",
    "open applications that are there already: 1 (",
    "applications accepted once more: 1 (",
    "applications accepted after their deletion: 1 (",
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_what_is_odd_is_reported() {
    let left = Left::behind().await;
    let before = left.rows().await;
    let program = left.program();

    let told = program.run(&["migrate"]).succeeds();
    let lines: Vec<&str> = told.lines().skip(1).collect();
    assert_eq!(lines.len(), REPORT.len(), "{told}");
    for (line, expected) in lines.iter().zip(REPORT) {
        assert!(line.starts_with(expected), "{expected}: {told}");
    }

    let after = left.rows().await;
    for (row, text) in &before {
        assert_eq!(after.get(row), Some(text), "{row:?}");
    }
    let added: Vec<_> = after.keys().filter(|row| !before.contains_key(*row)).collect();
    assert_eq!(added.iter().filter(|(table, _)| table == "friend").count(), 2);
    assert_eq!(added.iter().filter(|(table, _)| table == "member").count(), 5);
    assert_eq!(added.len(), 7);

    let again = program.run(&["migrate"]).succeeds();
    assert_eq!(again.lines().count(), 1, "{again}");
    assert_eq!(left.rows().await, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_find_what_they_left() {
    let left = Left::behind().await;
    left.program().run(&["migrate"]).succeeds();
    let before = left.rows().await;
    let server = Running::start(Some(&left.url)).await;
    let log_in = async |name: &str| Person::log_in(server.address(), name).await;

    // Under each name of bcrypt; the last one shares hers with another.
    for (name, number) in [("user101", 101), ("USER102", 102), ("user103", 103), ("user8", 8)] {
        assert_eq!(log_in(name).await.id, user(number));
    }
    assert_eq!(log_in(&format!("user8 {}", user(401))).await.id, user(401));
    for (name, friends) in [
        ("user101", vec![102]),
        ("user1", vec![2]),
        ("user2", vec![1]),
        ("user5", vec![]),
        ("user6", vec![]),
        ("user7", vec![]),
        ("user9", vec![10]),
        ("user11", vec![]),
        ("user149", vec![]),
    ] {
        let found = log_in(name).await.get("/api/friend").await;
        assert_eq!(ids(&found, "friend_id"), friends.into_iter().map(user).collect::<Vec<_>>(), "{name}");
    }

    let owner = log_in("user1").await;
    let members = owner.get(&format!("/api/member?room_id={}", room(1))).await;
    assert_eq!(ids(&members, "user_id"), (1..=10).map(user).collect::<Vec<_>>());
    assert_eq!(owner.get("/api/room?pageSize=1").await["total"], 37);
    let waiting = owner.get(&format!("/api/apply/room?id={}", room(1))).await;
    assert_eq!(ids(&waiting, "id"), [application(1006)]);
    let asked = log_in("user14").await.get("/api/apply/mine").await;
    assert_eq!(ids(&asked, "id"), [application(1003), application(1005)]);
    let history = log_in("user101").await.get("/api/apply").await;
    assert_eq!(ids(&history, "id"), [application(101), application(1001)]);

    assert_eq!(log_in("user17").await.get("/api/apply").await, json!([]), "what asks nobody is not shown");

    // A login changes a hash and nothing else.
    let mut changed = Vec::new();
    for (row, text) in left.rows().await {
        if text != before[&row] {
            assert!(text.contains("|$argon2id$"), "{text}");
            assert_eq!(without_hash(&text), without_hash(&before[&row]));
            changed.push(row.1);
        }
    }
    assert_eq!(changed, [1, 2, 5, 6, 7, 8, 9, 11, 14, 17, 101, 102, 103, 149, 401].map(user));
}

fn without_hash(user: &str) -> Vec<&str> {
    let (name, rest) = user.split_once('|').unwrap();
    let (_, rest) = rest.split_once('|').unwrap();
    vec![name, rest]
}

fn ids(rows: &Value, field: &str) -> Vec<String> {
    let rows = rows.as_array().unwrap().iter();
    let mut ids: Vec<String> = rows.map(|row| row[field].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_to_go_back_keeps_the_old_hashes() {
    let left = Left::behind().await;
    let before = left.rows().await;
    let program = left.program().environment("DISCUSS__SECURITY__REHASH", "false");
    let server = Running::start_program(program).await;
    Person::log_in(server.address(), "user101").await;
    let row = ("user".to_owned(), user(101));
    assert_eq!(left.rows().await[&row], before[&row]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_is_killed_goes_on_the_next_time() {
    let (whole, killed) = (Left::behind().await, Left::behind().await);
    let before = killed.rows().await;
    whole.program().run(&["migrate"]).succeeds();

    let program = killed.program();
    let (mut patience, mut kills) = (Duration::from_millis(20), 0);
    loop {
        let mut process =
            program.command(&["migrate"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(patience).await;
        process.kill().unwrap();
        if process.wait().unwrap().success() {
            break;
        }
        (patience, kills) = (patience * 5 / 4, kills + 1);
    }
    assert!(kills > 1, "it was never killed");
    let after = killed.rows().await;
    assert!(before.iter().all(|(row, text)| after.get(row) == Some(text)));
    assert_eq!(killed.meaning().await, whole.meaning().await);
}

/// As if it had been killed just before it could note what it had done.
#[tokio::test(flavor = "multi_thread")]
async fn each_part_of_a_migration_can_be_done_again() {
    let left = Left::behind().await;
    let program = left.program();
    program.run(&["migrate"]).succeeds();
    let meaning = left.meaning().await;
    for parts in 1..=left.texts("SELECT version FROM seaql_migrations").await.len() {
        left.execute(&format!("DELETE FROM seaql_migrations ORDER BY version DESC LIMIT {parts}")).await;
        program.run(&["migrate"]).succeeds();
        assert_eq!(left.meaning().await, meaning, "{parts}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_schema_is_refused_in_one_line_and_left_alone() {
    let cases = [
        ("ALTER TABLE `apply` DROP COLUMN `handle_status`", "the table apply has no column handle_status"),
        (
            "ALTER TABLE `user` MODIFY `isDeleted` varchar(5) NOT NULL",
            "a column isDeleted of the type varchar",
        ),
        (
            "ALTER TABLE `room` ADD `color` int NOT NULL",
            "the table room has a column color that needs a value",
        ),
        (
            "CREATE TABLE `session` (`id` varchar(255) PRIMARY KEY, `json` text)",
            "the table session has no column",
        ),
        ("CREATE TABLE `file` (`id` int PRIMARY KEY)", "the table file has no column"),
        ("CREATE TABLE `job_run` (`id` int PRIMARY KEY)", "the table job_run has no column"),
        ("DROP TABLE `friend`; CREATE TABLE `friend` (`id` int PRIMARY KEY)", "the table friend has "),
    ];
    for (change, expected) in cases {
        let left = Left::behind().await;
        left.execute(change).await;
        let tables = left.tables().await;
        for command in ["migrate", "serve"] {
            let told = left.program().run(&[command, "--bind", "127.0.0.1:0"]).fails_with(1);
            assert!(told.contains(expected), "{told}");
            assert_eq!(told.trim_end().lines().count(), 1, "{told}");
        }
        assert_eq!(left.tables().await, tables, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_further_tables_and_columns_is_adopted() {
    let left = Left::behind().await;
    left.execute("ALTER TABLE `user` ADD `avatar` varchar(255), ADD `level` int NOT NULL DEFAULT 1").await;
    left.execute("CREATE TABLE `migrations` (`id` int PRIMARY KEY)").await;
    let program = left.program();
    program.run(&["migrate"]).succeeds();
    let new = ["user", "create", "new", "--email", "new@example.org", "--password-stdin"];
    program.run_with(&new, "correct horse\n").succeeds();
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_converted_once_and_only_those_of_the_existing_server() {
    let left = Left::behind().await;
    let program = left.program();
    program.run(&["migrate"]).succeeds();
    let new = ["user", "create", "new", "--email", "new@example.org", "--password-stdin"];
    program.run_with(&new, "correct horse\n").succeeds();
    let before = left.rows().await;
    // Changed since: its time is ours.
    left.execute(&format!("UPDATE room SET description = 'new' WHERE id = '{}'", room(2))).await;
    let changed = left.rows().await[&("room".to_owned(), room(2))].clone();

    let told = program.run(&["migrate", "--times-from", "+08:00"]).succeeds();
    assert!(told.contains("converted from +08:00"), "{told}");
    let converted = left.rows().await;
    let of = |table: &str, id: String| converted[&(table.to_owned(), id)].clone();
    assert!(of("user", user(60)).ends_with("2024-12-31 17:00:00|2025-01-31 17:00:00|0"));
    assert!(of("apply", application(1003)).ends_with("2025-05-31 16:00:00|2025-05-31 16:00:00|0"));
    let room_2 = of("room", room(2));
    assert!(
        room_2.contains("2025-02-28 16:02:00|") && room_2.ends_with(&changed[changed.len() - 21..]),
        "{room_2}"
    );
    let own = |rows: &left::Rows| rows.values().find(|row| row.starts_with("new|")).cloned();
    assert_eq!(own(&converted), own(&before));
    let since = format!(
        "SELECT CAST(since AS CHAR) FROM membership WHERE member_id = 'c0000000-0000-4000-8000-{:012}'",
        1
    );
    assert_eq!(left.texts(&since).await, ["1743436860000"], "2025-03-31 16:01:00 UTC");

    let told = program.run(&["migrate", "--times-from", "+08:00"]).succeeds();
    assert!(told.contains("already"), "{told}");
    assert_eq!(left.rows().await, converted);

    program.run(&["migrate", "--times-from", "-03:30"]).succeeds();
    let corrected = left.rows().await;
    assert!(corrected[&("user".to_owned(), user(60))].ends_with("2025-01-01 04:30:00|2025-02-01 04:30:00|0"));
    assert_eq!(own(&corrected), own(&before));
}

#[test]
fn where_there_is_nothing_of_the_existing_server_no_times_are_converted() {
    let program = Program::new();
    let told = program.run(&["migrate", "--times-from", "+08:00"]).fails_with(1);
    assert_eq!(told, "discuss: there are no times of Server-NestJS in this database\n");
    let told = program.run(&["migrate", "--times-from", "Shanghai"]).fails_with(2);
    assert!(told.contains("+08:00"), "{told}");
}

const OLD_SECRET: &str = "what the existing server signed its tokens with";

/// A token as the existing server makes it.
fn token_of_existing_server(id: &str) -> String {
    let clock = Arc::new(SystemClock);
    let now = clock.now().seconds();
    let claims = Claims {
        user: id.parse().unwrap(),
        username: "user".into(),
        session: None,
        issued_at: now - 60,
        expires_at: now + 3_600,
    };
    JwtSigner::new(&SigningKey::parse(OLD_SECRET).unwrap(), clock).sign(&claims).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_old_secret_open_logins_live_on_until_they_are_ended() {
    let left = Left::behind().await;
    let program = left.program().environment("DISCUSS__AUTH__TOKEN_SECRET", OLD_SECRET);
    let server = Running::start_program(program).await;
    let [ann, ben] = [("user101", 101), ("user102", 102)].map(|(name, number)| (name, user(number)));
    let sockets = [ann, ben].map(|(name, id)| {
        let token = token_of_existing_server(&id);
        Person::logged_in(server.address(), name, id, token)
    });
    let [ann, ben] = sockets;
    let (mut ann_socket, mut ben_socket) = (ann.connects().await, ben.connects().await);
    ann_socket.skip_to("onlineFriends").await;
    ben_socket.skip_to("onlineFriends").await;
    ann_socket.send(&json!({"event": "user", "data": {"receiver": ben.id, "content": "still here"}})).await;
    assert_eq!(ben_socket.skip_to("user").await["data"]["content"], "still here");

    server.program().run(&["user", "disable", "user101"]).succeeds();
    assert_eq!(ann_socket.farewell().await, Some(4409));
    ben_socket.send(&json!({"event": "resume", "ref": 1})).await;
    ben_socket.skip_to("resumed").await;
    assert_eq!(ann.ask(reqwest::Method::GET, "/api/friend", None).await.status, 401);
}

#[test]
fn the_secret_that_is_published_is_refused_in_one_line() {
    let published = "DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.";
    let program = Program::new().environment("DISCUSS__AUTH__TOKEN_SECRET", published);
    let told = program.run(&["serve"]).fails_with(2);
    assert!(told.contains("published") && told.contains("log in once again"), "{told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
}
