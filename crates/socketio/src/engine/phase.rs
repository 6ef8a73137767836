//! How far a session has come.

use std::time::Instant;

use crate::CloseReason;

#[derive(Debug)]
pub(super) enum Phase {
    Open,
    /// The server has ended the session; what waits may leave until then.
    Closing(CloseReason, Instant),
    /// It has ended, but for the farewell.
    Closed(CloseReason),
    /// It has ended.
    Over,
}

impl Phase {
    pub const fn has_ended(&self) -> bool {
        matches!(self, Self::Closed(_) | Self::Over)
    }
}
