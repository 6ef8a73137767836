//! What an application is made of. As it is shown it is a [`discuss_kernel::ApplicationCard`].

use discuss_kernel::{ApplyId, RoomId, Timestamp, UserId};

use crate::ApplyError;

/// What somebody applies for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wish {
    /// To be a friend of this person.
    Befriend(UserId),
    /// To be a member of this room.
    Join(RoomId),
}

/// What the maker of an application says with it: 1 to [`Note::MAX_CHARS`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// Counted in characters.
    pub const MAX_CHARS: usize = 200;

    /// Reads a note; a blank one is none.
    ///
    /// # Errors
    /// When it is too long, or contains NUL, which not every database can keep.
    pub fn parse(raw: &str) -> Result<Option<Self>, ApplyError> {
        let text = raw.trim();
        if text.chars().count() > Self::MAX_CHARS || text.contains('\0') {
            return Err(ApplyError::InvalidNote);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new application, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// Its id.
    pub id: ApplyId,
    /// Who makes it.
    pub maker: UserId,
    /// What for.
    pub wish: Wish,
    /// What they say with it.
    pub note: Option<Note>,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes() {
        let longest = "茶".repeat(Note::MAX_CHARS);
        let too_long = format!("{longest}茶");
        let cases = [
            ("outer space is dropped", " It is me,\nBen. ", Ok(Some("It is me,\nBen."))),
            ("a blank one is none", " \t", Ok(None)),
            ("characters count, not bytes", &longest, Ok(Some(longest.as_str()))),
            ("one too many", &too_long, Err(())),
            ("NUL", "a\0b", Err(())),
        ];
        for (rule, raw, expected) in cases {
            let note = Note::parse(raw).map_err(drop);
            let text = note.map(|note| note.map(|note| note.as_str().to_owned()));
            assert_eq!(text, expected.map(|text| text.map(str::to_owned)), "{rule}");
        }
    }
}
