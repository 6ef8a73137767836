//! Facts: what happened, told to whoever listens.

use crate::{
    ApplicationCard, Audience, Conversation, Entry, Preferences, RoomCard, RoomId, SessionId, Timestamp,
    UserId,
};

/// Something that happened, and is already stored if it is ever asked for.
///
/// Events may be lost on their way: what they tell can always be asked for again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A message, or a change of one, was stored.
    Entry(Entry),
    /// Somebody has read a conversation up to `seq`.
    Read {
        /// Which conversation.
        conversation: Conversation,
        /// Who read.
        user: UserId,
        /// The last entry read.
        seq: u64,
    },
    /// A device of somebody has received a conversation up to `seq`.
    Delivered {
        /// Which conversation.
        conversation: Conversation,
        /// Whose device.
        user: UserId,
        /// The last entry received.
        seq: u64,
    },
    /// Somebody is writing something; tells the others. Nothing of it is stored.
    Typing {
        /// Where.
        conversation: Conversation,
        /// Who.
        user: UserId,
    },
    /// Somebody keeps a conversation in another way; tells their own devices.
    ConversationUpdated {
        /// Which conversation.
        conversation: Conversation,
        /// Who keeps it.
        user: UserId,
        /// How.
        preferences: Preferences,
    },
    /// An application was made; tells the one who may decide it.
    Applied(ApplicationCard),
    /// An application was accepted or refused; tells its maker.
    Decided(ApplicationCard),
    /// Two people became friends, or ceased to be.
    Friendship {
        /// One of the two.
        one: UserId,
        /// The other.
        other: UserId,
        /// Whether it began.
        began: bool,
    },
    /// Somebody has blocked somebody, or does not any more; tells their own devices.
    Block {
        /// Who blocks.
        user: UserId,
        /// Who is blocked.
        other: UserId,
        /// Whether it began.
        began: bool,
    },
    /// Somebody became a member of a room, or ceased to be one.
    Membership {
        /// Which room.
        room: RoomId,
        /// Its name.
        name: String,
        /// Who came or went.
        user: UserId,
        /// Whether they came.
        began: bool,
    },
    /// Somebody has a new picture, or none any more; tells themselves, `friends` and `rooms`.
    AvatarChanged {
        /// Who.
        user: UserId,
        /// Where it is, as a path below the origin.
        avatar: Option<String>,
        /// Who is told.
        friends: Vec<UserId>,
        /// Which rooms are told.
        rooms: Vec<RoomId>,
    },
    /// A room has a new name, description, picture or owner.
    RoomUpdated(RoomCard),
    /// A room is gone.
    RoomDeleted {
        /// Which room.
        room: RoomId,
        /// The name it had.
        name: String,
    },
    /// Something was announced; tells those it is for.
    Announced {
        /// What.
        message: String,
        /// In whose name.
        sender: String,
        /// For whom.
        to: Audience,
        /// When.
        at: Timestamp,
    },
    /// Logins ended: their connections close.
    SessionsEnded {
        /// Whose logins.
        user: UserId,
        /// Which of them.
        ended: Ended,
    },
    /// A user's first connection arrived, or the last one left; tells `friends`.
    UserPresence {
        /// Who came or went.
        user: UserId,
        /// Whether they are here.
        online: bool,
        /// Who is told.
        friends: Vec<UserId>,
        /// When it was seen.
        at: Timestamp,
    },
    /// Who of a room's members is here; tells the room.
    RoomPresence {
        /// Which room.
        room: RoomId,
        /// Who is here.
        users: Vec<UserId>,
        /// When it was seen.
        at: Timestamp,
    },
}

impl Event {
    /// In whose name the server itself speaks.
    pub const SYSTEM: &str = "系统通知";
}

/// Which logins of a user ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All of them, and tokens that belong to none.
    All,
    /// All but this one.
    AllBut(SessionId),
    /// Only this one.
    One(SessionId),
    /// None of them, but tokens that belong to none.
    Tokens,
}

impl Ended {
    /// Whether a connection that was opened with `session` has to close.
    #[must_use]
    pub fn includes(self, session: Option<SessionId>) -> bool {
        match self {
            Self::All => true,
            Self::AllBut(kept) => session != Some(kept),
            Self::One(ended) => session == Some(ended),
            Self::Tokens => session.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_connections_close() {
        let (one, other) = (SessionId::random(), SessionId::random());
        let cases = [
            (Ended::All, [true, true, true]),
            (Ended::AllBut(one), [false, true, true]),
            (Ended::One(one), [true, false, false]),
            (Ended::Tokens, [false, false, true]),
        ];
        for (ended, expected) in cases {
            assert_eq!([Some(one), Some(other), None].map(|session| ended.includes(session)), expected);
        }
    }
}
