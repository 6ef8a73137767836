//! Outboxes: what waits to be written to one connection.

use std::{
    collections::VecDeque,
    future::poll_fn,
    mem,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use parking_lot::{Mutex, MutexGuard};

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

/// Why the hub asks a connection to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dismissal {
    /// More waited for it than its outbox holds.
    TooSlow,
    /// Its login has ended.
    Revoked,
    /// Another connection of its user has taken its place.
    Replaced,
    /// The server is stopping.
    Stopping,
}

/// How much an outbox holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capacity {
    pub messages: usize,
    pub bytes: usize,
}

/// The sending end. It never waits: what does not fit dismisses the connection.
#[derive(Debug)]
pub(crate) struct Outbox<E>(Arc<Shared<E>>);

/// The receiving end, which belongs to the connection's task.
#[derive(Debug)]
pub struct Inbox<E>(Arc<Shared<E>>);

#[derive(Debug)]
struct Shared<E> {
    waiting: Mutex<Waiting<E>>,
    capacity: Capacity,
}

#[derive(Debug)]
struct Waiting<E> {
    events: VecDeque<E>,
    bytes: usize,
    dismissed: Option<Dismissal>,
    /// Wakes the reader, of whom there is one, when something comes into an empty outbox or the
    /// connection is dismissed. A reader looks before it waits, so no wake-up is needed in between.
    reader: Option<Waker>,
}

/// Both ends of a new outbox.
pub(crate) fn outbox<E>(capacity: Capacity) -> (Outbox<E>, Inbox<E>) {
    let waiting = Mutex::new(Waiting { events: VecDeque::new(), bytes: 0, dismissed: None, reader: None });
    let shared = Arc::new(Shared { waiting, capacity });
    (Outbox(Arc::clone(&shared)), Inbox(shared))
}

impl<E: Weigh> Outbox<E> {
    /// Puts an event behind those that wait, or dismisses the connection when there is no room.
    pub fn push(&self, event: E) {
        let mut waiting = self.0.waiting.lock();
        if waiting.dismissed.is_some() {
            return;
        }
        let Capacity { messages, bytes } = self.0.capacity;
        if waiting.events.len() >= messages || waiting.bytes > bytes {
            drop(waiting);
            return self.dismiss(Dismissal::TooSlow);
        }
        waiting.bytes += event.weight();
        waiting.events.push_back(event);
        if waiting.events.len() == 1 {
            wake(waiting);
        }
    }

    /// Asks the connection to go. The first reason stays; what waited is dropped.
    pub fn dismiss(&self, why: Dismissal) {
        let mut waiting = self.0.waiting.lock();
        waiting.dismissed.get_or_insert(why);
        waiting.events = VecDeque::new();
        waiting.bytes = 0;
        wake(waiting);
    }
}

fn wake<E>(mut waiting: MutexGuard<'_, Waiting<E>>) {
    let reader = waiting.reader.take();
    drop(waiting);
    if let Some(reader) = reader {
        reader.wake();
    }
}

impl<E: Weigh> Inbox<E> {
    /// Moves all that waits into `batch`, waiting for the first. Room for as much is free again from then on.
    /// Cancel-safe.
    ///
    /// # Errors
    /// When the connection has to go.
    pub async fn recv_all(&mut self, batch: &mut VecDeque<E>) -> Result<(), Dismissal> {
        poll_fn(|context| self.poll_recv_all(batch, context)).await
    }

    fn poll_recv_all(&self, batch: &mut VecDeque<E>, context: &Context<'_>) -> Poll<Result<(), Dismissal>> {
        let mut waiting = self.0.waiting.lock();
        if let Some(why) = waiting.dismissed {
            return Poll::Ready(Err(why));
        }
        if waiting.events.is_empty() {
            waiting.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        waiting.bytes = 0;
        if batch.is_empty() {
            mem::swap(&mut waiting.events, batch);
        } else {
            batch.append(&mut waiting.events);
        }
        Poll::Ready(Ok(()))
    }

    /// Takes the next if one waits.
    pub fn try_recv(&mut self) -> Option<E> {
        let mut waiting = self.0.waiting.lock();
        let next = waiting.events.pop_front()?;
        waiting.bytes -= next.weight();
        Some(next)
    }

    /// Waits until the connection has to go, and says why. Not while the same task waits in
    /// [`Inbox::recv_all`], but in turn with it.
    pub async fn dismissed(&self) -> Dismissal {
        poll_fn(|context| {
            let mut waiting = self.0.waiting.lock();
            if let Some(why) = waiting.dismissed {
                return Poll::Ready(why);
            }
            waiting.reader = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Why the connection has to go, if it has to.
    #[must_use]
    pub fn dismissal(&self) -> Option<Dismissal> {
        self.0.waiting.lock().dismissed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outbox_is_bounded_in_messages_and_in_bytes() {
        let (few, inbox) = outbox(Capacity { messages: 2, bytes: 1_000 });
        few.push("a");
        few.push("b");
        assert_eq!(inbox.dismissal(), None);
        few.push("c");
        assert_eq!(inbox.dismissal(), Some(Dismissal::TooSlow));

        let (small, mut inbox) = outbox(Capacity { messages: 1_000, bytes: 5 });
        small.push("12345");
        small.push("6");
        assert_eq!((inbox.try_recv(), inbox.try_recv()), (Some("12345"), Some("6")));
        small.push("123456");
        assert_eq!(inbox.dismissal(), None, "what was read makes room");
        small.push("7");
        assert_eq!(inbox.dismissal(), Some(Dismissal::TooSlow));
    }

    #[tokio::test]
    async fn who_waits_is_woken_by_an_event_and_by_a_dismissal() {
        let (outbox, mut inbox) = outbox(Capacity { messages: 2, bytes: 1_000 });
        let mut batch = VecDeque::new();
        let (received, ()) = tokio::join!(inbox.recv_all(&mut batch), async { outbox.push("a") });
        assert_eq!((received, &batch), (Ok(()), &VecDeque::from(["a"])));
        outbox.push("b");
        assert_eq!(inbox.recv_all(&mut batch).await, Ok(()));
        assert_eq!(batch, ["a", "b"], "what was received before stays");

        let (why, ()) = tokio::join!(inbox.dismissed(), async {
            outbox.push("b");
            outbox.dismiss(Dismissal::Revoked);
            outbox.dismiss(Dismissal::Stopping);
        });
        assert_eq!(why, Dismissal::Revoked, "the first reason stays");
        assert_eq!(inbox.recv_all(&mut batch).await, Err(Dismissal::Revoked));
        assert_eq!(inbox.try_recv(), None, "what waited is gone");
    }
}
