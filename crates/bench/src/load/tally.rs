//! What was heard.

use std::collections::HashSet;

use hdrhistogram::Histogram;

/// Counts what arrived since it was made.
pub struct Tally {
    /// Messages that reached a connection, the author's own included.
    pub delivered: u64,
    /// Messages that came back to their author, or were acknowledged.
    pub stored: u64,
    /// The server gives all messages that it stores together the same time, in milliseconds: so many
    /// different ones are the groups in which it stored them, or fewer.
    instants: HashSet<u64>,
    /// From sending to hearing, in microseconds.
    latency: Histogram<u64>,
}

impl Tally {
    /// The longest delay that is told from longer ones.
    const LONGEST_MICROS: u64 = 60_000_000;

    /// Counts from zero.
    pub fn new() -> Self {
        Self {
            delivered: 0,
            stored: 0,
            instants: HashSet::new(),
            latency: Histogram::new_with_bounds(1, Self::LONGEST_MICROS, 3)
                .expect("the bounds are far enough apart"),
        }
    }

    /// Notes the time of a stored message.
    pub fn stored_at(&mut self, instant: Option<u64>) {
        self.stored += 1;
        self.instants.extend(instant);
    }

    /// Notes how long a message took.
    pub fn took(&mut self, nanos: u64) {
        self.latency.saturating_record((nanos / 1_000).max(1));
    }

    /// How many messages were stored together, on average.
    pub fn group(&self) -> f64 {
        self.stored as f64 / self.instants.len().max(1) as f64
    }

    /// The delay in milliseconds that this share of the messages did not exceed.
    pub fn latency_ms(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_one_instant_are_one_group() {
        let mut tally = Tally::new();
        for instant in [5, 5, 5, 6] {
            tally.stored_at(Some(instant));
        }
        assert_eq!((tally.stored, tally.group()), (4, 2.0));
    }

    #[test]
    fn latencies_are_told_in_milliseconds() {
        let mut tally = Tally::new();
        for micros in 1..=100 {
            tally.took(micros * 1_000 * 10);
        }
        assert_eq!((tally.latency_ms(0.5), tally.latency_ms(0.99)), (0.5, 0.99));
    }
}
