//! The bounded queue between those who send and the one who writes.

use std::sync::Arc;

use discuss_kernel::Message;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::{Draft, MessageError};

/// How much may wait to be stored. What comes on top is refused as overloaded.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// How many messages.
    pub messages: usize,
    /// How many bytes of text, rounded up to whole KiB for each message.
    pub bytes: usize,
}

/// A draft that waits to be stored.
pub(crate) struct Waiting {
    pub draft: Draft,
    pub reply: oneshot::Sender<Result<Message, MessageError>>,
    /// Its share of the queue's bytes, given back when it is answered.
    pub share: OwnedSemaphorePermit,
}

/// The sending end.
pub(crate) struct Queue {
    sender: mpsc::Sender<Waiting>,
    bytes: Arc<Semaphore>,
}

impl Queue {
    /// Both ends of a new queue.
    pub fn new(limits: QueueLimits) -> (Self, mpsc::Receiver<Waiting>) {
        let (sender, receiver) = mpsc::channel(limits.messages.max(1));
        (Self { sender, bytes: Arc::new(Semaphore::new(limits.bytes.div_ceil(1024).max(1))) }, receiver)
    }

    /// Takes the next place in the queue.
    pub fn push(&self, draft: Draft) -> Result<Receipt, MessageError> {
        let share = u32::try_from(draft.weight().div_ceil(1024).max(1)).unwrap_or(u32::MAX);
        let share =
            Arc::clone(&self.bytes).try_acquire_many_owned(share).map_err(|_| MessageError::Overloaded)?;
        let (reply, receipt) = oneshot::channel();
        self.sender.try_send(Waiting { draft, reply, share }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => MessageError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => MessageError::Stopping,
        })?;
        Ok(Receipt(receipt))
    }
}

/// Promises an answer once the message is stored, or is not.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<Message, MessageError>>);

impl Receipt {
    /// Waits until the message is stored for good, and returns it.
    ///
    /// # Errors
    /// When it was refused or the store failed; then it was not stored, unless the store's connection
    /// broke at the last moment. Sending again with the same `client_id` is safe in any case.
    pub async fn stored(self) -> Result<Message, MessageError> {
        self.0.await.unwrap_or(Err(MessageError::Stopping))
    }
}
