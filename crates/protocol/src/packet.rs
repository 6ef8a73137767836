//! Events as text.

use discuss_kernel::{
    ApplicationCard, Conversation, Event, Kind, Message, RoomCard, RoomId, Timestamp, UserId,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    notice::{self, Notice},
    view::{ApplicationView, MessageView, RoomView},
};

/// An event on its way to clients: its name and its data, encoded once. How a transport frames it is the
/// transport's business.
#[derive(Debug)]
pub struct Packet {
    name: &'static str,
    data: String,
    entry: Option<(Conversation, u64)>,
    notice: Option<String>,
}

impl Packet {
    fn new(name: &'static str, data: &impl Serialize) -> Self {
        Self { name, data: text_of(data), entry: None, notice: None }
    }

    /// What the event is called.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
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
    /// `{"message", "sender", "timestamp"}`.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// About how much memory the packet takes, in bytes, a frame included whether it is made yet or not: an
    /// outbox gives back what it counted.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of::<Self>() + 2 * self.data.len() + self.notice.as_ref().map_or(0, String::len)
    }

    /// The frame of raw WebSocket: `{"event":…,"data":…}`.
    #[must_use]
    pub fn frame(&self) -> String {
        format!(r#"{{"event":"{}","data":{}}}"#, self.name, self.data)
    }

    /// A message as `viewer` sees it. Events of a room look the same to everybody.
    #[must_use]
    pub fn message(message: &Message, viewer: UserId) -> Self {
        let name = match message.conversation {
            Conversation::Room(_) => "room",
            Conversation::Pair(_) if message.author == viewer => "sender",
            Conversation::Pair(_) => "user",
        };
        let entry = Some((message.conversation, message.seq));
        Self { entry, ..Self::new(name, &MessageView::new(message, viewer)) }
    }

    /// What everybody is told on connecting, before any check.
    #[must_use]
    pub fn welcome(at: Timestamp) -> Self {
        Self::new("message", &json!({"message": "Welcome to Discuss", "timestamp": at}))
    }

    /// Something is not done, because its sender is not known, or not any more; `pattern` is the event, `data` came
    /// with it.
    #[must_use]
    pub fn exception(message: &str, pattern: &str, data: Option<&Value>) -> Self {
        let mut cause = json!({"pattern": pattern});
        if let Some(data) = data {
            cause["data"] = data.clone();
        }
        Self::new("exception", &json!({"status": "error", "message": message, "cause": cause}))
    }

    /// Another connection has taken the place of this one.
    #[must_use]
    pub fn kicked(at: Timestamp) -> Self {
        Self::new("kicked", &json!({"reason": "Account logged in elsewhere", "timestamp": at}))
    }

    /// Which of one's friends are here.
    #[must_use]
    pub fn online_friends(users: &[UserId], at: Timestamp) -> Self {
        #[derive(Serialize)]
        struct OnlineFriends<'a> {
            users: &'a [UserId],
            timestamp: Timestamp,
        }
        Self::new("onlineFriends", &OnlineFriends { users, timestamp: at })
    }

    /// A friend came or went.
    #[must_use]
    pub fn status(friend: UserId, online: bool, at: Timestamp) -> Self {
        Self::new("status", &json!({"friend": friend, "status": online, "timestamp": at}))
    }

    /// One is, or has become, a member of a room.
    #[must_use]
    pub fn join(room: RoomId, name: &str) -> Self {
        Self::new("join", &json!({"room": room, "message": format!("You have join room: {name}")}))
    }

    /// One is not a member of a room any more.
    #[must_use]
    pub fn leave(room: RoomId, name: &str) -> Self {
        Self::new("leave", &json!({"room": room, "message": format!("You have leave room: {name}")}))
    }

    /// Who of a room's members is here.
    #[must_use]
    pub fn online(room: RoomId, users: &[UserId], at: Timestamp) -> Self {
        #[derive(Serialize)]
        struct Online<'a> {
            room: RoomId,
            users: &'a [UserId],
            timestamp: Timestamp,
        }
        Self::new("online", &Online { room, users, timestamp: at })
    }

    /// An application was made or decided.
    #[must_use]
    pub fn apply(application: &ApplicationCard) -> Self {
        let notice = Notice {
            message: &notice::of_application(application),
            sender: Event::SYSTEM,
            timestamp: application.updated_at,
        };
        Self { notice: Some(text_of(&notice)), ..Self::new("apply", &ApplicationView::from(application)) }
    }

    /// A friendship with `user` began or ended.
    #[must_use]
    pub fn friend(user: UserId, began: bool) -> Self {
        Self::new("friend", &json!({"user": user, "status": began}))
    }

    /// Somebody's membership began or ended.
    #[must_use]
    pub fn member(room: RoomId, user: UserId, began: bool) -> Self {
        Self::new("member", &json!({"room": room, "user": user, "status": began}))
    }

    /// A room has changed.
    #[must_use]
    pub fn room_updated(room: &RoomCard) -> Self {
        Self::new("roomUpdated", &RoomView::from(room))
    }

    /// A room is gone.
    #[must_use]
    pub fn room_deleted(room: RoomId) -> Self {
        Self::new("roomDeleted", &json!({"room": room}))
    }

    /// An announcement.
    #[must_use]
    pub fn alert(message: &str, sender: &str, at: Timestamp) -> Self {
        let packet = Self::new("alert", &Notice { message, sender, timestamp: at });
        Self { notice: Some(packet.data.clone()), ..packet }
    }

    /// Somebody has read a conversation up to `seq`; named as `viewer` names it.
    #[must_use]
    pub fn read(conversation: Conversation, user: UserId, seq: u64, viewer: UserId) -> Self {
        Self::new("read", &json!({"conversation": conversation.name_for(viewer), "user": user, "seq": seq}))
    }

    /// A device of somebody has received a conversation up to `seq`; named as `viewer` names it.
    #[must_use]
    pub fn delivered(conversation: Conversation, user: UserId, seq: u64, viewer: UserId) -> Self {
        Self::new(
            "delivered",
            &json!({"conversation": conversation.name_for(viewer), "user": user, "seq": seq}),
        )
    }

    /// What was missed of a conversation has been told, up to `seq`; if not `complete`, too much was
    /// missed and has to be fetched.
    #[must_use]
    pub fn resumed(conversation: &str, seq: u64, complete: bool) -> Self {
        Self::new("resumed", &json!({"conversation": conversation, "seq": seq, "complete": complete}))
    }

    /// The answer to a frame that carried `reference`, as a frame of raw WebSocket.
    #[must_use]
    pub fn ack(reference: &Value, data: &impl Serialize) -> String {
        #[derive(Serialize)]
        struct Ack<'a, T> {
            event: &'static str,
            #[serde(rename = "ref")]
            reference: &'a Value,
            data: &'a T,
        }
        let ack = Ack { event: "ack", reference, data };
        serde_json::to_string(&ack).expect("acknowledgements have string keys and no failing parts")
    }

    /// The refusal of a frame, as a frame of raw WebSocket; with `reference` if the frame carried one.
    #[must_use]
    pub fn error(reference: Option<&Value>, kind: Kind, msg: &str, retry_ms: Option<u64>) -> String {
        let mut data = json!({"code": kind.code(), "msg": msg});
        if let Some(retry_ms) = retry_ms {
            data["retry_ms"] = retry_ms.into();
        }
        let mut frame = json!({"event": "error", "data": data});
        if let Some(reference) = reference {
            frame["ref"] = reference.clone();
        }
        frame.to_string()
    }
}

fn text_of(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("payloads have string keys and no failing parts")
}
