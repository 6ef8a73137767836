//! What carries a session.

use std::time::Instant;

use super::{Frame, Transport};

#[derive(Debug)]
pub(super) enum Carrier {
    Polling { upgrade: Option<Upgrade> },
    WebSocket,
}

/// A WebSocket on probation.
#[derive(Debug)]
pub(super) struct Upgrade {
    pub until: Instant,
    pub probed: bool,
    pub answer: Option<Frame>,
}

impl Carrier {
    pub const fn transport(&self) -> Transport {
        match self {
            Self::Polling { .. } => Transport::Polling,
            Self::WebSocket => Transport::WebSocket,
        }
    }
}
