//! What a run has found, round by round.

use serde::Serialize;

use crate::{
    measure::Reading,
    scenario::{Scenario, Unit},
    statistics::median,
    yardstick::group_commit::Commits,
};

/// Connections that do nothing.
#[derive(Debug, Clone, Serialize)]
pub struct Idle {
    /// Where their people are.
    pub whereabouts: String,
    /// One after the other.
    pub rounds: Vec<IdleRound>,
}

/// A server and the bare delivery, at rest.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct IdleRound {
    /// From starting the server to its first answer that it is ready, in seconds.
    pub start_seconds: f64,
    /// The server's resident memory with nobody there, in bytes.
    pub server_bytes: u64,
    /// What a connection adds to it, in bytes.
    pub connection_bytes: f64,
    /// What a connection adds to the bare delivery, in bytes.
    pub yardstick_bytes: f64,
}

/// Messages passed on.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    /// The situation.
    pub scenario: Scenario,
    /// One after the other.
    pub rounds: Vec<DeliveryRound>,
}

/// The server and both yardsticks, in turn.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DeliveryRound {
    /// The server.
    pub server: Reading,
    /// The bare delivery under the same load.
    pub yardstick: Reading,
    /// The bare storage of the same rows, in groups like the server's.
    pub storage: Commits,
}

impl DeliveryRound {
    /// Processor time of the server for one unit, in microseconds, without what the bare storage of the
    /// same rows takes.
    pub fn apart_micros(&self, unit: Unit) -> f64 {
        let storage = self.server.messages as f64 * self.storage.cpu_micros();
        self.server.micros(unit) - storage / self.server.count(unit) as f64
    }

    /// How many times the processor time of the bare delivery that is.
    pub fn ratio(&self, unit: Unit) -> f64 {
        self.apart_micros(unit) / self.yardstick.micros(unit)
    }
}

impl Delivery {
    /// The median of a figure over the rounds.
    pub fn median(&self, figure: impl Fn(&DeliveryRound) -> f64) -> f64 {
        middle(self.rounds.iter().map(figure))
    }
}

/// Messages stored for good and acknowledged.
#[derive(Debug, Clone, Serialize)]
pub struct Durable {
    /// How many acknowledgements were awaited at any moment.
    pub under_way: usize,
    /// One after the other.
    pub rounds: Vec<DurableRound>,
}

/// The server and the bare storage, in turn.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct DurableRound {
    /// The server.
    pub server: Reading,
    /// The bare storage, in groups like the server's.
    pub same_group: Commits,
    /// The bare storage, with everything that is under way in one group.
    pub full_group: Commits,
}

impl Durable {
    /// The median of a figure over the rounds.
    pub fn median(&self, figure: impl Fn(&DurableRound) -> f64) -> f64 {
        middle(self.rounds.iter().map(figure))
    }
}

impl Idle {
    /// The median of a figure over the rounds.
    pub fn median(&self, figure: impl Fn(&IdleRound) -> f64) -> f64 {
        middle(self.rounds.iter().map(figure))
    }
}

fn middle(values: impl Iterator<Item = f64>) -> f64 {
    median(values).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(cpu_seconds: f64) -> Reading {
        Reading {
            seconds: 1.0,
            cpu_seconds,
            delivered: 100_000,
            messages: 1_000,
            group: 10.0,
            p50_ms: 1.0,
            p99_ms: 2.0,
        }
    }

    #[test]
    fn storage_is_taken_off_by_the_row() {
        let storage = Commits { group: 10, rows: 5_000, seconds: 1.0, cpu_seconds: 0.5 };
        let round = DeliveryRound { server: reading(0.3), yardstick: reading(0.1), storage };
        // 3 µs a delivery, of which 1,000 rows × 100 µs / 100,000 deliveries = 1 µs is storage.
        assert!((round.apart_micros(Unit::Delivery) - 2.0).abs() < 1e-9);
        assert!((round.ratio(Unit::Delivery) - 2.0).abs() < 1e-9);
        assert!((round.apart_micros(Unit::Message) - 200.0).abs() < 1e-9);
    }
}
