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

/// No name of a person or a room has more characters.
pub const MAX_NAME_CHARS: usize = 100;

/// Whether it makes sense to search names for `fragment`: it is not blank, not longer than a name, and has no
/// control characters, which no name has and not every database can look for.
#[must_use]
pub fn is_name_part(fragment: &str) -> bool {
    !fragment.trim().is_empty()
        && fragment.chars().count() <= MAX_NAME_CHARS
        && !fragment.contains(char::is_control)
}
