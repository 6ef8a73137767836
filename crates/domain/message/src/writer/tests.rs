mod store;

use std::{
    future::{pending, ready},
    sync::Arc,
};

use async_trait::async_trait;
use discuss_friend::{FriendService, testing::InMemoryFriends};
use discuss_kernel::{
    Caller, ClientId, Content, Conversation, Entry, Event, EventBus, Failure, Kind, Message, StoreError,
    testing::{ManualClock, RecordingEventBus, World},
};
use discuss_member::{MemberService, testing::InMemoryMembers};
use tokio::sync::Semaphore;

use self::store::Store;
use super::{Writer, message_service};
use crate::{
    MessageError, MessagePolicy, MessagePorts, MessageRepository, MessageService, Post, PrivateMessages,
    QueueLimits, Receipt, Refusal,
};

const ROOMY: QueueLimits =
    QueueLimits { messages: 10_000, bytes: 100 * 1024 * 1024, bytes_per_author: 100 * 1024 * 1024 };

struct Setting {
    world: World,
    store: Arc<Store>,
    messages: MessageService,
    ann: Caller,
    /// Ann's own room.
    room: Conversation,
}

fn setting(limits: QueueLimits, events: Arc<dyn EventBus>) -> (Setting, Writer) {
    let world = World::default();
    let ann = world.person("Ann");
    let room = Conversation::Room(world.room("Tea", ann.id));
    let store = Arc::new(Store::new(world.clone()));
    let clock = Arc::<ManualClock>::default();
    let members = Arc::new(InMemoryMembers::new(world.clone()));
    let friends = Arc::new(InMemoryFriends::new(world.clone()));
    let ports = MessagePorts {
        messages: store.clone(),
        members: Arc::new(MemberService::new(members, events.clone(), clock.clone())),
        friends: Arc::new(FriendService::new(friends, events.clone(), clock.clone())),
        acquaintances: Arc::new(world.clone()),
        events,
        clock,
    };
    let (messages, writer) = message_service(
        ports,
        MessagePolicy { private_messages: PrivateMessages::Friends, edit_within: None, recall_within: None },
        limits,
    );
    (Setting { world, store, messages, ann, room }, writer)
}

/// A setting whose events are recorded.
fn roomy() -> (Setting, Writer, Arc<RecordingEventBus>) {
    let events = Arc::<RecordingEventBus>::default();
    let (setting, writer) = setting(ROOMY, events.clone());
    (setting, writer, events)
}

impl Setting {
    fn post(&self, text: &str) -> Post {
        let content = Content::parse(text.into()).unwrap();
        Post { conversation: self.room, content, extra: None, reply_to: None, client_id: None }
    }

    fn submit(&self, text: &str) -> Result<Receipt, MessageError> {
        self.messages.submit(&self.ann, self.post(text))
    }

    /// Submits that many messages that the queue has room for.
    fn submit_many(&self, count: usize, text: &str) -> Vec<Receipt> {
        (0..count).map(|_| self.submit(text).unwrap()).collect()
    }

    fn groups(&self) -> Vec<usize> {
        self.store.groups.lock().clone()
    }

    fn will_fail(&self, failure: StoreError) {
        self.store.failures.lock().push_back(failure);
    }
}

async fn answers(receipts: Vec<Receipt>) -> Vec<Result<Message, MessageError>> {
    let mut answers = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        answers.push(receipt.message().await);
    }
    answers
}

async fn seqs(receipts: Vec<Receipt>) -> Vec<u64> {
    answers(receipts).await.into_iter().map(|answer| answer.unwrap().seq).collect()
}

#[tokio::test]
async fn a_lone_message_does_not_wait_for_others() {
    let (s, writer, _) = roomy();
    let receipts = s.submit_many(1, "hello");
    tokio::spawn(writer.run(pending()));
    assert_eq!(seqs(receipts).await, [1]);
    assert_eq!(s.groups(), [1]);
}

