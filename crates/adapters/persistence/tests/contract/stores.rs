//! The repositories under test, and what people do with them in most of the tests.

use std::{sync::Arc, time::Duration};

use discuss_apply::{ApplyRepository, NewApplication, Wish};
use discuss_auth::{Client, CredentialRepository, NewSession, SecretDigest, SessionRepository};
use discuss_avatar::AvatarRepository;
use discuss_file::{FileCard, FileName, FileRepository, MediaType, OriginalName};
use discuss_friend::FriendRepository;
use discuss_kernel::{
    Acquaintances, ApplicationCard, ApplyId, ClientId, Content, Conversation, Entry, JobLedger, MemberId,
    Message, MessageId, RoomId, SessionId, Timestamp, UserId,
};
use discuss_member::{MemberCard, MemberRepository, NewMember};
use discuss_message::{Act, Appended, Draft, MessageRepository, Post, Voice};
use discuss_room::{Description, NewRoom, RoomName, RoomRepository};
use discuss_user::{Email, NewUser, PasswordHash, UserRepository, Username};

/// One repository of each kind, all over the same database.
#[derive(Clone)]
pub struct Stores {
    pub users: Arc<dyn UserRepository>,
    pub credentials: Arc<dyn CredentialRepository>,
    pub sessions: Arc<dyn SessionRepository>,
    pub rooms: Arc<dyn RoomRepository>,
    pub members: Arc<dyn MemberRepository>,
    pub friends: Arc<dyn FriendRepository>,
    pub files: Arc<dyn FileRepository>,
    pub avatars: Arc<dyn AvatarRepository>,
    pub applications: Arc<dyn ApplyRepository>,
    pub messages: Arc<dyn MessageRepository>,
    pub acquaintances: Arc<dyn Acquaintances>,
    pub ledger: Arc<dyn JobLedger>,
}

/// So many seconds after everything began.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000).plus(Duration::from_secs(seconds))
}

/// The address of a name: letters that mail does not know are spelled out.
pub fn address(name: &str) -> Email {
    let spell = |letter: char| match letter {
        letter if letter.is_ascii_alphanumeric() => letter.to_string(),
        letter => format!("-{:x}", u32::from(letter)),
    };
    Email::parse(&format!("{}@example.org", name.chars().map(spell).collect::<String>())).unwrap()
}

/// The password of everybody who has not changed it.
pub fn password() -> PasswordHash {
    PasswordHash::new("a hash".into())
}

/// Somebody to be stored, reachable at their [`address`].
pub fn new_user(name: &str, seconds: u64) -> NewUser {
    NewUser {
        id: UserId::random(),
        username: Username::parse(name).unwrap(),
        email: address(name),
        password: password(),
        at: at(seconds),
    }
}

pub fn new_room(name: &str, owner: UserId, seconds: u64) -> NewRoom {
    NewRoom {
        id: RoomId::random(),
        name: RoomName::parse(name).unwrap(),
        description: Description::parse("for tests").unwrap(),
        owner,
        at: at(seconds),
    }
}

pub fn new_application(maker: UserId, wish: Wish, seconds: u64) -> NewApplication {
    NewApplication { id: ApplyId::random(), maker, wish, note: None, at: at(seconds) }
}

pub fn new_member(room: RoomId, user: UserId) -> NewMember {
    NewMember { id: MemberId::random(), room, user, at: at(1) }
}

/// A login that lives for an hour and can be renewed with `secret`, if there is one.
pub fn new_session(user: UserId, seconds: u64, secret: Option<u8>) -> NewSession {
    NewSession {
        id: SessionId::random(),
        user,
        password: password(),
        client: Client::default(),
        at: at(seconds),
        expires_at: at(seconds + 3_600),
        refresh: secret.map(digest),
    }
}

pub fn digest(secret: u8) -> SecretDigest {
    SecretDigest([secret; 32])
}

/// A picture of `size` bytes.
pub fn new_file(owner: UserId, size: u64, seconds: u64) -> FileCard {
    FileCard {
        owner,
        name: FileName::random("png"),
        original_name: OriginalName::tidy("茶 🍵.png"),
        media_type: MediaType::stored("image/png".into()),
        size,
        at: at(seconds),
    }
}

/// Something to be said: in a room as a member, to a person as a friend.
pub fn draft(author: UserId, conversation: Conversation, text: &str) -> Draft {
    let voice = match conversation {
        Conversation::Room(_) => Voice::Membership,
        Conversation::Pair(_) => Voice::Friendship,
    };
    let content = Content::parse(text.to_owned()).unwrap();
    let post = Post { conversation, content, extra: None, reply_to: None, client_id: None };
    Draft { author, voice, act: Act::Say { id: MessageId::at(at(0)), post } }
}

