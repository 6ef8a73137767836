//! Events as text.

use std::borrow::Cow;

use discuss_kernel::{
    ApplicationCard, Change, Conversation, Entry, Event, Kind, Message, Phrase, Preferences, RoomCard,
    RoomId, Timestamp, UserId,
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    EventName,
    notice::{self, Notice, Wording},
    payload::{
        Answer, Avatar, Belonging, Block, Cause, ConversationUpdated, Cursor, Deleted, Exception, Friendship,
        Kicked, Membership, Online, OnlineFriends, Refusal, Resumed, Status, Typing, Welcome,
    },
    view::{ApplicationView, ChangeView, MessageView, RoomView},
};

/// An event on its way to clients: its name and its data, encoded once. How a transport frames it is the
/// transport's business.
#[derive(Debug)]
pub struct Packet {
    name: EventName,
    data: String,
    entry: Option<(Conversation, u64)>,
    notice: Option<Wording>,
}

impl Packet {
    fn new(name: EventName, data: &impl Serialize) -> Self {
        Self { name, data: text_of(data), entry: None, notice: None }
    }

    /// What the event is called.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name.as_str()
    }

    /// Its data: the text of a JSON object.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The place in a conversation's log, if the event is an entry of one.
    #[must_use]
    pub const fn entry(&self) -> Option<(Conversation, u64)> {
        self.entry
    }

    /// The same for people, if the event has something to say to one who only wants to be told: the text of
    /// `{"message", "sender", "timestamp"}`, in the language that `say` speaks.
    #[must_use]
    pub fn notice(&self, say: impl FnOnce(&Phrase) -> String) -> Option<Cow<'_, str>> {
        Some(match self.notice.as_ref()? {
            Wording::AsData => Cow::Borrowed(&self.data),
            Wording::Phrase(phrase, at) => {
                let notice = Notice { message: &say(phrase), sender: Event::SYSTEM, timestamp: *at };
                Cow::Owned(text_of(&notice))
            }
        })
    }

    /// About how much memory the packet takes, in bytes, a frame included whether it is made yet or not: an
    /// outbox gives back what it counted.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of::<Self>() + 2 * self.data.len()
    }

    /// The frame of raw WebSocket: `{"event":…,"data":…}`.
    #[must_use]
    pub fn frame(&self) -> String {
        format!(r#"{{"event":"{}","data":{}}}"#, self.name(), self.data)
    }

    /// A message or a change as `viewer` sees it. Events of a room look the same to everybody.
    #[must_use]
    pub fn from_entry(entry: &Entry, viewer: UserId) -> Self {
        let packet = match entry {
            Entry::Message(message) => Self::message(message, viewer),
            Entry::Change(change) => Self::change(change, viewer),
        };
        Self { entry: Some((entry.conversation(), entry.seq())), ..packet }
    }

    fn message(message: &Message, viewer: UserId) -> Self {
        let name = match message.conversation {
            Conversation::Room(_) => EventName::Room,
            Conversation::Pair(_) if message.author == viewer => EventName::Sender,
            Conversation::Pair(_) => EventName::User,
        };
        Self::new(name, &MessageView::new(message, viewer))
    }

    /// An edit whose message was recalled later has nothing else to say.
    fn change(change: &Change, viewer: UserId) -> Self {
        let name = if change.content.is_some() { EventName::Edit } else { EventName::Recall };
        Self::new(name, &ChangeView::new(change, viewer))
    }

    /// What everybody is told on connecting, before any check.
    #[must_use]
    pub fn welcome(at: Timestamp) -> Self {
        Self::new(EventName::Message, &Welcome { message: "Welcome to Discuss", timestamp: at })
    }

    /// Something is not done, because its sender is not known, or not any more; `pattern` is the event, `data` came
    /// with it.
    #[must_use]
    pub fn exception(message: &str, pattern: &str, data: Option<&Value>) -> Self {
        let cause = Cause { pattern, data };
        Self::new(EventName::Exception, &Exception { status: "error", message, cause })
    }

    /// Another connection has taken the place of this one.
    #[must_use]
    pub fn kicked(at: Timestamp) -> Self {
        let reason = "Account logged in elsewhere";
        Self::new(EventName::Kicked, &Kicked { reason, timestamp: at })
    }

    /// Which of one's friends are here.
    #[must_use]
    pub fn online_friends(users: &[UserId], at: Timestamp) -> Self {
        Self::new(EventName::OnlineFriends, &OnlineFriends { users, timestamp: at })
    }

    /// A friend came or went.
    #[must_use]
    pub fn status(friend: UserId, online: bool, at: Timestamp) -> Self {
        Self::new(EventName::Status, &Status { friend, status: online, timestamp: at })
    }

    /// One is, or has become, a member of a room.
    #[must_use]
    pub fn join(room: RoomId, name: &str) -> Self {
        Self::new(EventName::Join, &Belonging { room, message: format!("You have join room: {name}") })
    }

    /// One is not a member of a room any more.
    #[must_use]
    pub fn leave(room: RoomId, name: &str) -> Self {
        Self::new(EventName::Leave, &Belonging { room, message: format!("You have leave room: {name}") })
    }

    /// Who of a room's members is here.
    #[must_use]
    pub fn online(room: RoomId, users: &[UserId], at: Timestamp) -> Self {
        Self::new(EventName::Online, &Online { room, users, timestamp: at })
    }

    /// An application was made or decided.
    #[must_use]
    pub fn apply(application: &ApplicationCard) -> Self {
        let phrase = notice::of_application(application);
        Self {
            notice: phrase.map(|phrase| Wording::Phrase(phrase, application.updated_at)),
            ..Self::new(EventName::Apply, &ApplicationView::from(application))
        }
    }

    /// A friendship with `user` began or ended.
    #[must_use]
    pub fn friend(user: UserId, began: bool) -> Self {
        Self::new(EventName::Friend, &Friendship { user, status: began })
    }

    /// `user` is blocked, or not any more.
    #[must_use]
    pub fn block(user: UserId, began: bool) -> Self {
        Self::new(EventName::Block, &Block { user, status: began })
    }

    /// Somebody's membership began or ended.
    #[must_use]
    pub fn member(room: RoomId, user: UserId, began: bool) -> Self {
        Self::new(EventName::Member, &Membership { room, user, status: began })
    }

    /// Somebody has another picture, or none any more.
    #[must_use]
    pub fn avatar(user: UserId, avatar: Option<&str>) -> Self {
        Self::new(EventName::Avatar, &Avatar { user, avatar })
    }

    /// A room has changed.
    #[must_use]
    pub fn room_updated(room: &RoomCard) -> Self {
        Self::new(EventName::RoomUpdated, &RoomView::from(room))
    }

    /// A room is gone.
    #[must_use]
    pub fn room_deleted(room: RoomId) -> Self {
        Self::new(EventName::RoomDeleted, &Deleted { room })
    }

    /// An announcement.
    #[must_use]
    pub fn alert(message: &str, sender: &str, at: Timestamp) -> Self {
        let packet = Self::new(EventName::Alert, &Notice { message, sender, timestamp: at });
        Self { notice: Some(Wording::AsData), ..packet }
    }

    /// Somebody has read a conversation up to `seq`; named as `viewer` names it.
    #[must_use]
    pub fn read(conversation: Conversation, user: UserId, seq: u64, viewer: UserId) -> Self {
        Self::new(EventName::Read, &Cursor { conversation: conversation.name_for(viewer), user, seq })
    }

    /// A device of somebody has received a conversation up to `seq`; named as `viewer` names it.
    #[must_use]
    pub fn delivered(conversation: Conversation, user: UserId, seq: u64, viewer: UserId) -> Self {
        Self::new(EventName::Delivered, &Cursor { conversation: conversation.name_for(viewer), user, seq })
    }

    /// Somebody is writing something, as the others in the conversation see it: to each of them, a private one has the
    /// name of who types.
    #[must_use]
    pub fn typing(conversation: Conversation, user: UserId) -> Self {
        let conversation = match conversation {
            Conversation::Room(_) => conversation.name_for(user),
            Conversation::Pair(_) => format!("user:{user}"),
        };
        Self::new(EventName::Typing, &Typing { conversation, user })
    }

    /// A conversation is kept in another way; named as `keeper` names it.
    #[must_use]
    pub fn conversation_updated(
        conversation: Conversation,
        keeper: UserId,
        preferences: Preferences,
    ) -> Self {
        let Preferences { pinned, muted } = preferences;
        let conversation = conversation.name_for(keeper);
        Self::new(EventName::ConversationUpdated, &ConversationUpdated { conversation, pinned, muted })
    }

    /// What was missed of a conversation has been told, up to `seq`; if not `complete`, too much was
    /// missed and has to be fetched.
    #[must_use]
    pub fn resumed(conversation: &str, seq: u64, complete: bool) -> Self {
        Self::new(EventName::Resumed, &Resumed { conversation, seq, complete })
    }

    /// The answer to a frame that carried `reference`, as a frame of raw WebSocket.
    #[must_use]
    pub fn ack(reference: &Value, data: &impl Serialize) -> String {
        frame(EventName::Ack, Some(reference), data)
    }

    /// The refusal of a frame, as a frame of raw WebSocket; with `reference` if the frame carried one.
    #[must_use]
    pub fn error(reference: Option<&Value>, kind: Kind, msg: &str, retry_ms: Option<u64>) -> String {
        frame(EventName::Error, reference, &Refusal { code: kind.code(), msg, retry_ms })
    }
}

fn frame(event: EventName, reference: Option<&Value>, data: &impl Serialize) -> String {
    text_of(&Answer { event: event.as_str(), reference, data })
}

fn text_of(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("payloads have string keys and no failing parts")
}
