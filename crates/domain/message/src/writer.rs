//! The one who writes: gathers what waits, stores it together, answers everybody.

use std::{future::Future, pin::pin, sync::Arc};

use discuss_kernel::{Clock, Event, EventBus, StoreError, Timestamp};
use tokio::sync::mpsc;

use crate::{
    Appended, Draft, MessageError, MessagePolicy, MessagePorts, MessageRepository, MessageService,
    QueueLimits, Refusal,
    queue::{Queue, Waiting},
};

/// Stores queued messages group by group. There is one per node; [`Writer::run`] is its whole life.
///
/// Under load groups grow by themselves, because more waits while the last one is being stored; a lone
/// message does not wait at all.
pub struct Writer {
    queue: mpsc::Receiver<Waiting>,
    messages: Arc<dyn MessageRepository>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

/// Makes the service that takes messages and the writer that stores them. Whoever calls this owns the
/// writer and has to run it.
pub fn message_service(
    ports: MessagePorts,
    policy: MessagePolicy,
    limits: QueueLimits,
) -> (MessageService, Writer) {
    let (sender, receiver) = Queue::new(limits);
    let MessagePorts { messages, events, clock, .. } = ports.clone();
    (MessageService::new(sender, ports, policy), Writer { queue: receiver, messages, events, clock })
}

impl Writer {
    /// More messages than this are never stored together.
    pub const MAX_GROUP: usize = 1_024;
    /// More bytes of text than this are never stored together, unless one message alone has more.
    pub const MAX_GROUP_BYTES: usize = 4 * 1024 * 1024;

    /// Writes until `stop` resolves and everything that was queued by then is stored, or until nobody
    /// can send any more.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut stopping = false;
        let mut left_over = None;
        loop {
            let first = match left_over.take() {
                Some(waiting) => Some(waiting),
                None => tokio::select! {
                    waiting = self.queue.recv() => waiting,
                    () = &mut stop, if !stopping => {
                        stopping = true;
                        self.queue.close();
                        continue;
                    }
                },
            };
            let Some(first) = first else { return };
            let group = self.gather(first, &mut left_over);
            self.commit(group).await;
        }
    }

    /// Takes what waits behind `first`, as much as fits; what was taken but does not is `left_over`.
    fn gather(&mut self, first: Waiting, left_over: &mut Option<Waiting>) -> Vec<Waiting> {
        let mut bytes = first.draft.weight();
        let mut group = vec![first];
        while group.len() < Self::MAX_GROUP {
            let Ok(waiting) = self.queue.try_recv() else { break };
            bytes += waiting.draft.weight();
            if bytes > Self::MAX_GROUP_BYTES {
                *left_over = Some(waiting);
                break;
            }
            group.push(waiting);
        }
        group
    }

    /// Stores a group, answers its senders, then tells everybody else.
    async fn commit(&self, group: Vec<Waiting>) {
        let (drafts, replies): (Vec<_>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.draft, (waiting.reply, waiting.share))).unzip();
        let outcomes = self.append(&drafts, self.clock.now()).await;
        let mut fresh = Vec::with_capacity(drafts.len());
        for (outcome, (reply, _share)) in outcomes.into_iter().zip(replies) {
            let answer = outcome.map(|Appended { entry, is_new }| {
                if is_new {
                    fresh.push(entry.clone());
                }
                entry
            });
            // Whoever has gone meanwhile does not miss the answer.
            let _ = reply.send(answer);
        }
        for entry in fresh {
            self.events.publish(Event::Entry(entry)).await;
        }
    }

    /// A group that fails as a whole is tried again message by message, so that no message fails its
    /// neighbours; unless it may have been stored after all, or the database has no time anyway.
    async fn append(&self, drafts: &[Draft], at: Timestamp) -> Vec<Result<Appended, MessageError>> {
        match self.messages.append(drafts, at).await {
            Ok(outcomes) => outcomes.into_iter().map(answer).collect(),
            Err(StoreError::Failed(_)) if drafts.len() > 1 => self.append_one_by_one(drafts, at).await,
            Err(error) => {
                let error = Arc::new(error);
                drafts.iter().map(|_| Err(MessageError::Group(Arc::clone(&error)))).collect()
            }
        }
    }

    /// Stops at the first failure that is not the message's own, since the next one would fail alike.
    async fn append_one_by_one(
        &self,
        drafts: &[Draft],
        at: Timestamp,
    ) -> Vec<Result<Appended, MessageError>> {
        let mut outcomes = Vec::with_capacity(drafts.len());
        let mut broken = None;
        for draft in drafts {
            let outcome = match &broken {
                Some(error) => Err(MessageError::Group(Arc::clone(error))),
                None => match self.messages.append(std::slice::from_ref(draft), at).await {
                    Ok(mut one) => one.pop().map_or(Err(MessageError::Stopping), answer),
                    Err(error @ StoreError::Failed(_)) => Err(error.into()),
                    Err(error) => Err(MessageError::Group(Arc::clone(broken.insert(Arc::new(error))))),
                },
            };
            outcomes.push(outcome);
        }
        outcomes
    }
}

fn answer(outcome: Result<Appended, Refusal>) -> Result<Appended, MessageError> {
    outcome.map_err(MessageError::from)
}

#[cfg(test)]
mod tests;
