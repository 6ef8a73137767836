//! What the contract tests cannot see: how many statements there are, and several nodes at once.

use std::{
    collections::BTreeSet,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use discuss_file::{FileCard, FileName, FileRepository, MediaType, OriginalName};
use discuss_kernel::{ClientId, Content, Conversation, MemberId, MessageId, RoomId, Timestamp, UserId};
use discuss_member::{MemberRepository, NewMember};
use discuss_message::{Act, Draft, MessageRepository, Post, Voice, Window, Writer};
use discuss_room::{Description, NewRoom, RoomName, RoomRepository};
use discuss_user::{Email, NewUser, PasswordHash, UserRepository, Username};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::Expr,
};

use super::{Messages, append::append, place::ConversationNumbers};
use crate::{
    Database, DatabaseOptions, Files, Members, Rooms, Users, connect, entity::membership, testing::on_servers,
};

const NOON: Timestamp = Timestamp::from_millis(1_750_000_000_000);

/// Everybody is in every room.
struct World {
    people: Vec<UserId>,
    rooms: Vec<RoomId>,
}

impl World {
    async fn new(db: &Database, people: usize, rooms: usize) -> Self {
        db.migrate().await.unwrap();
        let mut world = Self { people: Vec::new(), rooms: Vec::new() };
        for nth in 0..people {
            let id = UserId::random();
            let email = Email::parse(&format!("user{nth}@example.org")).unwrap();
            let username = Username::parse(&format!("user{nth}")).unwrap();
            let user = NewUser { id, username, email, password: PasswordHash::new("hash".into()), at: NOON };
            Users::new(db.clone()).insert(&user).await.unwrap();
            world.people.push(id);
        }
        for nth in 0..rooms {
            let id = RoomId::random();
            let name = RoomName::parse(&format!("room{nth}")).unwrap();
            let description = Description::parse("for tests").unwrap();
            let room = NewRoom { id, name, description, owner: world.people[0], at: NOON };
            Rooms::new(db.clone()).insert(&room).await.unwrap();
            for user in &world.people[1..] {
                let member = NewMember { id: MemberId::random(), room: id, user: *user, at: NOON };
                Members::new(db.clone()).insert(&member).await.unwrap();
            }
            world.rooms.push(id);
        }
        world
    }

    /// So many messages, each by another person than the one before and in another room.
    fn drafts(&self, count: usize) -> Vec<Draft> {
        (0..count).map(|nth| self.draft(nth, format!("message {nth}"))).collect()
    }

    fn draft(&self, nth: usize, text: String) -> Draft {
        let post = Post {
            conversation: Conversation::Room(self.rooms[nth % self.rooms.len()]),
            content: Content::stored(text),
            extra: None,
            reply_to: None,
            client_id: Some(ClientId::stored(UserId::random().to_string())),
        };
        let author = self.people[nth % self.people.len()];
        Draft { author, voice: Voice::Membership, act: Act::Say { id: MessageId::at(NOON), post } }
    }

    /// The same, each mentioning a file that is there.
    async fn drafts_with_a_file(&self, db: &Database, count: usize) -> Vec<Draft> {
        let file = FileCard {
            owner: self.people[0],
            name: FileName::random("png"),
            original_name: OriginalName::tidy("tea.png"),
            media_type: MediaType::stored("image/png".into()),
            size: 1,
            at: NOON,
        };
        Files::new(db.clone()).insert(&file, None).await.unwrap();
        (0..count).map(|nth| self.draft(nth, format!("see {}", file.path()))).collect()
    }
}

async fn in_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Database) -> F) {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", directory.path().join("discuss.db").display());
    test(connect(&DatabaseOptions::new(url)).await.unwrap()).await;
}

