//! What people are told, in no language yet.

use std::time::Duration;

/// A text for a person: its key in the catalogues of the `http` crate, and what is to be put into it.
///
/// ```
/// use discuss_kernel::Phrase;
///
/// let told = Phrase::new("message-too-long").with("max", 65_536_u64);
/// assert_eq!(told.key(), "message-too-long");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    key: &'static str,
    values: Vec<(&'static str, PhraseValue)>,
}

/// Something to be put into a [`Phrase`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseValue {
    /// Languages decide by it between one and many.
    Number(u64),
    /// Shown as it is.
    Text(String),
}

impl Phrase {
    /// What is told when it is our fault, whatever it is.
    pub const INTERNAL: Self = Phrase::new("internal");

    /// The text of this key.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// Puts `value` where the text says `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<PhraseValue>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// Puts how long to wait where the text says `{ wait }`: rounded up, in the unit that needs two digits
    /// at most.
    #[must_use]
    pub fn waiting(self, time: Duration) -> Self {
        const UNITS: [(u64, &str); 4] = [(1, "seconds"), (60, "minutes"), (3_600, "hours"), (86_400, "days")];
        let seconds = u64::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1);
        let in_units = UNITS.map(|(length, unit)| (seconds.div_ceil(length), unit));
        let short = in_units.into_iter().find(|(amount, _)| *amount < 100);
        let (amount, unit) = short.unwrap_or((99, "days"));
        self.with("amount", amount).with("unit", unit)
    }

    /// Which text it is.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// What is to be put into it, by name.
    #[must_use]
    pub fn values(&self) -> &[(&'static str, PhraseValue)] {
        &self.values
    }
}

impl From<u64> for PhraseValue {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for PhraseValue {
    fn from(number: usize) -> Self {
        Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
    }
}

impl From<&str> for PhraseValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PhraseValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_rounded_up_and_told_in_two_digits() {
        let cases = [
            (0, 1, "seconds"),
            (1, 1, "seconds"),
            (1_001, 2, "seconds"),
            (99_000, 99, "seconds"),
            (99_001, 2, "minutes"),
            (401_000, 7, "minutes"),
            (401 * 60_000, 7, "hours"),
            (401 * 3_600_000, 17, "days"),
            (401 * 86_400_000, 99, "days"),
        ];
        for (millis, amount, unit) in cases {
            let phrase = Phrase::new("later").waiting(Duration::from_millis(millis));
            let told = [("amount", PhraseValue::Number(amount)), ("unit", PhraseValue::Text(unit.into()))];
            assert_eq!(phrase.values(), told, "{millis} ms");
        }
    }
}
