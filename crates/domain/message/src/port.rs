//! What messages ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{Conversation, StoreError, Timestamp, UserId};

use crate::{
    Advance, Appended, Authored, ClientKind, ConversationSummary, Draft, Missed, Position, PreferenceChange,
    Preferred, Progress, Refusal, Window,
};

/// Where conversations are kept. Each method is one unit of work: all of it happens, or none.
#[async_trait]
pub trait MessageRepository: Send + Sync {
    /// Stores a group of entries in one transaction, with the time `at`, and says of each, in order,
    /// what became of it. Entries of a conversation are numbered from 1 without gaps, in the order of
    /// `drafts`.
    ///
    /// Inside the transaction it checks what each draft's [`crate::Voice`] demands, and looks for the
    /// `client_id` among the author's entries: a repeat, be it of one in the same group, returns the
    /// first entry. The author's `read` cursor moves to a message. The files that it mentions
    /// ([`crate::mentioned_files`]) are tied to it, if there are such, and are not cleaned away from then on.
    ///
    /// A message that answers another is refused unless there is such a message in the same conversation.
    ///
    /// A [`crate::Revision`] is refused unless its author said the message there, has not recalled it, and not said
    /// it too long ago. The message is then as the revision says, wherever it is read. Once it is recalled nothing
    /// that it ever said is kept, and its files are not tied to it any more.
    ///
    /// A handful of statements however many drafts there are; [`crate::Writer::MAX_GROUP`] at most.
    async fn append(
        &self,
        drafts: &[Draft],
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError>;

    /// A part of a conversation, in ascending order: messages as they are now.
    async fn history(&self, conversation: Conversation, window: Window) -> Result<Vec<Authored>, StoreError>;

    /// Entries after `seq`, `limit` at most, and where the conversation stands.
    async fn missed(&self, conversation: Conversation, seq: u64, limit: u64) -> Result<Missed, StoreError>;

    /// The conversations of `user`: rooms they belong to, and everybody they have written with or been
    /// written by. Those that `user` has pinned come before the others, and of each kind the one with the newest
    /// message first; `limit` at most.
    async fn conversations(&self, user: UserId, limit: u64) -> Result<Vec<ConversationSummary>, StoreError>;

    /// Changes how `user` keeps a conversation, be anything said there or not. In a room that ends with the
    /// membership: who comes back begins anew. `None` when there never was such a room or person.
    async fn prefer(
        &self,
        user: UserId,
        conversation: Conversation,
        change: PreferenceChange,
    ) -> Result<Option<Preferred>, StoreError>;

    /// Where one kind of `user`'s clients stands in each conversation, `limit` at most. A conversation
    /// of which it has received nothing stands at 0, a room where it stood when `user` joined it the last time.
    async fn positions(
        &self,
        user: UserId,
        kind: ClientKind,
        limit: u64,
    ) -> Result<Vec<Position>, StoreError>;

    /// Which of [`MessageRepository::conversations`] went on after `at`, `limit` at most. Where a
    /// conversation stood at that moment is looked for among its newest `within` entries; a room stood no
    /// further back than where `user` joined it the last time.
    async fn advanced(
        &self,
        user: UserId,
        at: Timestamp,
        within: u64,
        limit: u64,
    ) -> Result<Vec<Advance>, StoreError>;

    /// How far those have come who may read a conversation now, but for `reader`: `limit` people at most, and only
    /// those who have read or received anything; in the order of their ids.
    async fn progress(
        &self,
        conversation: Conversation,
        reader: UserId,
        limit: u64,
    ) -> Result<Vec<Progress>, StoreError>;

    /// Moves the `read` cursor forward to `seq`, or to the newest entry if that comes first. Where it
    /// stands now, or `None` when it did not move.
    async fn mark_read(
        &self,
        user: UserId,
        conversation: Conversation,
        seq: u64,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError>;

    /// Moves the `delivered` cursor of one kind of client, as [`MessageRepository::mark_read`] does.
    async fn mark_delivered(
        &self,
        user: UserId,
        conversation: Conversation,
        kind: ClientKind,
        seq: u64,
    ) -> Result<Option<u64>, StoreError>;
}
