//! The way facts take from the use cases to the fan-out, within one node.

use async_trait::async_trait;
use discuss_kernel::{Event, EventBus};
use tokio::sync::mpsc;

/// An in-process broker: a bounded queue that the [`crate::FanOut`] reads.
///
/// When the queue is full, publishing waits; so a node that is too busy to tell news takes fewer.
#[derive(Debug, Clone)]
pub struct LocalBroker(mpsc::Sender<Event>);

impl LocalBroker {
    /// A broker and the queue it fills, which holds `capacity` events.
    #[must_use]
    pub fn new(capacity: usize) -> (Self, mpsc::Receiver<Event>) {
        let (sender, receiver) = mpsc::channel(capacity.max(1));
        (Self(sender), receiver)
    }
}

#[async_trait]
impl EventBus for LocalBroker {
    async fn publish(&self, event: Event) {
        if self.0.send(event).await.is_err() {
            tracing::debug!("an event came after the fan-out had stopped");
        }
    }
}