/// The same, under a name that the sender gives it.
pub fn named_draft(author: UserId, conversation: Conversation, text: &str, client_id: &str) -> Draft {
    let mut draft = draft(author, conversation, text);
    said(&mut draft).client_id = Some(ClientId::parse(client_id.to_owned()).unwrap());
    draft
}

/// What a draft says.
pub fn said(draft: &mut Draft) -> &mut Post {
    match &mut draft.act {
        Act::Say { post, .. } => post,
        Act::Revise { .. } => panic!("it changes something"),
    }
}

/// The message that was stored.
pub fn message(appended: Appended) -> Message {
    match appended.entry {
        Entry::Message(message) => message,
        Entry::Change(change) => panic!("not a message: {change:?}"),
    }
}

/// What a message says.
pub fn text_of(message: &Message) -> &str {
    message.content.as_ref().map_or("", Content::as_str)
}

impl Stores {
    /// Somebody with an account, made when everything began.
    pub async fn person(&self, name: &str) -> UserId {
        self.person_at(name, 0).await
    }

    pub async fn person_at(&self, name: &str, seconds: u64) -> UserId {
        let user = new_user(name, seconds);
        self.users.insert(&user).await.unwrap();
        user.id
    }

    pub async fn people<const N: usize>(&self, names: [&str; N]) -> [UserId; N] {
        let mut people = Vec::with_capacity(N);
        for name in names {
            people.push(self.person(name).await);
        }
        people.try_into().unwrap()
    }

    pub async fn room(&self, name: &str, owner: UserId) -> RoomId {
        let room = new_room(name, owner, 0);
        self.rooms.insert(&room).await.unwrap();
        room.id
    }

    pub async fn join(&self, room: RoomId, user: UserId, seconds: u64) -> MemberCard {
        let member = NewMember { id: MemberId::random(), room, user, at: at(seconds) };
        self.members.insert(&member).await.unwrap()
    }

    /// Ends the membership of somebody who is in the room.
    pub async fn leave(&self, room: RoomId, user: UserId) {
        let members = self.members.of_room(room).await.unwrap();
        let membership = members.iter().find(|member| member.user.id == user).unwrap();
        assert!(self.members.end(membership.id, at(1_000)).await.unwrap());
    }

    /// An uploaded picture of a hundred bytes.
    pub async fn file(&self, owner: UserId, seconds: u64) -> FileCard {
        let file = new_file(owner, 100, seconds);
        self.files.insert(&file, None).await.unwrap();
        file
    }

    pub async fn apply(&self, maker: UserId, wish: Wish, seconds: u64) -> ApplicationCard {
        self.applications.insert(&new_application(maker, wish, seconds)).await.unwrap()
    }

    pub async fn befriend(&self, one: UserId, other: UserId, seconds: u64) {
        let application = self.apply(one, Wish::Befriend(other), seconds).await;
        self.applications.decide(application.id, true, at(seconds)).await.unwrap();
    }

    /// Two friends and their conversation.
    pub async fn friends(&self, one: &str, other: &str) -> (UserId, UserId, Conversation) {
        let [one, other] = self.people([one, other]).await;
        self.befriend(one, other, 0).await;
        (one, other, Conversation::between(one, other).unwrap())
    }

    /// Says something, in a group of its own.
    pub async fn say(&self, author: UserId, conversation: Conversation, text: &str) -> Message {
        let mut outcomes = self.messages.append(&[draft(author, conversation, text)], at(0)).await.unwrap();
        message(outcomes.pop().unwrap().unwrap())
    }

    /// Says `1`, `2`, `3` … up to `count`, in one group.
    pub async fn count_up(&self, author: UserId, conversation: Conversation, count: u64) {
        let drafts: Vec<Draft> = (1..=count).map(|n| draft(author, conversation, &n.to_string())).collect();
        let outcomes = self.messages.append(&drafts, at(0)).await.unwrap();
        assert!(outcomes.iter().all(Result::is_ok));
    }
}

/// Does the same many times at once and returns what came of it.
pub async fn at_once<T, F>(times: usize, attempt: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let attempts: Vec<_> = (0..times).map(|nth| tokio::spawn(attempt(nth))).collect();
    let mut outcomes = Vec::with_capacity(times);
    for attempt in attempts {
        outcomes.push(attempt.await.unwrap());
    }
    outcomes
}
