//! The logs and cursors of the conversations, without any rule about people.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

use discuss_kernel::{Change, ClientId, Conversation, Entry, Message, MessageId, Reply, Timestamp, UserId};

use crate::{Act, Advance, Appended, ClientKind, Draft, Missed, Post, Progress, Refusal, Revision, Window};

/// What was said, and how far everybody has come. The entry with `seq` n is the n-th of its conversation.
#[derive(Default)]
pub(super) struct Logs {
    entries: HashMap<Conversation, Vec<Entry>>,
    /// In which order the newest messages of the conversations were said.
    newest: HashMap<Conversation, u64>,
    appended: u64,
    by_client_id: HashMap<(UserId, ClientId), (Conversation, u64)>,
    pub read: HashMap<(UserId, Conversation), u64>,
    pub delivered: HashMap<(UserId, Conversation, ClientKind), u64>,
}

impl Logs {
    /// All entries of a conversation, in order.
    pub fn entries(&self, conversation: Conversation) -> &[Entry] {
        self.entries.get(&conversation).map_or(&[], Vec::as_slice)
    }

    /// All messages of a conversation, in order.
    pub fn messages(&self, conversation: Conversation) -> impl DoubleEndedIterator<Item = &Message> {
        self.entries(conversation).iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message),
            Entry::Change(_) => None,
        })
    }

    /// The `seq` of the newest entry; 0 while there is none.
    pub fn last_seq(&self, conversation: Conversation) -> u64 {
        self.entries(conversation).len() as u64
    }

    /// Those with at least one entry.
    pub fn conversations(&self) -> impl Iterator<Item = Conversation> {
        self.entries.keys().copied()
    }

    /// Puts the conversations with the newest entries first, and those without any last.
    pub fn sort(&self, conversations: &mut [Conversation]) {
        conversations
            .sort_by_key(|conversation| (Reverse(self.newest.get(conversation).copied()), *conversation));
    }

    /// Puts an entry at the end of its conversation, unless its author has sent it before.
    pub fn append(&mut self, draft: &Draft, at: Timestamp) -> Result<Appended, Refusal> {
        let (author, conversation) = (draft.author, draft.conversation());
        let key = draft.client_id().cloned().map(|client_id| (author, client_id));
        if let Some(first) = key.as_ref().and_then(|key| self.named(key)) {
            return Ok(Appended { entry: first.clone(), is_new: false });
        }
        let seq = self.last_seq(conversation) + 1;
        // What is stored has milliseconds.
        let at = Timestamp::from_millis(at.millis());
        let entry = match &draft.act {
            Act::Say { id, post } => {
                let reply_to = post.reply_to.map(|id| self.reply(conversation, id)).transpose()?;
                self.say(Message { reply_to, ..message(*id, author, seq, post, at) })
            }
            Act::Revise { revision, since } => self.revise(author, seq, revision, *since, at)?,
        };
        self.by_client_id.extend(key.map(|key| (key, (conversation, seq))));
        self.entries.entry(conversation).or_default().push(entry.clone());
        Ok(Appended { entry, is_new: true })
    }

    fn named(&self, key: &(UserId, ClientId)) -> Option<&Entry> {
        let (conversation, seq) = self.by_client_id.get(key)?;
        self.entries(*conversation).iter().find(|entry| entry.seq() == *seq)
    }

    fn reply(&self, conversation: Conversation, id: MessageId) -> Result<Reply, Refusal> {
        let answered = self.messages(conversation).find(|message| message.id == id);
        let answered = answered.ok_or(Refusal::NoSuchMessage)?;
        Ok(Reply { message: id, seq: answered.seq })
    }

    fn say(&mut self, message: Message) -> Entry {
        self.appended += 1;
        self.newest.insert(message.conversation, self.appended);
        advance(&mut self.read, (message.author, message.conversation), message.seq);
        Entry::Message(message)
    }

    /// Changes a message, and says what is to be entered for that.
    fn revise(
        &mut self,
        author: UserId,
        seq: u64,
        revision: &Revision,
        since: Option<Timestamp>,
        at: Timestamp,
    ) -> Result<Entry, Refusal> {
        let Revision { conversation, message: id, content, client_id } = revision.clone();
        let entries = self.entries.get_mut(&conversation).ok_or(Refusal::NoSuchMessage)?;
        let message = entries.iter_mut().find_map(|entry| match entry {
            Entry::Message(message) if message.id == id => Some(message),
            _ => None,
        });
        let message = message.ok_or(Refusal::NoSuchMessage)?;
        if message.author != author {
            return Err(Refusal::NotTheAuthor);
        } else if message.content.is_none() {
            return Err(Refusal::Recalled);
        } else if since.is_some_and(|since| message.at < since) {
            return Err(Refusal::TooLate);
        }
        message.content.clone_from(&content);
        message.changed_at = Some(at);
        if content.is_none() {
            message.extra = None;
            forget(entries, id);
        }
        Ok(Entry::Change(Change { conversation, seq, message: id, author, content, client_id, at }))
    }

    /// The part of a conversation that a window shows.
    pub fn window(&self, conversation: Conversation, window: Window) -> Vec<Message> {
        let (after, before) = (window.after.unwrap_or(0), window.before.unwrap_or(u64::MAX));
        let within: Vec<&Message> = self
            .messages(conversation)
            .filter(|message| message.seq > after && message.seq < before)
            .collect();
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let skipped = if window.is_forward() { 0 } else { within.len().saturating_sub(limit) };
        within.into_iter().skip(skipped).take(limit).cloned().collect()
    }

    /// Entries after `seq`.
    pub fn missed(&self, conversation: Conversation, seq: u64, limit: u64) -> Missed {
        let after = self.entries(conversation).iter().filter(|entry| entry.seq() > seq);
        let entries = after.take(usize::try_from(limit).unwrap_or(usize::MAX)).cloned().collect();
        Missed { entries, last_seq: self.last_seq(conversation) }
    }

    /// How far a conversation went on after `at`, if it did.
    pub fn advance(
        &self,
        conversation: Conversation,
        at: Timestamp,
        within: u64,
        joined: u64,
    ) -> Option<Advance> {
        let newest = self.entries(conversation).last().filter(|newest| newest.at() > at)?;
        let to = newest.seq();
        let before = self.entries(conversation).iter().rev().find(|entry| entry.at() <= at);
        let from = before.map_or(0, Entry::seq).max(joined);
        Some(Advance { conversation, from: (to - from <= within).then_some(from), to })
    }

    /// How far somebody has come, if anywhere.
    pub fn progress(&self, user: UserId, conversation: Conversation) -> Option<Progress> {
        let read_seq = self.read.get(&(user, conversation)).copied().unwrap_or(0);
        let received =
            self.delivered.iter().filter(|((who, place, _), _)| (*who, *place) == (user, conversation));
        let delivered_seq = received.map(|(_, seq)| *seq).fold(read_seq, u64::max);
        (delivered_seq > 0).then_some(Progress { user, read_seq, delivered_seq })
    }

    /// How many messages by others `reader` has not read.
    pub fn unread(&self, reader: UserId, conversation: Conversation) -> u64 {
        let read = self.read.get(&(reader, conversation)).copied().unwrap_or(0);
        let others = self.messages(conversation).filter(|message| message.author != reader);
        others.filter(|message| message.seq > read).count() as u64
    }
}

fn message(id: MessageId, author: UserId, seq: u64, post: &Post, at: Timestamp) -> Message {
    let Post { conversation, content, extra, client_id, .. } = post.clone();
    Message {
        conversation,
        seq,
        id,
        author,
        content: Some(content),
        extra,
        reply_to: None,
        client_id,
        at,
        changed_at: None,
    }
}

/// Drops what a message has said meanwhile.
fn forget(entries: &mut [Entry], id: MessageId) {
    for entry in entries {
        if let Entry::Change(change) = entry
            && change.message == id
        {
            change.content = None;
        }
    }
}

/// Moves a cursor forward; where it stands then, or `None` when it did not move.
pub(super) fn advance<K: Eq + Hash>(cursors: &mut HashMap<K, u64>, key: K, seq: u64) -> Option<u64> {
    let cursor = cursors.entry(key).or_default();
    (seq > *cursor).then(|| {
        *cursor = seq;
        seq
    })
}
