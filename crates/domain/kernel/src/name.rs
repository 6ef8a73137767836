//! How names are compared and searched.

/// What usernames, mail addresses and room names are compared by: outer space dropped, lower case.
/// Repositories keep it in a column of its own, since the three databases disagree about letter case.
///
/// ```
/// assert_eq!(discuss_kernel::name_key(" Élan "), discuss_kernel::name_key("éLAN"));
/// ```
#[must_use]
pub fn name_key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A name of a person or a room: trimmed, 1 to [`Name::MAX_CHARS`] characters, none of them a control
/// character. Letter case is kept, but does not tell two names apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Counted in characters.
    pub const MAX_CHARS: usize = 100;

    /// `None` when nothing is left after trimming, it is too long, or it has control characters.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let name = raw.trim();
        let fits = (1..=Self::MAX_CHARS).contains(&name.chars().count());
        (fits && !name.contains(char::is_control)).then(|| Self(name.to_owned()))
    }

    /// The name as it was chosen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is compared by.
    #[must_use]
    pub fn key(&self) -> String {
        name_key(&self.0)
    }
}

/// Whether it makes sense to search names for `fragment`: it is not blank, not longer than a name, and has no
/// control characters, which no name has and not every database can look for.
#[must_use]
pub fn is_name_part(fragment: &str) -> bool {
    !fragment.trim().is_empty()
        && fragment.chars().count() <= Name::MAX_CHARS
        && !fragment.contains(char::is_control)
}
