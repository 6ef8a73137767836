//! Telling what was missed.

use discuss_kernel::{Caller, Conversation, Entry};

use crate::{MessageError, MessageService, Missed};

/// What somebody missed of a conversation, page by page, up to where it stands when the telling begins.
/// What comes later is told live.
#[derive(Debug, Clone)]
pub struct Replay {
    conversation: Conversation,
    since: u64,
    most: u64,
    seq: u64,
    head: Option<u64>,
    complete: bool,
}

impl Replay {
    /// All that came after `since`, unless that is more than `most` entries.
    #[must_use]
    pub const fn new(conversation: Conversation, since: u64, most: u64) -> Self {
        Self { conversation, since, most, seq: since, head: None, complete: false }
    }

    /// The next page; `None` when there is none. [`Self::is_complete`] says whether that was all.
    ///
    /// # Errors
    /// When the caller may not read there.
    pub async fn next(
        &mut self,
        messages: &MessageService,
        caller: &Caller,
    ) -> Result<Option<Vec<Entry>>, MessageError> {
        if self.head.is_some_and(|head| self.seq >= head) {
            return Ok(None);
        }
        let Missed { entries, last_seq } = messages.missed(caller, self.conversation, self.seq).await?;
        let head = *self.head.get_or_insert(last_seq);
        // Too much was missed, or the client knows entries that we do not.
        self.complete = head.checked_sub(self.since).is_some_and(|missed| missed <= self.most);
        if !self.complete {
            self.seq = head;
            return Ok(None);
        }
        let Some(last) = entries.last() else { return Ok(None) };
        self.seq = last.seq();
        Ok(Some(entries))
    }

    /// Which conversation.
    #[must_use]
    pub const fn conversation(&self) -> Conversation {
        self.conversation
    }

    /// The last entry that was told; when too much was missed to tell it, the newest there is.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Whether all that was missed is told, once [`Self::next`] has said that there is no more.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }
}
