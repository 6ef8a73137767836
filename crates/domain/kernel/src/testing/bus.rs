//! An event bus that remembers.

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::{Event, EventBus};

/// Keeps what was published, in order, for a test to look at.
#[derive(Debug, Default)]
pub struct RecordingEventBus {
    events: Mutex<Vec<Event>>,
}

impl RecordingEventBus {
    /// What was published since the last time somebody took it.
    pub fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock())
    }
}

#[async_trait]
impl EventBus for RecordingEventBus {
    async fn publish(&self, event: Event) {
        self.events.lock().push(event);
    }
}
