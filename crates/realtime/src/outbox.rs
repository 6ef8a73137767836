//! Outboxes: what waits to be written to one connection.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::mpsc;

/// Something that knows about how much memory it takes.
pub trait Weigh {
    /// In bytes; always the same, since what was counted in is counted out again.
    fn weight(&self) -> usize;
}

impl<T: Weigh> Weigh for Arc<T> {
    fn weight(&self) -> usize {
        (**self).weight()
    }
}

impl Weigh for &'static str {
    fn weight(&self) -> usize {
        self.len()
    }
}

/// The sending end: bounded in messages and in bytes.
#[derive(Debug)]
pub(crate) struct Outbox<E> {
    sender: mpsc::Sender<E>,
    bytes: Arc<AtomicUsize>,
    max_bytes: usize,
}

/// The outbox is full, or nobody reads it any more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// The receiving end, which belongs to the connection's task.
#[derive(Debug)]
pub struct Inbox<E> {
    receiver: mpsc::Receiver<E>,
    bytes: Arc<AtomicUsize>,
}

/// Both ends of a new outbox.
pub(crate) fn outbox<E>(max_messages: usize, max_bytes: usize) -> (Outbox<E>, Inbox<E>) {
    let (sender, receiver) = mpsc::channel(max_messages.max(1));
    let bytes = Arc::new(AtomicUsize::new(0));
    (Outbox { sender, bytes: Arc::clone(&bytes), max_bytes }, Inbox { receiver, bytes })
}

impl<E: Weigh> Outbox<E> {
    pub fn push(&self, event: E) -> Result<(), Full> {
        let weight = event.weight();
        // Counted before it is sent, so that the reader never takes away what is not there yet.
        if self.bytes.fetch_add(weight, Ordering::Relaxed) > self.max_bytes {
            self.bytes.fetch_sub(weight, Ordering::Relaxed);
            return Err(Full);
        }
        self.sender.try_send(event).map_err(|_| {
            self.bytes.fetch_sub(weight, Ordering::Relaxed);
            Full
        })
    }
}

impl<E: Weigh> Inbox<E> {
    /// Moves what waits into `batch`, `limit` at most, waiting for the first. Returns how many; 0 when
    /// nothing will come any more. Cancel-safe.
    pub async fn recv_many(&mut self, batch: &mut Vec<E>, limit: usize) -> usize {
        let before = batch.len();
        let count = self.receiver.recv_many(batch, limit).await;
        self.forget(&batch[before..]);
        count
    }

    /// Takes the next if one waits.
    pub fn try_recv(&mut self) -> Option<E> {
        let event = self.receiver.try_recv().ok()?;
        self.forget(std::slice::from_ref(&event));
        Some(event)
    }

    fn forget(&self, taken: &[E]) {
        let weight: usize = taken.iter().map(Weigh::weight).sum();
        self.bytes.fetch_sub(weight, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outbox_is_bounded_in_messages_and_in_bytes() {
        let (few, _inbox) = outbox(2, 1_000);
        assert_eq!([few.push("a"), few.push("b"), few.push("c")], [Ok(()), Ok(()), Err(Full)]);

        let (small, mut inbox) = outbox(1_000, 5);
        assert_eq!([small.push("12345"), small.push("6"), small.push("7")], [Ok(()), Ok(()), Err(Full)]);
        assert_eq!(inbox.try_recv(), Some("12345"));
        assert_eq!(small.push("8"), Ok(()), "what was read makes room");
    }

    #[test]
    fn nobody_fills_the_outbox_of_somebody_who_left() {
        let (outbox, inbox) = outbox(2, 1_000);
        drop(inbox);
        assert_eq!(outbox.push("a"), Err(Full));
    }
}