#[tokio::test]
async fn a_group_takes_a_handful_of_statements() {
    in_sqlite(async |db| {
        let world = World::new(&db, 16, 4).await;
        let known = ConversationNumbers::default();
        let executed = Arc::new(AtomicUsize::new(0));
        let mut writer = db.writer().clone();
        let counter = Arc::clone(&executed);
        writer.set_metric_callback(move |_| _ = counter.fetch_add(1, Ordering::Relaxed));
        let mode = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        for (rule, drafts, statements) in [
            (
                "people, rooms, voices, repeats, four for new logs, entries, logs, cursors",
                world.drafts(1_024),
                14,
            ),
            ("what is known need not be found", world.drafts(Writer::MAX_GROUP), 9),
            ("one more for each power of two", world.drafts(1_023), 9 + 9),
            ("a lone message", world.drafts(1), 6),
            ("two more for a file", world.drafts_with_a_file(&db, 1).await, 6 + 2),
            ("or for many mentions", world.drafts_with_a_file(&db, Writer::MAX_GROUP).await, 9 + 2),
        ] {
            let before = executed.load(Ordering::Relaxed);
            let tx = writer.begin_with_options(mode).await.unwrap();
            let group = append(&tx, db.numbers(), &known, &drafts, NOON).await.unwrap();
            tx.commit().await.unwrap();
            known.remember(group.conversations);
            assert!(
                group.outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|appended| appended.is_new))
            );
            assert_eq!(executed.load(Ordering::Relaxed) - before, statements, "{rule}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_share_conversations_without_gaps() {
    const NODES: usize = 3;
    const GROUPS: usize = 20;
    on_servers(async |url| {
        let db = connect(&DatabaseOptions::new(&*url)).await.unwrap();
        let world = Arc::new(World::new(&db, 5, 3).await);
        let mut nodes = Vec::new();
        // All of them begin with the first message of every conversation.
        for node in 0..NODES {
            let (world, db) = (Arc::clone(&world), connect(&DatabaseOptions::new(&*url)).await.unwrap());
            nodes.push(tokio::spawn(async move {
                let messages = Messages::new(db.clone());
                let mut stored = 0;
                for group in 0..GROUPS {
                    let drafts = world.drafts(3 + (node * 7 + group * 5) % 40);
                    stored += drafts.len();
                    let outcomes = messages.append(&drafts, NOON).await.unwrap();
                    assert!(outcomes.iter().all(Result::is_ok));
                }
                db.close().await.unwrap();
                stored
            }));
        }
        let mut sent = 0;
        for node in nodes {
            sent += node.await.unwrap();
        }
        assert_eq!(count_without_gaps(&Messages::new(db.clone()), &world).await, sent);
        db.close().await.unwrap();
    })
    .await;
}

/// How many messages there are in all rooms; those of each are numbered 1, 2, 3 …
async fn count_without_gaps(messages: &Messages, world: &World) -> usize {
    let mut count = 0;
    for room in &world.rooms {
        let window = Window { before: None, after: Some(0), limit: 100_000 };
        let history = messages.history(Conversation::Room(*room), window).await.unwrap();
        let seqs: Vec<u64> = history.iter().map(|authored| authored.message.seq).collect();
        assert_eq!(seqs, (1..=history.len() as u64).collect::<Vec<_>>());
        let ids: BTreeSet<_> = history.iter().map(|authored| authored.message.id).collect();
        assert_eq!(ids.len(), history.len());
        count += history.len();
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_agree_on_the_first_of_two_repeats() {
    on_servers(async |url| {
        let db = connect(&DatabaseOptions::new(&*url)).await.unwrap();
        let world = World::new(&db, 1, 2).await;
        for _ in 0..10 {
            let mut drafts = world.drafts(2);
            let client_id = drafts[0].client_id().cloned();
            if let Act::Say { post, .. } = &mut drafts[1].act {
                post.client_id = client_id;
            }
            // One name, sent to two conversations by two nodes at once: no lock keeps them apart.
            let [one, other] = [Messages::new(db.clone()), Messages::new(db.clone())];
            let (one, other) = tokio::join!(one.append(&drafts[..1], NOON), other.append(&drafts[1..], NOON));
            let (one, other) = (one.unwrap().remove(0).unwrap(), other.unwrap().remove(0).unwrap());
            assert_eq!(one.entry, other.entry);
            assert!(one.is_new != other.is_new, "one of them is the first");
        }
        db.close().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_membership_ends_before_a_message_or_after_it() {
    on_servers(async |url| {
        let db = connect(&DatabaseOptions::new(&*url)).await.unwrap();
        let world = World::new(&db, 1, 1).await;
        let tx = db.writer().begin().await.unwrap();
        append(&tx, db.numbers(), &ConversationNumbers::default(), &world.drafts(1), NOON).await.unwrap();

        let end = membership::Entity::update_many().col_expr(membership::Column::Active, Expr::value(0_i16));
        let mut end = Box::pin(end.filter(membership::Column::Active.eq(1)).exec(db.writer()));
        let waits = tokio::time::timeout(Duration::from_millis(300), &mut end).await;
        assert!(waits.is_err(), "the membership ended between check and commit");

        tx.commit().await.unwrap();
        assert_eq!(end.await.unwrap().rows_affected, 1);
        let outcomes = Messages::new(db.clone()).append(&world.drafts(1), NOON).await.unwrap();
        assert!(outcomes[0].is_err(), "a former member was heard");
        db.close().await.unwrap();
    })
    .await;
}
