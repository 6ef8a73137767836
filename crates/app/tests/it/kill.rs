//! The server is killed while people talk, again and again. Nothing that was acknowledged is lost, doubled
//! or out of order, and whoever stays connected and resumes has the same record as the history.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinSet};

use crate::{
    people::{Person, Socket},
    running::{Running, database_for_tests},
};

const PEOPLE: usize = 8;
const MESSAGES_EACH: usize = 150;
const UNDER_WAY: usize = 16;
const KILLS: usize = 5;

/// Conversation → seq → id, as somebody has seen it.
type Record = BTreeMap<String, BTreeMap<u64, String>>;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    survives_kills(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_mariadb() {
    survives_kills(Some(database_for_tests("DISCUSS_TEST_MYSQL_URL").await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    survives_kills(Some(database_for_tests("DISCUSS_TEST_POSTGRES_URL").await)).await;
}

async fn survives_kills(database: Option<String>) {
    let mut server = Running::start(database.as_deref()).await;
    let (people, room) = company(server.address()).await;
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let (finished, all_sent) = watch::channel(false);

    let mut readers = JoinSet::new();
    for person in people.iter().step_by(2) {
        readers.spawn(read(person.clone(), all_sent.clone()));
    }
    let mut senders = JoinSet::new();
    for (index, person) in people.iter().enumerate() {
        // Neighbours are friends.
        let friend = people[index ^ 1].id.clone();
        senders.spawn(send(person.clone(), friend, room.clone(), Arc::clone(&acknowledged)));
    }
    for kill in 1..=KILLS {
        let due = PEOPLE * MESSAGES_EACH * kill / (KILLS + 1);
        while acknowledged.load(Ordering::Relaxed) < due {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        server.kill_and_restart().await;
    }
    let acks: HashMap<String, (String, u64)> = senders.join_all().await.into_iter().flatten().collect();
    assert_eq!(acks.len(), PEOPLE * MESSAGES_EACH);
    finished.send(true).unwrap();
    let records = readers.join_all().await;

    check_history(&people, &room, &acks).await;
    for (reader, record) in records {
        check_record(&reader, &room, record).await;
    }
}

/// Everybody in one room, and each with one friend.
async fn company(server: SocketAddr) -> (Vec<Person>, String) {
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(Person::register(server, &format!("person{n}")).await);
    }
    let room = people[0].creates_room("square").await;
    for person in &people[1..] {
        people[0].lets_in(person, &room).await;
    }
    for pair in people.chunks(2) {
        pair[0].befriends(&pair[1]).await;
    }
    (people, room)
}

/// Says everything, again and again until it is acknowledged. Returns client id → (id, seq).
async fn send(
    person: Person,
    friend: String,
    room: String,
    acknowledged: Arc<AtomicUsize>,
) -> HashMap<String, (String, u64)> {
    let mut waiting: VecDeque<Value> = (0..MESSAGES_EACH)
        .map(|n| {
            let client_id = format!("{}-{n}", person.name);
            let (event, target, id) =
                if n % 2 == 0 { ("room", "room", &room) } else { ("user", "receiver", &friend) };
            let data = json!({target: id, "content": format!("{client_id}!"), "client_id": client_id});
            json!({"event": event, "ref": client_id, "data": data})
        })
        .collect();
    let mut acks = HashMap::new();
    while !waiting.is_empty() {
        let mut socket = person.connects().await;
        // What was sent and not acknowledged is sent again: `client_id` makes that harmless.
        let _ = talk(&mut socket, &mut waiting, &mut acks, &acknowledged).await;
    }
    acks
}

/// Sends what waits until the connection breaks or all is acknowledged.
async fn talk(
    socket: &mut Socket,
    waiting: &mut VecDeque<Value>,
    acks: &mut HashMap<String, (String, u64)>,
    acknowledged: &AtomicUsize,
) -> Option<()> {
    let mut sent = 0;
    while !waiting.is_empty() {
        while sent < waiting.len().min(UNDER_WAY) {
            socket.try_send(&waiting[sent]).await?;
            sent += 1;
        }
        let frame = socket.next().await?;
        if frame["event"] == "ack" {
            let client_id = frame["ref"].as_str().unwrap().to_owned();
            let place = waiting.iter().position(|message| message["ref"] == client_id.as_str()).unwrap();
            waiting.remove(place);
            sent -= 1;
            let id = frame["data"]["id"].as_str().unwrap().to_owned();
            acks.insert(client_id, (id, frame["data"]["seq"].as_u64().unwrap()));
            acknowledged.fetch_add(1, Ordering::Relaxed);
        } else {
            assert_ne!(frame["event"], "error", "{frame}");
        }
    }
    Some(())
}

/// Stays connected and keeps a record; after every interruption, and at the end, asks for what was missed.
async fn read(person: Person, mut all_sent: watch::Receiver<bool>) -> (Person, Record) {
    let mut record = Record::new();
    loop {
        let mut socket = person.connects().await;
        let mut is_last_round = *all_sent.borrow();
        if resume(&mut socket, &record, is_last_round).await.is_none() {
            continue;
        }
        loop {
            let frame = tokio::select! {
                frame = socket.next() => frame,
                _ = all_sent.changed(), if !is_last_round => {
                    is_last_round = true;
                    let _ = resume(&mut socket, &record, is_last_round).await;
                    continue;
                }
            };
            let Some(frame) = frame else { break };
            if frame["event"] == "ack" && frame["ref"] == true {
                return (person, record);
            }
            let noted = note(&frame, &mut record);
            if noted == Noted::Gap && resume(&mut socket, &record, is_last_round).await.is_none() {
                break;
            }
        }
    }
}

#[derive(PartialEq)]
enum Noted {
    Told,
    Gap,
}

/// Writes down what comes next, and notices when something is missing before it.
fn note(frame: &Value, record: &mut Record) -> Noted {
    let data = &frame["data"];
    let (Some(seq), Some(id)) = (data["seq"].as_u64(), data["id"].as_str()) else { return Noted::Told };
    let seen = record.entry(data["conversation"].as_str().unwrap().to_owned()).or_default();
    let last = seen.last_key_value().map_or(0, |(seq, _)| *seq);
    if seq > last + 1 {
        return Noted::Gap;
    }
    let known = seen.entry(seq).or_insert_with(|| id.to_owned());
    assert_eq!(known, id, "an entry never changes its place");
    Noted::Told
}

async fn resume(socket: &mut Socket, record: &Record, is_last: bool) -> Option<()> {
    let since: BTreeMap<&String, u64> =
        record.iter().map(|(name, seen)| (name, seen.last_key_value().map_or(0, |(seq, _)| *seq))).collect();
    let data = if since.is_empty() { json!({}) } else { json!({"since": since}) };
    socket.try_send(&json!({"event": "resume", "ref": is_last, "data": data})).await
}

/// Each acknowledged message once, in the place it was acknowledged with, without a gap.
async fn check_history(people: &[Person], room: &str, acks: &HashMap<String, (String, u64)>) {
    let mut stored = people[0].history(&format!("room={room}")).await;
    check_numbers(&stored);
    for pair in people.chunks(2) {
        let talk = pair[0].history(&format!("user={}", pair[1].id)).await;
        check_numbers(&talk);
        stored.extend(talk);
    }
    assert_eq!(stored.len(), acks.len());
    for row in &stored {
        let (id, seq) = &acks[row["client_id"].as_str().unwrap()];
        assert_eq!((row["id"].as_str(), row["seq"].as_u64()), (Some(id.as_str()), Some(*seq)), "{row}");
    }
}

fn check_numbers(rows: &[Value]) {
    let numbers: Vec<u64> = rows.iter().map(|row| row["seq"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=rows.len() as u64).collect::<Vec<_>>());
}

/// What a reader has seen is what is stored.
async fn check_record(reader: &Person, room: &str, record: Record) {
    assert!(record.contains_key(&format!("room:{room}")), "{} has read the room", reader.name);
    assert_eq!(record.len(), 2, "and what was said in private");
    for (conversation, seen) in record {
        let history = reader.history(&conversation.replace(':', "=")).await;
        let stored: BTreeMap<u64, String> = history
            .iter()
            .map(|row| (row["seq"].as_u64().unwrap(), row["id"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(seen, stored, "{} in {conversation}", reader.name);
    }
}
