//! The bounded queue between those who send and the one who writes.

use std::{collections::HashMap, sync::Arc};

use discuss_kernel::{Change, Entry, Message, UserId};
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::{Draft, MessageError};

/// How much may wait to be stored. What comes on top is refused as overloaded.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// How many messages.
    pub messages: usize,
    /// How many bytes of text, rounded up to whole KiB for each message.
    pub bytes: usize,
    /// How many bytes of text by one author, counted alike, so that nobody fills the queue alone.
    pub bytes_per_author: usize,
}

/// A draft that waits to be stored.
pub(crate) struct Waiting {
    pub draft: Draft,
    pub reply: oneshot::Sender<Result<Entry, MessageError>>,
    /// Its share of the queue, given back when it is answered.
    pub share: Share,
}

/// How much of the queue each author holds, in KiB. Who holds nothing is not in it.
type Holdings = Arc<Mutex<HashMap<UserId, usize>>>;

/// A part of the queue's bytes, given back when it is dropped.
pub(crate) struct Share {
    holdings: Holdings,
    author: UserId,
    kib: usize,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut holdings = self.holdings.lock();
        if let Some(held) = holdings.get_mut(&self.author) {
            *held -= self.kib;
            if *held == 0 {
                holdings.remove(&self.author);
            }
        }
    }
}

/// The sending end.
pub(crate) struct Queue {
    sender: mpsc::Sender<Waiting>,
    kib: Arc<Semaphore>,
    kib_per_author: usize,
    holdings: Holdings,
}

impl Queue {
    /// Both ends of a new queue.
    pub fn new(limits: QueueLimits) -> (Self, mpsc::Receiver<Waiting>) {
        let (sender, receiver) = mpsc::channel(limits.messages.max(1));
        let queue = Self {
            sender,
            kib: Arc::new(Semaphore::new(in_kib(limits.bytes))),
            kib_per_author: in_kib(limits.bytes_per_author),
            holdings: Holdings::default(),
        };
        (queue, receiver)
    }

    /// Takes the next place in the queue.
    pub fn push(&self, draft: Draft) -> Result<Receipt, MessageError> {
        let share = self.share(draft.author, in_kib(draft.weight())).ok_or(MessageError::Overloaded)?;
        let (reply, receipt) = oneshot::channel();
        self.sender.try_send(Waiting { draft, reply, share }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => MessageError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => MessageError::Stopping,
        })?;
        Ok(Receipt(receipt))
    }

    fn share(&self, author: UserId, kib: usize) -> Option<Share> {
        let permits = u32::try_from(kib).ok()?;
        let permit = Arc::clone(&self.kib).try_acquire_many_owned(permits).ok()?;
        let mut holdings = self.holdings.lock();
        let held = holdings.get(&author).copied().unwrap_or(0) + kib;
        // A message that is larger than all that its author may hold still gets through alone.
        if held > self.kib_per_author && held > kib {
            return None;
        }
        holdings.insert(author, held);
        Some(Share { holdings: Arc::clone(&self.holdings), author, kib, _permit: permit })
    }
}

fn in_kib(bytes: usize) -> usize {
    bytes.div_ceil(1024).max(1)
}

/// Promises an answer once the entry is stored, or is not.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<Entry, MessageError>>);

impl Receipt {
    /// Waits until the message is stored for good, and returns it.
    ///
    /// # Errors
    /// When it was refused or the store failed; then it was not stored, unless the store's connection
    /// broke at the last moment. Sending again with the same `client_id` is safe in any case.
    pub async fn message(self) -> Result<Message, MessageError> {
        match self.stored().await? {
            Entry::Message(message) => Ok(message),
            Entry::Change(_) => Err(MessageError::ClientIdUsed),
        }
    }

    /// Waits until the change is stored for good, and returns it.
    ///
    /// # Errors
    /// As [`Self::message`].
    pub async fn change(self) -> Result<Change, MessageError> {
        match self.stored().await? {
            Entry::Change(change) => Ok(change),
            Entry::Message(_) => Err(MessageError::ClientIdUsed),
        }
    }

    async fn stored(self) -> Result<Entry, MessageError> {
        self.0.await.unwrap_or(Err(MessageError::Stopping))
    }
}
