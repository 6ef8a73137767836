//! What a room is made of.

use discuss_kernel::{Failure, Kind, Name, Phrase, RoomId, Timestamp, UserId};

/// Which value of a room is wrong, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRoom {
    /// See [`RoomName::parse`].
    #[error("a room name has 1 to {} characters, none of them a control character", RoomName::MAX_CHARS)]
    Name,
    /// See [`Description::parse`].
    #[error("a description has {} characters at most, none of them NUL", Description::MAX_CHARS)]
    Description,
}

impl Failure for InvalidRoom {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Name => Phrase::new("room-name-invalid").with("max", RoomName::MAX_CHARS),
            Self::Description => Phrase::new("room-description-invalid").with("max", Description::MAX_CHARS),
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "name",
            Self::Description => "description",
        })
    }
}

/// A room's name; see [`Name`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomName(Name);

impl RoomName {
    /// Counted in characters.
    pub const MAX_CHARS: usize = Name::MAX_CHARS;

    /// # Errors
    /// When it is no [`Name`].
    pub fn parse(raw: &str) -> Result<Self, InvalidRoom> {
        Name::parse(raw).map(Self).ok_or(InvalidRoom::Name)
    }

    /// The name as it was chosen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What it is compared by.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.key()
    }
}

/// What a room is for: trimmed, may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// Counted in characters.
    pub const MAX_CHARS: usize = 100;

    /// # Errors
    /// When it is too long, or contains NUL, which not every database can keep.
    pub fn parse(raw: &str) -> Result<Self, InvalidRoom> {
        let text = raw.trim();
        let fits = text.chars().count() <= Self::MAX_CHARS && !text.contains('\0');
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidRoom::Description) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody fills in to open a room.
#[derive(Debug, Clone)]
pub struct RoomDraft {
    /// Its name.
    pub name: RoomName,
    /// What it is for.
    pub description: Description,
}

/// What of a room is to change; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct RoomUpdate {
    /// A new name.
    pub name: Option<RoomName>,
    /// A new description.
    pub description: Option<Description>,
}

/// A new room, ready to be stored together with its owner's membership.
#[derive(Debug, Clone)]
pub struct NewRoom {
    /// Its id.
    pub id: RoomId,
    /// Its name.
    pub name: RoomName,
    /// What it is for.
    pub description: Description,
    /// Who opens it, and is its first member.
    pub owner: UserId,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_names() {
        let longest = "茶".repeat(RoomName::MAX_CHARS);
        let too_long = format!("{longest}茶");
        let cases = [
            ("outer space is dropped", "  Tea ", Some("Tea")),
            ("characters count, not bytes", longest.as_str(), Some(longest.as_str())),
            ("one too many", too_long.as_str(), None),
            ("blank is no name", "   ", None),
        ];
        for (rule, raw, expected) in cases {
            let name = RoomName::parse(raw).ok();
            assert_eq!(name.as_ref().map(RoomName::as_str), expected, "{rule}");
        }
    }

    #[test]
    fn descriptions() {
        let longest = "茶".repeat(Description::MAX_CHARS);
        let too_long = format!("{longest}茶");
        let cases = [
            ("outer space is dropped", " for tea\nand talk ", Some("for tea\nand talk")),
            ("it may be empty", "  ", Some("")),
            ("characters count, not bytes", longest.as_str(), Some(longest.as_str())),
            ("one too many", too_long.as_str(), None),
            ("NUL", "a\0b", None),
        ];
        for (rule, raw, expected) in cases {
            let text = Description::parse(raw).ok();
            assert_eq!(text.as_ref().map(Description::as_str), expected, "{rule}");
        }
    }
}
