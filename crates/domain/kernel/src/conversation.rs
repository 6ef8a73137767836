//! Conversations: a room, or two people.

use crate::{Failure, Kind, Phrase, RoomId, UserId};

/// Two different people, in no particular order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    low: UserId,
    high: UserId,
}

impl Pair {
    /// `None` when both are the same person.
    #[must_use]
    pub fn of(one: UserId, other: UserId) -> Option<Self> {
        (one != other).then(|| Self { low: one.min(other), high: one.max(other) })
    }

    /// Both, in the order of their ids.
    #[must_use]
    pub const fn both(self) -> [UserId; 2] {
        [self.low, self.high]
    }

    /// The one who is not `viewer`; `None` when `viewer` is neither.
    #[must_use]
    pub fn other(self, viewer: UserId) -> Option<UserId> {
        match viewer {
            _ if viewer == self.low => Some(self.high),
            _ if viewer == self.high => Some(self.low),
            _ => None,
        }
    }
}

/// Where messages are said: the log they are appended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conversation {
    /// A room.
    Room(RoomId),
    /// Two people.
    Pair(Pair),
}

/// How somebody keeps a conversation for themselves. Nobody else learns of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Preferences {
    /// It stands before the others in their list.
    pub pinned: bool,
    /// It does not call for their attention.
    pub muted: bool,
}

/// The text names no conversation: it is neither `room:<id>` nor `user:<id>` of somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a conversation is named room:<room id> or user:<the other's id>")]
pub struct InvalidConversation;

impl Failure for InvalidConversation {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn phrase(&self) -> Phrase {
        Phrase::new("conversation-invalid")
    }

    fn field(&self) -> Option<&'static str> {
        Some("conversation")
    }
}

impl Conversation {
    /// The private conversation of two people.
    ///
    /// # Errors
    /// When both are the same person.
    pub fn between(one: UserId, other: UserId) -> Result<Self, InvalidConversation> {
        Pair::of(one, other).map(Self::Pair).ok_or(InvalidConversation)
    }

    /// Reads the name that `viewer` gives a conversation.
    ///
    /// # Errors
    /// When the name is malformed, or names the viewer.
    pub fn parse(name: &str, viewer: UserId) -> Result<Self, InvalidConversation> {
        match name.split_once(':') {
            Some(("room", id)) => id.parse().map(Self::Room).map_err(|_| InvalidConversation),
            Some(("user", id)) => Self::between(viewer, id.parse().map_err(|_| InvalidConversation)?),
            _ => Err(InvalidConversation),
        }
    }

    /// What `viewer` calls it: `room:<room id>` or `user:<the other's id>`. To somebody who is not
    /// one of the two, a private conversation has the name of the first.
    #[must_use]
    pub fn name_for(self, viewer: UserId) -> String {
        match self {
            Self::Room(room) => format!("room:{room}"),
            Self::Pair(pair) => format!("user:{}", pair.other(viewer).unwrap_or(pair.low)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_conversation_is_refused() {
        let me = UserId::random();
        for name in ["", "room:", "room:x", "user:", "pair:x", &format!("user:{me}")] {
            assert_eq!(Conversation::parse(name, me), Err(InvalidConversation), "{name}");
        }
    }
}
