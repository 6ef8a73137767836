//! A store that can be looked at, and stopped.

use std::collections::VecDeque;

use async_trait::async_trait;
use discuss_kernel::{Conversation, StoreError, Timestamp, UserId, testing::World};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::{
    Act, Advance, Appended, Authored, ClientKind, ConversationSummary, Draft, MessageRepository, Missed,
    Position, PreferenceChange, Preferred, Progress, Refusal, Window, testing::InMemoryMessages,
};

/// A store that notes how large the groups are and fails when told to.
pub struct Store {
    kept: InMemoryMessages,
    pub groups: Mutex<Vec<usize>>,
    pub failures: Mutex<VecDeque<StoreError>>,
    /// A group is stored when there is a permit for it.
    pub gate: Semaphore,
}

impl Store {
    pub fn new(world: World) -> Self {
        Self {
            kept: InMemoryMessages::new(world),
            groups: Mutex::default(),
            failures: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        }
    }
}

#[async_trait]
impl MessageRepository for Store {
    async fn append(
        &self,
        drafts: &[Draft],
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError> {
        self.groups.lock().push(drafts.len());
        self.gate.acquire().await.expect("the gate stays").forget();
        if let Some(failure) = self.failures.lock().pop_front() {
            return Err(failure);
        }
        if drafts
            .iter()
            .any(|draft| matches!(&draft.act, Act::Say { post, .. } if post.content.as_str() == "poison"))
        {
            return Err(StoreError::failed("poisoned"));
        }
        self.kept.append(drafts, at).await
    }

    async fn history(&self, conversation: Conversation, window: Window) -> Result<Vec<Authored>, StoreError> {
        self.kept.history(conversation, window).await
    }

    async fn missed(&self, conversation: Conversation, seq: u64, limit: u64) -> Result<Missed, StoreError> {
        self.kept.missed(conversation, seq, limit).await
    }

    async fn conversations(&self, user: UserId, limit: u64) -> Result<Vec<ConversationSummary>, StoreError> {
        self.kept.conversations(user, limit).await
    }

    async fn prefer(
        &self,
        user: UserId,
        conversation: Conversation,
        change: PreferenceChange,
    ) -> Result<Option<Preferred>, StoreError> {
        self.kept.prefer(user, conversation, change).await
    }

    async fn positions(
        &self,
        user: UserId,
        kind: ClientKind,
        limit: u64,
    ) -> Result<Vec<Position>, StoreError> {
        self.kept.positions(user, kind, limit).await
    }

    async fn advanced(
        &self,
        user: UserId,
        at: Timestamp,
        within: u64,
        limit: u64,
    ) -> Result<Vec<Advance>, StoreError> {
        self.kept.advanced(user, at, within, limit).await
    }

    async fn progress(
        &self,
        conversation: Conversation,
        reader: UserId,
        limit: u64,
    ) -> Result<Vec<Progress>, StoreError> {
        self.kept.progress(conversation, reader, limit).await
    }

    async fn mark_read(
        &self,
        user: UserId,
        conversation: Conversation,
        seq: u64,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        self.kept.mark_read(user, conversation, seq, at).await
    }

    async fn mark_delivered(
        &self,
        user: UserId,
        conversation: Conversation,
        kind: ClientKind,
        seq: u64,
    ) -> Result<Option<u64>, StoreError> {
        self.kept.mark_delivered(user, conversation, kind, seq).await
    }
}
