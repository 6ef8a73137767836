//! What conversations are made of, beside [`discuss_kernel::Message`].

use std::collections::BTreeSet;

use discuss_file::{FilePath, mentions};
use discuss_kernel::{
    ClientId, Content, Conversation, Entry, Extra, Message, MessageId, Preferences, RoomCard, Timestamp,
    UserCard, UserId,
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
    /// Which message there it answers.
    pub reply_to: Option<MessageId>,
    /// Makes sending it twice harmless.
    pub client_id: Option<ClientId>,
}

/// What must hold at the moment a message is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Voice {
    /// The author belongs to the room.
    Membership,
    /// The two are friends, so neither has blocked the other.
    Friendship,
    /// Both accounts are open, and neither has blocked the other; strangers may write.
    Acquaintance,
}

/// How somebody wants to change what they have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Where it was said.
    pub conversation: Conversation,
    /// Which message.
    pub message: MessageId,
    /// What it shall say; `None` recalls it.
    pub content: Option<Content>,
    /// Makes sending it twice harmless.
    pub client_id: Option<ClientId>,
}

/// An entry on its way to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who makes it.
    pub author: UserId,
    /// What must hold when it is stored.
    pub voice: Voice,
    /// What it does.
    pub act: Act,
}

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Says something.
    Say {
        /// The message's id.
        id: MessageId,
        /// What is said, and where.
        post: Post,
    },
    /// Changes what its author has said.
    Revise {
        /// How.
        revision: Revision,
        /// A message from before this moment stays as it is.
        since: Option<Timestamp>,
    },
}

impl Draft {
    /// Where it belongs.
    #[must_use]
    pub const fn conversation(&self) -> Conversation {
        match &self.act {
            Act::Say { post, .. } => post.conversation,
            Act::Revise { revision, .. } => revision.conversation,
        }
    }

    /// What its author calls it.
    #[must_use]
    pub const fn client_id(&self) -> Option<&ClientId> {
        match &self.act {
            Act::Say { post, .. } => post.client_id.as_ref(),
            Act::Revise { revision, .. } => revision.client_id.as_ref(),
        }
    }

    /// How much memory its texts take, in bytes.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.act {
            Act::Say { post, .. } => texts(&post.content, post.extra.as_ref()).map(str::len).sum(),
            Act::Revise { revision, .. } => {
                revision.content.as_ref().map_or(0, |content| content.as_str().len())
            }
        }
    }
}

/// More files than this a message does not keep from being cleaned away.
pub const MAX_MENTIONED_FILES: usize = 16;

/// The uploaded files that a message mentions, [`MAX_MENTIONED_FILES`] at most: its author's own, and those of others, which
/// nobody can name who has not been told of them.
#[must_use]
pub fn mentioned_files(content: &Content, extra: Option<&Extra>) -> BTreeSet<FilePath> {
    let mut files = BTreeSet::new();
    for path in texts(content, extra).flat_map(mentions) {
        files.insert(path);
        if files.len() == MAX_MENTIONED_FILES {
            break;
        }
    }
    files
}

fn texts<'m>(content: &'m Content, extra: Option<&'m Extra>) -> impl Iterator<Item = &'m str> {
    [content.as_str()].into_iter().chain(extra.map(Extra::as_str))
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The stored entry; with a `client_id` that was used before, the first one.
    pub entry: Entry,
    /// Whether it was stored just now.
    pub is_new: bool,
}

/// Why one draft of a group was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The author does not belong to the room.
    #[error("only members of the room may write there")]
    NotAMember,
    /// The two are no friends, or the other has blocked the author, who is not told of that.
    #[error("only friends may write to each other")]
    NotFriends,
    /// The author has blocked the other.
    #[error("you have blocked them; unblock them first")]
    BlockedByAuthor,
    /// There is no such room.
    #[error("no such room")]
    NoSuchRoom,
    /// There is nobody to write to.
    #[error("no such user")]
    NoSuchUser,
    /// There is no such message in that conversation.
    #[error("no such message")]
    NoSuchMessage,
    /// Somebody else has said it.
    #[error("only its author may change a message")]
    NotTheAuthor,
    /// It has been recalled already.
    #[error("the message is recalled")]
    Recalled,
    /// It was said too long ago.
    #[error("the message is too old to be changed")]
    TooLate,
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
    /// How the reader keeps it.
    pub preferences: Preferences,
}

/// How somebody wants to keep a conversation; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PreferenceChange {
    /// Whether it shall be pinned.
    pub pinned: Option<bool>,
    /// Whether it shall be muted.
    pub muted: Option<bool>,
}

impl PreferenceChange {
    /// What becomes of `before`.
    #[must_use]
    pub fn apply(self, before: Preferences) -> Preferences {
        Preferences {
            pinned: self.pinned.unwrap_or(before.pinned),
            muted: self.muted.unwrap_or(before.muted),
        }
    }
}

/// What became of a [`PreferenceChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferred {
    /// How the conversation is kept now.
    pub preferences: Preferences,
    /// Whether it was kept in another way before.
    pub is_new: bool,
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

/// How far somebody has come in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Who.
    pub user: UserId,
    /// The last entry that they have read; 0 while there is none.
    pub read_seq: u64,
    /// The last entry that has reached one of their clients, or that they have read.
    pub delivered_seq: u64,
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
    /// The entries after the client's position, in order, as they are now.
    pub entries: Vec<Entry>,
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
        let found = |content: String, extra: Option<String>| {
            let extra = extra.map(|extra| Extra::parse(extra).unwrap());
            mentioned_files(&Content::parse(content).unwrap(), extra.as_ref())
        };
        let extra = format!(r#"{{"a":"/{}","b":"{}"}}"#, files[1], files[0]);
        assert_eq!(found(files[0].to_string(), Some(extra)), files[..2].iter().cloned().collect());
        assert_eq!(found("in public/ nothing".to_owned(), None), BTreeSet::new());
        let many: String = files.iter().map(|file| format!("{file} ")).collect();
        assert_eq!(found(many, None).len(), MAX_MENTIONED_FILES);
    }
}
