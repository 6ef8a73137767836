//! The logs and cursors of the conversations, without any rule about people.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

use discuss_kernel::{ClientId, Conversation, Message, Timestamp, UserId};

use crate::{Advance, Appended, ClientKind, Draft, Window};

/// What was said, and how far everybody has come. The entry with `seq` n is the n-th of its conversation.
#[derive(Default)]
pub(super) struct Logs {
    entries: HashMap<Conversation, Vec<Message>>,
    /// In which order the newest entries of the conversations were made.
    newest: HashMap<Conversation, u64>,
    appended: u64,
    by_client_id: HashMap<(UserId, ClientId), Message>,
    pub read: HashMap<(UserId, Conversation), u64>,
    pub delivered: HashMap<(UserId, Conversation, ClientKind), u64>,
}

impl Logs {
    /// All entries of a conversation, in order.
    pub fn entries(&self, conversation: Conversation) -> &[Message] {
        self.entries.get(&conversation).map_or(&[], Vec::as_slice)
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

    /// Puts a message at the end of its conversation, unless its author has sent it before.
    pub fn append(&mut self, draft: &Draft, at: Timestamp) -> Appended {
        let author = draft.author;
        let key = draft.post.client_id.clone().map(|client_id| (author, client_id));
        if let Some(first) = key.as_ref().and_then(|key| self.by_client_id.get(key)) {
            return Appended { message: first.clone(), is_new: false };
        }
        let message = self.message(draft, at);
        self.by_client_id.extend(key.map(|key| (key, message.clone())));
        self.appended += 1;
        self.newest.insert(message.conversation, self.appended);
        self.entries.entry(message.conversation).or_default().push(message.clone());
        advance(&mut self.read, (author, message.conversation), message.seq);
        Appended { message, is_new: true }
    }

    fn message(&self, draft: &Draft, at: Timestamp) -> Message {
        let post = draft.post.clone();
        Message {
            conversation: post.conversation,
            seq: self.last_seq(post.conversation) + 1,
            id: draft.id,
            author: draft.author,
            content: post.content,
            extra: post.extra,
            client_id: post.client_id,
            // What is stored has milliseconds.
            at: Timestamp::from_millis(at.millis()),
        }
    }

    /// The part of a conversation that a window shows.
    pub fn window(&self, conversation: Conversation, window: Window) -> Vec<Message> {
        let (after, before) = (window.after.unwrap_or(0), window.before.unwrap_or(u64::MAX));
        let within: Vec<&Message> = self
            .entries(conversation)
            .iter()
            .filter(|message| message.seq > after && message.seq < before)
            .collect();
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let skipped = if window.is_forward() { 0 } else { within.len().saturating_sub(limit) };
        within.into_iter().skip(skipped).take(limit).cloned().collect()
    }

    /// How far a conversation went on after `at`, if it did.
    pub fn advance(
        &self,
        conversation: Conversation,
        at: Timestamp,
        within: u64,
        joined: u64,
    ) -> Option<Advance> {
        let newest = self.entries(conversation).last().filter(|newest| newest.at > at)?;
        let to = newest.seq;
        let before = self.entries(conversation).iter().rev().find(|entry| entry.at <= at);
        let from = before.map_or(0, |entry| entry.seq).max(joined);
        Some(Advance { conversation, from: (to - from <= within).then_some(from), to })
    }

    /// How many messages by others `reader` has not read.
    pub fn unread(&self, reader: UserId, conversation: Conversation) -> u64 {
        let read = self.read.get(&(reader, conversation)).copied().unwrap_or(0);
        let entries = self.entries(conversation).iter();
        entries.filter(|message| message.seq > read && message.author != reader).count() as u64
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
