//! How names are compared.

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
