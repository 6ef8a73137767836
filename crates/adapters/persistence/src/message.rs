//! Messages, and what everybody has received and read of them.

mod advanced;
mod append;
mod conversations;
mod cursors;
mod files;
mod history;
mod logs;
mod people;
mod place;
mod positions;
mod preferences;
mod progress;
mod repeats;
mod row;
mod statement;
mod targets;
#[cfg(test)]
mod tests;
mod voices;

use std::sync::Arc;

use async_trait::async_trait;
use discuss_kernel::{Conversation, StoreError, Timestamp, UserId};
use discuss_message::{
    Advance, Appended, Authored, ClientKind, ConversationSummary, Draft, MessageRepository, Missed, Position,
    PreferenceChange, Preferred, Progress, Refusal, Window,
};
use sea_orm::DbErr;

use self::{
    advanced::Since,
    cursors::Mark,
    place::{ConversationNumbers, Place},
};
pub(crate) use self::{
    preferences::forget as forget_preferences,
    row::{signed, unsigned},
};
use crate::{Database, error::store_error};

/// Messages in a database. Clones share what they remember.
#[derive(Clone)]
pub struct Messages {
    db: Database,
    conversations: Arc<ConversationNumbers>,
}

impl Messages {
    /// The messages of this database.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self { db, conversations: Arc::default() }
    }

    /// The number of somebody who is there.
    async fn user(&self, id: UserId) -> Result<Option<i64>, DbErr> {
        self.db.numbers().user(self.db.reader(), id).await
    }

    /// The number of a conversation in which something was said.
    async fn conversation(&self, conversation: Conversation) -> Result<Option<i64>, DbErr> {
        self.conversations.find(self.db.reader(), self.db.numbers(), conversation).await
    }

    /// Whose cursor it is, in which conversation, and where it shall go; `None` where it cannot go anywhere.
    /// The numbers of entries stay as they are, so this need not be part of the transaction that moves it.
    async fn target(
        &self,
        user: UserId,
        conversation: Conversation,
        seq: u64,
    ) -> Result<Option<Target>, DbErr> {
        let Some(user) = self.user(user).await? else { return Ok(None) };
        let Some(conversation) = self.conversation(conversation).await? else { return Ok(None) };
        let mark = cursors::find_mark(self.db.reader(), conversation, seq).await?;
        Ok(mark.map(|mark| Target { user, conversation, mark }))
    }
}

struct Target {
    user: i64,
    conversation: i64,
    mark: Mark,
}

impl Target {
    /// Where the cursor stands if it moved.
    fn reached(&self, moved: bool) -> Option<u64> {
        moved.then(|| unsigned(self.mark.seq))
    }
}

#[async_trait]
impl MessageRepository for Messages {
    async fn append(
        &self,
        drafts: &[Draft],
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError> {
        let group = self
            .db
            .transaction(|tx| async move {
                Ok(append::append(&tx, self.db.numbers(), &self.conversations, drafts, at).await?)
            })
            .await?;
        self.conversations.remember(group.conversations);
        Ok(group.outcomes)
    }

    async fn history(&self, conversation: Conversation, window: Window) -> Result<Vec<Authored>, StoreError> {
        let Some(number) = self.conversation(conversation).await.map_err(store_error)? else {
            return Ok(Vec::new());
        };
        history::history(self.db.reader(), number, conversation, window).await.map_err(store_error)
    }

    async fn missed(&self, conversation: Conversation, seq: u64, limit: u64) -> Result<Missed, StoreError> {
        let Some(number) = self.conversation(conversation).await.map_err(store_error)? else {
            return Ok(Missed { entries: Vec::new(), last_seq: 0 });
        };
        history::missed(self.db.reader(), number, conversation, seq, limit).await.map_err(store_error)
    }

    async fn conversations(&self, user: UserId, limit: u64) -> Result<Vec<ConversationSummary>, StoreError> {
        let Some(number) = self.user(user).await.map_err(store_error)? else { return Ok(Vec::new()) };
        conversations::conversations(self.db.reader(), user, number, limit).await.map_err(store_error)
    }

    async fn prefer(
        &self,
        user: UserId,
        conversation: Conversation,
        change: PreferenceChange,
    ) -> Result<Option<Preferred>, StoreError> {
        let Some(user) = self.user(user).await.map_err(store_error)? else { return Ok(None) };
        let place = Place::find(self.db.reader(), self.db.numbers(), conversation).await;
        let Some(place) = place.map_err(store_error)? else { return Ok(None) };
        let (number, preferred) = self
            .db
            .transaction(|tx| async move {
                Ok(preferences::change(&tx, &self.conversations, user, place, change).await?)
            })
            .await?;
        self.conversations.remember([(place, number)]);
        Ok(Some(preferred))
    }

    async fn positions(
        &self,
        user: UserId,
        kind: ClientKind,
        limit: u64,
    ) -> Result<Vec<Position>, StoreError> {
        let Some(number) = self.user(user).await.map_err(store_error)? else { return Ok(Vec::new()) };
        positions::positions(self.db.reader(), user, number, kind, limit).await.map_err(store_error)
    }

    async fn advanced(
        &self,
        user: UserId,
        at: Timestamp,
        within: u64,
        limit: u64,
    ) -> Result<Vec<Advance>, StoreError> {
        let Some(number) = self.user(user).await.map_err(store_error)? else { return Ok(Vec::new()) };
        let since = Since { at: at.millis(), within: signed(within) };
        advanced::advanced(self.db.reader(), user, number, since, limit).await.map_err(store_error)
    }

    async fn progress(
        &self,
        conversation: Conversation,
        reader: UserId,
        limit: u64,
    ) -> Result<Vec<Progress>, StoreError> {
        let Some(number) = self.conversation(conversation).await.map_err(store_error)? else {
            return Ok(Vec::new());
        };
        progress::progress(self.db.reader(), number, reader, limit).await.map_err(store_error)
    }

    async fn mark_read(
        &self,
        user: UserId,
        conversation: Conversation,
        seq: u64,
        at: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let Some(target) = self.target(user, conversation, seq).await.map_err(store_error)? else {
            return Ok(None);
        };
        let Target { user, conversation, mark } = target;
        // Most are told again what is known; that must not keep the writer from storing messages.
        if cursors::has_read(self.db.reader(), user, conversation, mark).await.map_err(store_error)? {
            return Ok(None);
        }
        let moved = self
            .db
            .transaction(|tx| async move { Ok(cursors::move_read(&tx, user, conversation, mark, at).await?) })
            .await?;
        Ok(target.reached(moved))
    }

    async fn mark_delivered(
        &self,
        user: UserId,
        conversation: Conversation,
        kind: ClientKind,
        seq: u64,
    ) -> Result<Option<u64>, StoreError> {
        let Some(target) = self.target(user, conversation, seq).await.map_err(store_error)? else {
            return Ok(None);
        };
        let Target { user, conversation, mark } = target;
        if cursors::has_received(self.db.reader(), user, conversation, kind, mark)
            .await
            .map_err(store_error)?
        {
            return Ok(None);
        }
        let moved = self
            .db
            .transaction(|tx| async move {
                Ok(cursors::move_delivered(&tx, user, conversation, kind, mark).await?)
            })
            .await?;
        Ok(target.reached(moved))
    }
}
