//! Whether the client is still there.

use std::time::{Duration, Instant};

/// What has to be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    /// The client has to be asked.
    Ping,
    /// The client did not answer in time.
    Silence,
}

/// The server asks, some time after the last answer; any packet is a sign of life, but only a pong is an
/// answer.
#[derive(Debug)]
pub(super) struct Heartbeat {
    interval: Duration,
    timeout: Duration,
    state: State,
    pings: u64,
}

#[derive(Debug)]
enum State {
    /// The next ping is due then.
    Resting(Instant),
    /// The client has to answer by then.
    Asking(Instant),
}

impl Heartbeat {
    pub fn new(interval: Duration, timeout: Duration, now: Instant) -> Self {
        Self { interval, timeout, state: State::Resting(now + interval), pings: 0 }
    }

    /// When to come back.
    pub const fn deadline(&self) -> Instant {
        match self.state {
            State::Resting(until) | State::Asking(until) => until,
        }
    }

    /// How many pings were sent.
    pub const fn pings(&self) -> u64 {
        self.pings
    }

    /// To be called when the deadline has come; earlier it does nothing.
    pub fn tick(&mut self, now: Instant) -> Option<Beat> {
        match self.state {
            State::Resting(until) if now >= until => {
                // Counted from now: a server that was late must not blame the client.
                self.state = State::Asking(now + self.timeout);
                self.pings += 1;
                Some(Beat::Ping)
            }
            State::Asking(until) if now >= until => Some(Beat::Silence),
            _ => None,
        }
    }

    /// The client has said something.
    pub fn heard(&mut self, now: Instant) {
        if let State::Asking(until) = &mut self.state {
            *until = now + self.timeout;
        }
    }

    /// The client has said pong. Whether it was asked.
    pub fn answered(&mut self, now: Instant) -> bool {
        let was_asked = matches!(self.state, State::Asking(_));
        if was_asked {
            self.state = State::Resting(now + self.interval);
        }
        was_asked
    }
}
