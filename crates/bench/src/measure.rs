//! One measurement: a process, the clients that keep it busy, and what both have to say afterwards.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Result;
use serde::Serialize;

use crate::{
    load::{Crowd, Line, Pace, Play, Tally},
    plan::Plan,
    process::Meter,
    scenario::Unit,
    transport::{Opening, Transport},
};

/// Nothing more comes when nothing came for so long: presence is told once a second, and a client of Socket.IO is told
/// what it missed one second after its arrival.
const SILENCE: Duration = Duration::from_millis(1_500);

/// After a measurement only messages are on their way.
const SHORT_SILENCE: Duration = Duration::from_millis(200);

/// How many connections are opened and closed again before memory is measured.
const REHEARSAL: usize = 50;

/// What was measured.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Reading {
    /// For how long, in seconds.
    pub seconds: f64,
    /// Processor time of the process, in seconds.
    pub cpu_seconds: f64,
    /// Messages that reached a connection.
    pub delivered: u64,
    /// Messages that came back to their author, or were acknowledged.
    pub messages: u64,
    /// How many messages were stored together, on average.
    pub group: f64,
    /// The delay that half of the messages did not exceed, in milliseconds.
    pub p50_ms: f64,
    /// The delay that 99 of 100 messages did not exceed, in milliseconds.
    pub p99_ms: f64,
}

impl Reading {
    /// How many of `unit` there were.
    pub const fn count(&self, unit: Unit) -> u64 {
        match unit {
            Unit::Delivery => self.delivered,
            Unit::Message => self.messages,
        }
    }

    /// Processor time of one `unit`, in microseconds.
    pub fn micros(&self, unit: Unit) -> f64 {
        self.cpu_seconds * 1e6 / self.count(unit) as f64
    }

    /// How many of `unit` there were in a second.
    pub fn rate(&self, unit: Unit) -> f64 {
        self.count(unit) as f64 / self.seconds
    }
}

/// A process with its clients.
pub struct Stage {
    crowd: Crowd,
    meter: Meter,
    transport: Transport,
}

impl Stage {
    /// Opens a connection for each of `openings` and waits until all is quiet.
    pub fn set(
        address: SocketAddr,
        meter: Meter,
        transport: Transport,
        openings: impl IntoIterator<Item = Opening>,
    ) -> Result<Self> {
        let mut crowd = Crowd::gather(address, openings)?;
        crowd.settle(&mut silent(transport), SILENCE)?;
        Ok(Self { crowd, meter, transport })
    }

    /// Measures once; the speaker at connection n says `lines[n]`.
    pub fn measure(&mut self, pace: Pace, lines: Vec<Line>, plan: &Plan) -> Result<Reading> {
        let mut play = Play::new(self.transport, pace, lines, Tally::new());
        self.crowd.begin(&mut play)?;
        self.crowd.perform(&mut play, plan.warm_up)?;
        play.tally = Tally::new();
        let (began, cpu) = (Instant::now(), self.meter.cpu()?);
        self.crowd.perform(&mut play, plan.measured)?;
        let cpu_seconds = (self.meter.cpu()? - cpu).as_secs_f64();
        let seconds = began.elapsed().as_secs_f64();
        let reading = Reading {
            seconds,
            cpu_seconds,
            delivered: play.tally.delivered,
            messages: play.tally.stored,
            group: play.tally.group(),
            p50_ms: play.tally.latency_ms(0.5),
            p99_ms: play.tally.latency_ms(0.99),
        };
        anyhow::ensure!(reading.messages > 0, "not a single message came back");
        play.end();
        self.crowd.settle(&mut play, SHORT_SILENCE)?;
        Ok(reading)
    }
}

/// Resident memory per connection, in bytes: the growth while connections of all `openings` are open.
pub fn memory_per_connection(
    address: SocketAddr,
    meter: Meter,
    transport: Transport,
    openings: &[Opening],
) -> Result<f64> {
    // Some come and go first, so that what is only needed once is there already.
    drop(Stage::set(address, meter, transport, openings.iter().take(REHEARSAL).cloned())?);
    std::thread::sleep(SILENCE);
    let before = meter.memory()?;
    let stage = Stage::set(address, meter, transport, openings.iter().cloned())?;
    let after = meter.memory()?;
    drop(stage);
    Ok((after as f64 - before as f64) / openings.len() as f64)
}

/// A play in which nobody speaks, not even when they hear what was said before they came.
fn silent(transport: Transport) -> Play {
    let mut play = Play::new(transport, Pace::PingPong, Vec::new(), Tally::new());
    play.end();
    play
}
