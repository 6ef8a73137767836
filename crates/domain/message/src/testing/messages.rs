//! Conversations between the people of a world.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use discuss_kernel::{
    Conversation, Entry, Message, Pair, Preferences, StoreError, Timestamp, UserId,
    testing::{Tables, World},
};
use parking_lot::Mutex;

use super::log::{Logs, advance};
use crate::{
    Advance, Appended, Authored, ClientKind, ConversationSummary, Draft, MessageRepository, Missed, Peer,
    Position, PreferenceChange, Preferred, Progress, Refusal, Voice, Window, mentioned_files,
};

/// Keeps messages beside a [`World`], which knows who may speak where.
#[derive(Clone, Default)]
pub struct InMemoryMessages {
    world: World,
    /// Locked after the world, never before it.
    logs: Arc<Mutex<Logs>>,
}

impl InMemoryMessages {
    /// The conversations of this world, silent as yet.
    #[must_use]
    pub fn new(world: World) -> Self {
        Self { world, logs: Arc::default() }
    }
}

#[async_trait]
impl MessageRepository for InMemoryMessages {
    async fn append(
        &self,
        drafts: &[Draft],
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, Refusal>>, StoreError> {
        let mut tables = self.world.lock();
        let mut logs = self.logs.lock();
        let append = |draft| {
            check(&tables, draft)?;
            logs.append(draft, at)
        };
        let outcomes = drafts.iter().map(append).collect();
        tie_files(&mut tables, &logs);
        Ok(outcomes)
    }

    async fn history(&self, conversation: Conversation, window: Window) -> Result<Vec<Authored>, StoreError> {
        let tables = self.world.lock();
        let messages = self.logs.lock().window(conversation, window);
        Ok(messages.into_iter().map(|message| authored(&tables, message)).collect())
    }

    async fn missed(&self, conversation: Conversation, seq: u64, limit: u64) -> Result<Missed, StoreError> {
        Ok(self.logs.lock().missed(conversation, seq, limit))
    }

    async fn conversations(&self, user: UserId, limit: u64) -> Result<Vec<ConversationSummary>, StoreError> {
        let tables = self.world.lock();
        let logs = self.logs.lock();
        let mut own = conversations_of(&tables, &logs, user, u64::MAX);
        own.sort_by_key(|conversation| !preferences(&tables, user, *conversation).pinned);
        own.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(own.into_iter().filter_map(|conversation| summary(&tables, &logs, user, conversation)).collect())
    }

    async fn prefer(
        &self,
        user: UserId,
        conversation: Conversation,
        change: PreferenceChange,
    ) -> Result<Option<Preferred>, StoreError> {
        let mut tables = self.world.lock();
        let exists = match conversation {
            Conversation::Room(room) => tables.rooms.contains_key(&room),
            Conversation::Pair(pair) => pair.both().iter().all(|user| tables.accounts.contains_key(user)),
        };
        if !exists {
            return Ok(None);
        }
        let before = preferences(&tables, user, conversation);
        let preferences = change.apply(before);
        tables.preferences.insert((user, conversation), preferences);
        Ok(Some(Preferred { preferences, is_new: preferences != before }))
    }

    async fn positions(
        &self,
        user: UserId,
        kind: ClientKind,
        limit: u64,
    ) -> Result<Vec<Position>, StoreError> {
        let tables = self.world.lock();
        let logs = self.logs.lock();
        let position = |conversation| {
            let delivered = logs.delivered.get(&(user, conversation, kind)).copied().unwrap_or(0);
            let seq = delivered.max(seq_at_joining(&tables, &logs, user, conversation));
            Position { conversation, seq, last_seq: logs.last_seq(conversation) }
        };
        Ok(conversations_of(&tables, &logs, user, limit).into_iter().map(position).collect())
    }

    async fn advanced(
        &self,
        user: UserId,
        at: Timestamp,
        within: u64,
        limit: u64,
    ) -> Result<Vec<Advance>, StoreError> {
        let tables = self.world.lock();
        let logs = self.logs.lock();
        let own = conversations_of(&tables, &logs, user, limit).into_iter();
        let advance = |conversation| {
            let joined = seq_at_joining(&tables, &logs, user, conversation);
            logs.advance(conversation, at, within, joined)
        };
        Ok(own.filter_map(advance).collect())
    }

    async fn progress(
        &self,
        conversation: Conversation,
        reader: UserId,
        limit: u64,
    ) -> Result<Vec<Progress>, StoreError> {
        let tables = self.world.lock();
        let logs = self.logs.lock();
        let mut readers: Vec<UserId> = match conversation {
            Conversation::Room(room) => tables.members_of(room),
            Conversation::Pair(pair) => pair.both().into(),
        };
        readers.retain(|user| *user != reader);
        readers.sort_unstable();
        readers.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(readers.into_iter().filter_map(|user| logs.progress(user, conversation)).collect())
    }

    async fn mark_read(
        &self,
        user: UserId,
        conversation: Conversation,
        seq: u64,
        _at: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let mut logs = self.logs.lock();
        let seq = seq.min(logs.last_seq(conversation));
        Ok(advance(&mut logs.read, (user, conversation), seq))
    }

    async fn mark_delivered(
        &self,
        user: UserId,
        conversation: Conversation,
        kind: ClientKind,
        seq: u64,
    ) -> Result<Option<u64>, StoreError> {
        let mut logs = self.logs.lock();
        let seq = seq.min(logs.last_seq(conversation));
        Ok(advance(&mut logs.delivered, (user, conversation, kind), seq))
    }
}

/// Whether the author may speak there and now.
fn check(tables: &Tables, draft: &Draft) -> Result<(), Refusal> {
    match draft.conversation() {
        Conversation::Room(room) if tables.room(room).is_none() => Err(Refusal::NoSuchRoom),
        Conversation::Room(room) if tables.is_member(room, draft.author) => Ok(()),
        Conversation::Room(_) => Err(Refusal::NotAMember),
        Conversation::Pair(pair) => check_contact(tables, draft, pair),
    }
}

/// Whether the author may write to the other of two people.
fn check_contact(tables: &Tables, draft: &Draft, pair: Pair) -> Result<(), Refusal> {
    let author = draft.author;
    let other = pair.other(author).ok_or(Refusal::NoSuchUser)?;
    if tables.account(author).is_none() || tables.account(other).is_none() {
        Err(Refusal::NoSuchUser)
    } else if tables.has_blocked(author, other) {
        Err(Refusal::BlockedByAuthor)
    } else if tables.has_blocked(other, author)
        || draft.voice == Voice::Friendship && !tables.are_friends(author, other)
    {
        Err(Refusal::NotFriends)
    } else {
        Ok(())
    }
}

/// The last entry of a room from before `user` joined it the last time.
fn seq_at_joining(tables: &Tables, logs: &Logs, user: UserId, conversation: Conversation) -> u64 {
    let Conversation::Room(room) = conversation else { return 0 };
    let Some(membership) = tables.memberships.get(&(room, user)) else { return 0 };
    let before = logs.entries(conversation).iter().rev().find(|entry| entry.at() < membership.since);
    before.map_or(0, Entry::seq)
}

/// Notes which files are mentioned now.
fn tie_files(tables: &mut Tables, logs: &Logs) {
    let all = logs.conversations().flat_map(|conversation| logs.messages(conversation));
    let mentioned: HashSet<_> = all
        .filter_map(|message| Some(mentioned_files(message.content.as_ref()?, message.extra.as_ref())))
        .flatten()
        .map(|path| path.name.key())
        .collect();
    for (key, file) in &mut tables.files {
        file.mentioned = mentioned.contains(key);
    }
}

/// Rooms that `user` belongs to, and everybody they have talked with.
fn conversations_of(tables: &Tables, logs: &Logs, user: UserId, limit: u64) -> Vec<Conversation> {
    let is_own = |conversation: &Conversation| match conversation {
        Conversation::Room(_) => false,
        Conversation::Pair(pair) => pair.other(user).is_some(),
    };
    let rooms = tables.rooms_of(user).into_iter().map(Conversation::Room);
    let mut own: Vec<Conversation> = rooms.chain(logs.conversations().filter(is_own)).collect();
    logs.sort(&mut own);
    own.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    own
}

fn preferences(tables: &Tables, user: UserId, conversation: Conversation) -> Preferences {
    tables.preferences.get(&(user, conversation)).copied().unwrap_or_default()
}

fn summary(
    tables: &Tables,
    logs: &Logs,
    reader: UserId,
    conversation: Conversation,
) -> Option<ConversationSummary> {
    let peer = match conversation {
        Conversation::Room(room) => Peer::Room(tables.room_card(room)?),
        Conversation::Pair(pair) => Peer::User(tables.card(pair.other(reader)?)?),
    };
    Some(ConversationSummary {
        conversation,
        peer,
        last_message: logs
            .messages(conversation)
            .next_back()
            .map(|message| authored(tables, message.clone())),
        last_seq: logs.last_seq(conversation),
        read_seq: logs.read.get(&(reader, conversation)).copied().unwrap_or(0),
        unread: logs.unread(reader, conversation),
        preferences: preferences(tables, reader, conversation),
    })
}

fn authored(tables: &Tables, message: Message) -> Authored {
    let author_name = tables.card(message.author).map(|card| card.username).unwrap_or_default();
    Authored { message, author_name }
}
