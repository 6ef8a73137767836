//! What conversations are made of, beside [`discuss_kernel::Message`].

use std::collections::BTreeSet;

use discuss_file::{FilePath, mentions};
use discuss_kernel::{
    ClientId, Content, Conversation, Extra, Message, MessageId, RoomCard, UserCard, UserId,
};

/// What somebody wants to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Where.
    pub conversation: Conversation,
    /// What.
    pub content: Content,
    /// Fields that came beside it.
    pub extra: Option<Extra>,
    /// Makes sending it twice harmless.
    pub client_id: Option<ClientId>,
}

/// What must hold at the moment a message is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Voice {
    /// The author belongs to the room.
    Membership,
    /// The two are friends.
    Friendship,
    /// Both accounts are open; strangers may write.
    Acquaintance,
}

/// A message on its way to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: MessageId,
    /// Who says it.
    pub author: UserId,
    /// What must hold when it is stored.
    pub voice: Voice,
    /// What is said, and where.
    pub post: Post,
}

impl Draft {
    /// More files than this a message does not keep from being cleaned away.
    pub const MAX_FILES: usize = 16;

    /// How much memory its texts take, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.texts().map(str::len).sum()
    }

    /// The uploaded files that it mentions, [`Self::MAX_FILES`] at most: one's own, and those of others, which
    /// nobody can name who has not been told of them.
    #[must_use]
    pub fn files(&self) -> BTreeSet<FilePath> {
        let mut files = BTreeSet::new();
        for path in self.texts().flat_map(mentions) {
            files.insert(path);
            if files.len() == Self::MAX_FILES {
                break;
            }
        }
        files
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let extra = self.post.extra.as_ref().map(Extra::as_str);
        [self.post.content.as_str()].into_iter().chain(extra)
    }
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The stored message; with a `client_id` that was used before, the first one.
    pub message: Message,
    /// Whether it was stored just now.
    pub is_new: bool,
}

/// Why one draft of a group was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The author does not belong to the room.
    #[error("only members of the room may write there")]
    NotAMember,
    /// The two are no friends.
    #[error("only friends may write to each other")]
    NotFriends,
    /// There is no such room.
    #[error("no such room")]
    NoSuchRoom,
    /// There is nobody to write to.
    #[error("no such user")]
    NoSuchUser,
}

/// Which part of a conversation is asked for. Both bounds are exclusive; without `after`, or with
/// both, it is the newest part that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Only what has a smaller `seq`.
    pub before: Option<u64>,
    /// Only what has a larger `seq`.
    pub after: Option<u64>,
    /// How many at most.
    pub limit: u64,
}

impl Window {
    /// How many messages one gets when nobody says.
    pub const DEFAULT_LIMIT: u64 = 50;
    /// More than this nobody gets at once.
    pub const MAX_LIMIT: u64 = 200;

    /// The part between two bounds. What is out of range is brought into it.
    #[must_use]
    pub fn new(before: Option<u64>, after: Option<u64>, limit: Option<u64>) -> Self {
        Self { before, after, limit: limit.unwrap_or(Self::DEFAULT_LIMIT).clamp(1, Self::MAX_LIMIT) }
    }

    /// Whether the part is counted from its lower bound.
    #[must_use]
    pub const fn is_forward(&self) -> bool {
        self.after.is_some() && self.before.is_none()
    }
}

/// A message with its author's name, which stays when the account is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authored {
    /// The message.
    pub message: Message,
    /// The author's name.
    pub author_name: String,
}

/// With whom a conversation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// Everybody in a room.
    Room(RoomCard),
    /// One other person.
    User(UserCard),
}

/// A conversation as it appears in the list of conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSummary {
    /// Which conversation.
    pub conversation: Conversation,
    /// With whom it is.
    pub peer: Peer,
    /// The newest message; `None` while nothing has been said.
    pub last_message: Option<Authored>,
    /// The `seq` of the newest entry; 0 while there is none.
    pub last_seq: u64,
    /// The last entry that the reader has read.
    pub read_seq: u64,
    /// How many messages by others came after that.
    pub unread: u64,
}

/// What kind of client has received something: each kind keeps track of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientKind(&'static str);

impl ClientKind {
    /// Raw WebSocket.
    pub const WEBSOCKET: Self = Self("websocket");

    /// Socket.IO, whose clients need not know of `seq`.
    pub const SOCKET_IO: Self = Self("socketio");

    /// As it is stored; 16 bytes at most.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// How far a client has come in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which conversation.
    pub conversation: Conversation,
    /// The last entry that was received, or that was there before the reader came to the room.
    pub seq: u64,
    /// The `seq` of the conversation's newest entry; 0 while there is none.
    pub last_seq: u64,
}

/// A conversation that went on since some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advance {
    /// Which conversation.
    pub conversation: Conversation,
    /// The last entry until that moment, or until one joined the room if that was later; 0 if there was none, `None`
    /// when it was not looked for as far back.
    pub from: Option<u64>,
    /// The newest entry.
    pub to: u64,
}

/// A part of what a client missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The entries after the client's position, in order.
    pub messages: Vec<Message>,
    /// The `seq` of the conversation's newest entry.
    pub last_seq: u64,
}

#[cfg(test)]
mod tests {
    use discuss_file::FileName;

    use super::*;

    #[test]
    fn files_are_found_in_what_is_said_and_beside_it() {
        let ann = UserId::random();
        let files: Vec<FilePath> =
            (0..20).map(|_| FilePath { owner: ann, name: FileName::random("png") }).collect();
        let draft = |content: String, extra: Option<String>| Draft {
            id: MessageId::from_uuid(ann.uuid()),
            author: ann,
            voice: Voice::Friendship,
            post: Post {
                conversation: Conversation::between(ann, UserId::random()).unwrap(),
                content: Content::parse(content).unwrap(),
                extra: extra.map(|extra| Extra::parse(extra).unwrap()),
                client_id: None,
            },
        };
        let both =
            draft(files[0].to_string(), Some(format!(r#"{{"a":"/{}","b":"{}"}}"#, files[1], files[0])));
        assert_eq!(both.files(), files[..2].iter().cloned().collect());
        assert_eq!(draft("in public/ nothing".to_owned(), None).files(), BTreeSet::new());
        let many: String = files.iter().map(|file| format!("{file} ")).collect();
        assert_eq!(draft(many, None).files().len(), Draft::MAX_FILES);
    }
}