#[tokio::test]
async fn what_waits_while_a_group_is_stored_becomes_the_next_group() {
    let (s, writer, _) = roomy();
    s.store.gate.forget_permits(Semaphore::MAX_PERMITS);
    let mut receipts = s.submit_many(1, "first");
    tokio::spawn(writer.run(pending()));
    while s.groups().is_empty() {
        tokio::task::yield_now().await;
    }
    receipts.extend(s.submit_many(5, "meanwhile"));
    s.store.gate.add_permits(2);
    assert_eq!(seqs(receipts).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(s.groups(), [1, 5]);
}

#[tokio::test]
async fn a_group_has_a_largest_number_of_messages() {
    let (s, writer, _) = roomy();
    let receipts = s.submit_many(Writer::MAX_GROUP + 10, "hello");
    tokio::spawn(writer.run(pending()));
    let expected: Vec<u64> = (1..=Writer::MAX_GROUP as u64 + 10).collect();
    assert_eq!(seqs(receipts).await, expected);
    assert_eq!(s.groups(), [Writer::MAX_GROUP, 10]);
}

#[tokio::test]
async fn what_does_not_fit_into_a_group_comes_first_in_the_next() {
    let (s, writer, _) = roomy();
    let longest = "🍵".repeat(Content::MAX_CHARS);
    let fitting = Writer::MAX_GROUP_BYTES / longest.len();
    let mut receipts = s.submit_many(fitting + 1, &longest);
    receipts.extend(s.submit_many(2, "hello"));
    tokio::spawn(writer.run(pending()));
    let expected: Vec<u64> = (1..=fitting as u64 + 3).collect();
    assert_eq!(seqs(receipts).await, expected, "the order is kept");
    assert_eq!(s.groups(), [fitting, 3]);
}

#[tokio::test]
async fn too_many_messages_are_refused_and_not_lost() {
    let (s, writer) = setting(QueueLimits { messages: 2, ..ROOMY }, Arc::<RecordingEventBus>::default());
    let receipts = s.submit_many(2, "hello");
    let refused = s.submit("one too many").unwrap_err();
    assert!(matches!(refused, MessageError::Overloaded));
    assert_eq!(refused.kind(), Kind::Overloaded);
    tokio::spawn(writer.run(pending()));
    assert_eq!(seqs(receipts).await, [1, 2]);
    assert_eq!(seqs(s.submit_many(1, "there is room again")).await, [3]);
}

#[tokio::test]
async fn too_many_bytes_are_refused_and_not_lost() {
    let (s, writer) = setting(QueueLimits { bytes: 4 * 1024, ..ROOMY }, Arc::<RecordingEventBus>::default());
    let mut receipts = s.submit_many(1, &"x".repeat(2 * 1024 + 1));
    assert!(matches!(s.submit(&"x".repeat(1024 + 1)), Err(MessageError::Overloaded)));
    receipts.extend(s.submit_many(1, "x"));
    assert!(matches!(s.submit("x"), Err(MessageError::Overloaded)), "a small one takes a whole KiB");
    tokio::spawn(writer.run(pending()));
    assert_eq!(seqs(receipts).await, [1, 2]);
    assert_eq!(seqs(s.submit_many(1, &"x".repeat(4 * 1024))).await, [3], "every share was given back");
}

#[tokio::test]
async fn one_author_cannot_fill_the_queue_alone() {
    let limits = QueueLimits { bytes_per_author: 2 * 1024, ..ROOMY };
    let (s, writer) = setting(limits, Arc::<RecordingEventBus>::default());
    let receipts = s.submit_many(2, "x");
    assert!(matches!(s.submit("x"), Err(MessageError::Overloaded)), "each takes a whole KiB");
    tokio::spawn(writer.run(pending()));
    assert_eq!(seqs(receipts).await, [1, 2]);
    let longer = "x".repeat(3 * 1024);
    assert_eq!(seqs(s.submit_many(1, &longer)).await, [3], "what is longer than that goes through alone");
}

#[tokio::test]
async fn stopping_stores_what_is_queued_and_takes_nothing_more() {
    let (s, writer, events) = roomy();
    let longest = "🍵".repeat(Content::MAX_CHARS);
    let receipts = s.submit_many(20, &longest);
    writer.run(ready(())).await;
    assert_eq!(seqs(receipts).await.len(), 20);
    assert!(s.groups().len() > 1, "even what did not fit into the first group");
    assert_eq!(events.take().len(), 20);
    assert!(matches!(s.submit("too late"), Err(MessageError::Stopping)));
}

#[tokio::test]
async fn the_writer_ends_when_nobody_can_send_any_more() {
    let (s, writer, _) = roomy();
    let receipts = s.submit_many(2, "hello");
    drop(s);
    writer.run(pending()).await;
    assert_eq!(seqs(receipts).await, [1, 2]);
}

#[tokio::test]
async fn no_message_fails_its_neighbours() {
    let (s, writer, events) = roomy();
    let receipts = ["before", "poison", "after"].map(|text| s.submit(text).unwrap());
    writer.run(ready(())).await;
    let [before, poison, after] = answers(receipts.into()).await.try_into().unwrap();
    assert_eq!((before.unwrap().seq, after.unwrap().seq), (1, 2));
    assert_eq!(poison.unwrap_err().kind(), Kind::Internal);
    assert_eq!(s.groups(), [3, 1, 1, 1]);
    assert_eq!(events.take().len(), 2);
}

#[tokio::test]
async fn a_lone_message_that_fails_is_not_tried_again() {
    let (s, writer, _) = roomy();
    let receipts = s.submit_many(1, "poison");
    writer.run(ready(())).await;
    assert!(answers(receipts).await.remove(0).is_err());
    assert_eq!(s.groups(), [1]);
}

#[tokio::test]
async fn what_may_have_been_stored_is_not_stored_again() {
    let cases =
        [(StoreError::unconfirmed("gone"), Kind::Internal), (StoreError::busy("later"), Kind::Overloaded)];
    for (failure, kind) in cases {
        let (s, writer, events) = roomy();
        s.will_fail(failure);
        let receipts = s.submit_many(3, "hello");
        writer.run(ready(())).await;
        for answer in answers(receipts).await {
            assert_eq!(answer.unwrap_err().kind(), kind);
        }
        assert_eq!(s.groups(), [3]);
        assert_eq!(events.take(), []);
    }
}

#[tokio::test]
async fn a_refused_message_is_answered_and_not_announced() {
    let (s, writer, events) = roomy();
    let stranger = s.world.person("Cleo");
    let refused = s.messages.submit(&stranger, s.post("let me in")).unwrap();
    let receipts = s.submit_many(1, "hello");
    writer.run(ready(())).await;
    assert!(matches!(refused.message().await, Err(MessageError::Refused(Refusal::NotAMember))));
    let stored = answers(receipts).await.remove(0).unwrap();
    assert_eq!(events.take(), [Event::Entry(Entry::Message(stored))]);
}

#[tokio::test]
async fn everybody_hears_in_the_order_of_the_log() {
    let (s, writer, events) = roomy();
    let receipts = s.submit_many(50, "hello");
    writer.run(ready(())).await;
    let stored: Vec<Event> = answers(receipts)
        .await
        .into_iter()
        .map(|answer| Event::Entry(Entry::Message(answer.unwrap())))
        .collect();
    assert_eq!(events.take(), stored);
}

#[tokio::test]
async fn a_repeat_is_answered_with_the_first_message_and_announced_once() {
    let (s, writer, events) = roomy();
    tokio::spawn(writer.run(pending()));
    let named = |text| Post { client_id: Some(ClientId::parse("x".into()).unwrap()), ..s.post(text) };
    let first = s.messages.send(&s.ann, named("first")).await.unwrap();
    let repeat = s.messages.send(&s.ann, named("second")).await.unwrap();
    assert_eq!(repeat, first);
    assert_eq!(seqs(s.submit_many(1, "next")).await, [2]);
    assert_eq!(events.take().len(), 2);
}

#[tokio::test]
async fn a_sender_who_has_gone_loses_nothing() {
    let (s, writer, events) = roomy();
    drop(s.submit_many(2, "hello"));
    writer.run(ready(())).await;
    assert_eq!(events.take().len(), 2);
    assert_eq!(s.store.missed(s.room, 0, 10).await.unwrap().last_seq, 2);
}

/// An event bus whose queue is full for ever.
struct FullBus;

#[async_trait]
impl EventBus for FullBus {
    async fn publish(&self, _event: Event) {
        pending().await
    }
}

#[tokio::test]
async fn senders_are_answered_before_everybody_else_is_told() {
    let (s, writer) = setting(ROOMY, Arc::new(FullBus));
    let receipts = s.submit_many(3, "hello");
    tokio::spawn(writer.run(pending()));
    assert_eq!(seqs(receipts).await, [1, 2, 3]);
}
