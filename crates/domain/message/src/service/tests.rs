use std::{sync::Arc, time::Duration};

use discuss_friend::{FriendService, testing::InMemoryFriends};
use discuss_kernel::{
    Caller, Content, Conversation, Event, Failure, Kind, Message, RoomId,
    testing::{ManualClock, RecordingEventBus, World},
};
use discuss_member::{MemberError, MemberService, testing::InMemoryMembers};

use super::{MessagePolicy, MessagePorts, MessageService, PrivateMessages};
use crate::{
    ClientKind, MessageError, Peer, Post, QueueLimits, Refusal, Revision, Window, Writer, message_service,
    testing::InMemoryMessages, typing::Typists,
};

mod changes;
mod preferences;

const EVERYTHING: Window = Window { before: None, after: None, limit: Window::MAX_LIMIT };

const EDIT_WITHIN: Duration = Duration::from_secs(3_600);
const RECALL_WITHIN: Duration = Duration::from_secs(7_200);

struct Setting {
    world: World,
    clock: Arc<ManualClock>,
    events: Arc<RecordingEventBus>,
    messages: MessageService,
    /// Ann owns it, Ben belongs to it.
    room: RoomId,
    ann: Caller,
    /// Ann's friend.
    ben: Caller,
    /// A stranger.
    cleo: Caller,
}

fn setting(private_messages: PrivateMessages) -> (Setting, Writer) {
    let (world, events) = (World::default(), Arc::<RecordingEventBus>::default());
    let [ann, ben, cleo] = ["Ann", "Ben", "Cleo"].map(|name| world.person(name));
    world.befriend(ann.id, ben.id);
    let room = world.room("Tea", ann.id);
    world.join(room, ben.id);
    let clock = Arc::<ManualClock>::default();
    let members = Arc::new(InMemoryMembers::new(world.clone()));
    let friends = Arc::new(InMemoryFriends::new(world.clone()));
    let ports = MessagePorts {
        messages: Arc::new(InMemoryMessages::new(world.clone())),
        members: Arc::new(MemberService::new(members, events.clone(), clock.clone())),
        friends: Arc::new(FriendService::new(friends, events.clone(), clock.clone())),
        acquaintances: Arc::new(world.clone()),
        events: events.clone(),
        clock: clock.clone(),
    };
    let (messages, writer) = message_service(
        ports,
        MessagePolicy {
            private_messages,
            edit_within: Some(EDIT_WITHIN),
            recall_within: Some(RECALL_WITHIN),
        },
        QueueLimits { messages: 100, bytes: 1024 * 1024, bytes_per_author: 1024 * 1024 },
    );
    (Setting { world, clock, events, messages, room, ann, ben, cleo }, writer)
}

/// A setting where messages are stored in the background.
fn running(private_messages: PrivateMessages) -> Setting {
    let (setting, writer) = setting(private_messages);
    tokio::spawn(writer.run(std::future::pending()));
    setting
}

impl Setting {
    fn room(&self) -> Conversation {
        Conversation::Room(self.room)
    }

    fn private(&self) -> Conversation {
        Conversation::between(self.ann.id, self.ben.id).unwrap()
    }

    async fn say(&self, caller: &Caller, conversation: Conversation) -> Result<Message, MessageError> {
        let content = Content::parse("hello".into()).unwrap();
        self.messages
            .send(caller, Post { conversation, content, extra: None, reply_to: None, client_id: None })
            .await
    }

    /// What every way to read a conversation answers to somebody.
    async fn reads(&self, caller: &Caller, conversation: Conversation) -> [Result<(), MessageError>; 5] {
        [
            self.messages.history(caller, conversation, EVERYTHING).await.map(drop),
            self.messages.missed(caller, conversation, 0).await.map(drop),
            self.messages.progress(caller, conversation).await.map(drop),
            self.messages.mark_read(caller, conversation, 1).await.map(drop),
            self.messages.mark_delivered(caller, conversation, ClientKind::WEBSOCKET, 1).await.map(drop),
        ]
    }
}

