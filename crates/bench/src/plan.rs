//! How much is measured, and for how long.

use std::time::Duration;

use serde::Serialize;

/// What can be measured alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Memory of connections that do nothing, and the start of the server.
    Idle,
    /// A room of 1,000.
    LargeRoom,
    /// A room of 50.
    SmallRoom,
    /// Private messages.
    Private,
    /// Stored messages per second.
    Durable,
}

/// The sizes of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// How often each measurement is taken, in turn with its yardsticks.
    pub rounds: usize,
    /// How long each one lasts.
    #[serde(serialize_with = "seconds")]
    pub measured: Duration,
    /// For how long the load runs before.
    #[serde(serialize_with = "seconds")]
    pub warm_up: Duration,
    /// How many connections are opened to see what an idle one costs.
    pub idle_connections: usize,
    /// How many members the large room has.
    pub large_room: usize,
    /// How many members the small room has.
    pub small_room: usize,
    /// How many pairs of friends there are.
    pub pairs: usize,
    /// How many members of the large room speak. In a saturated room each has one message under way.
    pub large_speakers: usize,
    /// How many members of the small room speak.
    pub small_speakers: usize,
    /// Messages a second in the large room when it is not saturated.
    pub large_rate: f64,
    /// Messages a second in the small room when it is not saturated.
    pub small_rate: f64,
    /// How many acknowledgements are awaited at once when durable throughput is measured.
    pub under_way: usize,
}

impl Plan {
    /// What the figures in `BENCHMARKS.md` are taken with.
    pub const fn full() -> Self {
        Self {
            rounds: 3,
            measured: Duration::from_secs(4),
            warm_up: Duration::from_secs(1),
            idle_connections: 1_000,
            large_room: 1_000,
            small_room: 50,
            pairs: 50,
            large_speakers: 4,
            small_speakers: 10,
            large_rate: 20.0,
            small_rate: 400.0,
            under_way: 1_000,
        }
    }

    /// Whether everything works at all; the figures mean little.
    pub const fn quick() -> Self {
        Self {
            rounds: 1,
            measured: Duration::from_millis(300),
            warm_up: Duration::from_millis(100),
            idle_connections: 20,
            large_room: 20,
            small_room: 6,
            pairs: 5,
            large_speakers: 4,
            small_speakers: 5,
            large_rate: 20.0,
            small_rate: 100.0,
            under_way: 100,
        }
    }

    /// Without the people that only other parts than these need.
    pub fn only(self, parts: &[Part]) -> Self {
        let needed = |part: Part, count: usize| if parts.contains(&part) { count } else { 1 };
        Self {
            idle_connections: needed(Part::Idle, self.idle_connections),
            large_room: needed(Part::LargeRoom, self.large_room),
            small_room: needed(Part::SmallRoom, self.small_room),
            ..self
        }
    }

    /// How many accounts are needed.
    pub fn people(&self) -> usize {
        self.idle_connections.max(self.large_room).max(self.small_room).max(2 * self.pairs)
    }

    /// How many open files a process needs: two for each connection, and some of its own.
    pub fn open_files(&self) -> u64 {
        2 * self.people() as u64 + 200
    }

    /// How many acknowledgements each of the friends awaits.
    pub fn window_of_pairs(&self) -> usize {
        self.under_way.div_ceil(2 * self.pairs)
    }
}

fn seconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}
