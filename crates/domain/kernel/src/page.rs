//! Numbered pages, as the list routes use them.

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    number: u64,
    size: u64,
}

impl Page {
    /// How many rows a page has when nobody says.
    pub const DEFAULT_SIZE: u64 = 10;
    /// More than this nobody gets at once.
    pub const MAX_SIZE: u64 = 100;

    /// Page `number`, counted from 1, of `size` rows. What is out of range is brought into it.
    #[must_use]
    pub fn new(number: Option<u64>, size: Option<u64>) -> Self {
        Self {
            number: number.unwrap_or(1).clamp(1, u64::from(u32::MAX)),
            size: size.unwrap_or(Self::DEFAULT_SIZE).clamp(1, Self::MAX_SIZE),
        }
    }

    /// How many rows come before this page.
    #[must_use]
    pub const fn offset(self) -> u64 {
        (self.number - 1) * self.size
    }

    /// How many rows this page has at most.
    #[must_use]
    pub const fn size(self) -> u64 {
        self.size
    }
}

/// One page of a list, and how long the whole list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// The rows of the page.
    pub rows: Vec<T>,
    /// How many rows the list has.
    pub total: u64,
}

impl<T> Rows<T> {
    /// The same page with every row changed by `change`.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Rows<U> {
        Rows { rows: self.rows.into_iter().map(change).collect(), total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_capped() {
        let cases = [
            ("defaults", None, None, (0, 10)),
            ("third page", Some(3), Some(20), (40, 20)),
            ("no page zero", Some(0), Some(0), (0, 1)),
            ("nobody gets everything", Some(1), Some(1_000_000), (0, 100)),
            ("no overflow", Some(u64::MAX), Some(100), ((u64::from(u32::MAX) - 1) * 100, 100)),
        ];
        for (rule, number, size, expected) in cases {
            let page = Page::new(number, size);
            assert_eq!((page.offset(), page.size()), expected, "{rule}");
        }
    }
}