#[tokio::test]
async fn members_speak_and_read_in_their_room() {
    let s = running(PrivateMessages::Friends);
    for (caller, seq) in [(&s.ann, 1), (&s.ben, 2)] {
        assert_eq!(s.say(caller, s.room()).await.unwrap().seq, seq);
        assert!(s.reads(caller, s.room()).await.iter().all(Result::is_ok));
    }
}

#[tokio::test]
async fn strangers_and_former_members_neither_speak_nor_read_in_a_room() {
    let s = running(PrivateMessages::Everybody);
    s.say(&s.ben, s.room()).await.unwrap();
    s.world.lock().leave(s.room, s.ben.id);
    s.events.take();
    for caller in [&s.ben, &s.cleo] {
        let spoken = s.say(caller, s.room()).await;
        assert!(matches!(spoken, Err(MessageError::Refused(Refusal::NotAMember))));
        for read in s.reads(caller, s.room()).await {
            assert!(matches!(read, Err(MessageError::Member(MemberError::NotAMember))));
        }
    }
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_deleted_room_is_silent() {
    let s = running(PrivateMessages::Friends);
    s.say(&s.ann, s.room()).await.unwrap();
    s.world.lock().delete_room(s.room, World::DAWN);
    let spoken = s.say(&s.ann, s.room()).await.unwrap_err();
    assert_eq!(spoken.kind(), Kind::NotFound);
    for read in s.reads(&s.ann, s.room()).await {
        assert_eq!(read.unwrap_err().kind(), Kind::NotFound);
    }
}

#[tokio::test]
async fn former_friends_read_what_they_wrote_and_write_no_more() {
    let s = running(PrivateMessages::Friends);
    s.say(&s.ann, s.private()).await.unwrap();
    s.world.lock().unfriend(s.ann.id, s.ben.id);
    for caller in [&s.ann, &s.ben] {
        let spoken = s.say(caller, s.private()).await;
        assert!(matches!(spoken, Err(MessageError::Refused(Refusal::NotFriends))));
        assert_eq!(s.messages.history(caller, s.private(), EVERYTHING).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn nobody_reads_the_private_messages_of_others() {
    let s = running(PrivateMessages::Everybody);
    s.say(&s.ann, s.private()).await.unwrap();
    for read in s.reads(&s.cleo, s.private()).await {
        assert!(matches!(read, Err(MessageError::Conversation(_))));
    }
    assert!(s.messages.conversations(&s.cleo).await.unwrap().is_empty());
    assert!(s.messages.positions(&s.cleo, ClientKind::WEBSOCKET).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_operator_decides_whether_strangers_may_write() {
    for (policy, is_allowed) in [(PrivateMessages::Friends, false), (PrivateMessages::Everybody, true)] {
        let s = running(policy);
        let conversation = Conversation::between(s.cleo.id, s.ann.id).unwrap();
        assert_eq!(s.say(&s.cleo, conversation).await.is_ok(), is_allowed, "{policy:?}");
    }
}

#[tokio::test]
async fn the_others_hear_of_a_cursor_that_moved() {
    let s = running(PrivateMessages::Friends);
    for _ in 0..3 {
        s.say(&s.ann, s.private()).await.unwrap();
    }
    s.events.take();
    let (conversation, user) = (s.private(), s.ben.id);
    assert_eq!(s.messages.mark_read(&s.ben, conversation, 2).await.unwrap(), Some(2));
    assert_eq!(s.messages.mark_read(&s.ben, conversation, 1).await.unwrap(), None);
    let kind = ClientKind::WEBSOCKET;
    assert_eq!(s.messages.mark_delivered(&s.ben, conversation, kind, 9).await.unwrap(), Some(3));
    assert_eq!(s.messages.mark_delivered(&s.ben, conversation, kind, 9).await.unwrap(), None);
    let told = [Event::Read { conversation, user, seq: 2 }, Event::Delivered { conversation, user, seq: 3 }];
    assert_eq!(s.events.take(), told, "and of nothing else");
}

#[tokio::test]
async fn a_conversation_shows_the_whole_address_to_acquaintances_only() {
    let s = running(PrivateMessages::Everybody);
    let with_cleo = Conversation::between(s.ann.id, s.cleo.id).unwrap();
    for conversation in [s.private(), with_cleo] {
        s.say(&s.ann, conversation).await.unwrap();
    }
    for summary in s.messages.conversations(&s.ann).await.unwrap() {
        let (address, expected) = match summary.peer {
            Peer::Room(room) => (room.owner.email, "ann@example.org"),
            Peer::User(user) if user.id == s.ben.id => (user.email, "ben@example.org"),
            Peer::User(user) => (user.email, "c•••@example.org"),
        };
        assert_eq!(address, expected);
    }
}

#[tokio::test]
async fn the_others_hear_that_somebody_types_once_in_a_while() {
    let s = running(PrivateMessages::Friends);
    for conversation in [s.private(), s.room()] {
        for _ in 0..3 {
            s.messages.typing(&s.ann, conversation).await.unwrap();
        }
        assert_eq!(s.events.take(), [Event::Typing { conversation, user: s.ann.id }]);
    }
    s.clock.advance(Typists::INTERVAL);
    s.messages.typing(&s.ann, s.room()).await.unwrap();
    assert_eq!(s.events.take().len(), 1);
}

#[tokio::test]
async fn nobody_hears_that_somebody_types_who_may_not_speak() {
    let s = running(PrivateMessages::Friends);
    s.world.lock().unfriend(s.ann.id, s.ben.id);
    s.world.lock().leave(s.room, s.ben.id);
    for (caller, conversation) in [(&s.ben, s.private()), (&s.ben, s.room()), (&s.cleo, s.private())] {
        assert!(s.messages.typing(caller, conversation).await.is_err());
    }
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn who_is_blocked_neither_writes_nor_types_and_does_not_learn_why() {
    for policy in [PrivateMessages::Friends, PrivateMessages::Everybody] {
        let s = running(policy);
        let said = s.say(&s.ben, s.private()).await.unwrap();
        s.world.lock().unfriend(s.ann.id, s.ben.id);
        s.world.block(s.ann.id, s.ben.id);
        s.events.take();
        let recall = Revision { conversation: s.private(), message: said.id, content: None, client_id: None };
        for refused in [
            s.say(&s.ben, s.private()).await.unwrap_err(),
            s.messages.typing(&s.ben, s.private()).await.unwrap_err(),
            s.messages.change(&s.ben, recall).await.unwrap_err(),
        ] {
            assert_eq!(refused.kind(), Kind::Forbidden, "{policy:?}");
            assert!(!refused.to_string().contains("block"), "{refused}");
        }
        for refused in [
            s.say(&s.ann, s.private()).await.unwrap_err(),
            s.messages.typing(&s.ann, s.private()).await.unwrap_err(),
        ] {
            assert!(matches!(refused, MessageError::Refused(Refusal::BlockedByAuthor)), "unblock first");
        }
        assert_eq!(s.events.take(), []);
        assert_eq!(s.messages.history(&s.ben, s.private(), EVERYTHING).await.unwrap().len(), 1);
        for caller in [&s.ann, &s.ben] {
            s.say(caller, s.room()).await.expect("in rooms they go on as before");
        }
    }
}

#[tokio::test]
async fn a_message_without_a_writer_is_not_promised() {
    let (s, writer) = setting(PrivateMessages::Friends);
    drop(writer);
    assert!(matches!(s.say(&s.ann, s.private()).await, Err(MessageError::Stopping)));
}

#[tokio::test]
async fn of_what_is_received_unasked_only_the_other_of_two_hears() {
    let s = running(PrivateMessages::Friends);
    for conversation in [s.private(), s.room()] {
        s.say(&s.ann, conversation).await.unwrap();
    }
    s.events.take();
    let (kind, positions) = (ClientKind::SOCKET_IO, [(s.private(), 1), (s.room(), 1)]);
    for caller in [&s.ben, &s.cleo] {
        s.messages.note_received(caller, kind, &positions).await.unwrap();
    }
    let told = Event::Delivered { conversation: s.private(), user: s.ben.id, seq: 1 };
    assert_eq!(s.events.take(), [told], "strangers move nothing");
    let positions = s.messages.positions(&s.ben, kind).await.unwrap();
    assert!(positions.iter().all(|position| position.seq == 1));
}
