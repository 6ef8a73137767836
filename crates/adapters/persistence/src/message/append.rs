//! Storing a group of messages in one transaction, in a handful of statements however many they are.
//!
//! 1. Who and where, as numbers: remembered, or two statements.
//! 2. Who may speak ([`voices`]): two statements.
//! 3. Which messages were sent before ([`repeats`]): one, if any has a `client_id`.
//! 4. The conversations, locked ([`logs`]): one, and a few more for those that nobody remembers.
//! 5. The entries, the ends of the logs, the authors' `read` cursors: one each.
//! 6. The files that they mention ([`files`]): two, if any message does.
//!
//! One statement becomes several where it must, see [`super::statement`].

use std::collections::{HashMap, HashSet};

use discuss_kernel::{Conversation, Message, Timestamp};
use discuss_message::{Appended, Draft, Refusal};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr,
    sea_query::{OnConflict, Query, Value},
};

use super::{
    files,
    logs::{self, Log},
    place::{ConversationNumbers, Place},
    repeats,
    row::unsigned,
    statement::insert_rows,
    voices,
};
use crate::{
    entity::{
        entry::{self, Column as Entry},
        read_cursor::{self, Column as ReadCursor},
    },
    numbers::Numbers,
};

/// A draft whose author and conversation are known by their numbers.
#[derive(Clone, Copy)]
pub struct Numbered<'d> {
    /// The draft.
    pub draft: &'d Draft,
    /// The author's account.
    pub author: i64,
    /// The conversation.
    pub place: Place,
}

impl Numbered<'_> {
    /// The friendship that it takes to speak there.
    pub fn friendship(&self) -> Option<(i64, i64)> {
        self.place.other(self.author).map(|other| (self.author, other))
    }
}

/// What became of a group.
pub struct Group {
    /// What became of each draft.
    pub outcomes: Vec<Result<Appended, Refusal>>,
    /// The numbers of the conversations. Not to be remembered before the commit.
    pub conversations: Vec<(Place, i64)>,
}

/// Stores `drafts`; see [`discuss_message::MessageRepository::append`].
pub async fn append(
    tx: &DatabaseTransaction,
    numbers: &Numbers,
    known: &ConversationNumbers,
    drafts: &[Draft],
    at: Timestamp,
) -> Result<Group, DbErr> {
    let numbered = number(tx, numbers, drafts).await?;
    let allowed = voices::check(tx, numbered).await?;
    let (fates, fresh) = sort_out(tx, allowed).await?;
    let mut logs = logs::open(tx, known, fresh.iter().map(|draft| draft.place).collect()).await?;
    let entries = take_numbers(&fresh, &mut logs)?;
    store(tx, &entries, at).await?;
    logs::advance(tx, logs.values(), at).await?;
    move_read_cursors(tx, &entries, at).await?;
    files::tie(tx, &entries).await?;

    let outcomes = fates.into_iter().map(|fate| match fate {
        Fate::Refused(refusal) => Err(refusal),
        Fate::Earlier(message) => Ok(Appended { message, is_new: false }),
        Fate::Repeat(first) => Ok(Appended { message: entries[first].message(at), is_new: false }),
        Fate::Fresh(place) => Ok(Appended { message: entries[place].message(at), is_new: true }),
    });
    Ok(Group {
        outcomes: outcomes.collect(),
        conversations: logs.iter().map(|(place, log)| (*place, log.number)).collect(),
    })
}

async fn number<'d>(
    tx: &DatabaseTransaction,
    numbers: &Numbers,
    drafts: &'d [Draft],
) -> Result<Vec<Result<Numbered<'d>, Refusal>>, DbErr> {
    let (mut users, mut rooms) = (HashSet::new(), HashSet::new());
    for draft in drafts {
        users.insert(draft.author);
        match draft.post.conversation {
            Conversation::Room(room) => _ = rooms.insert(room),
            Conversation::Pair(pair) => users.extend(pair.both()),
        }
    }
    let users = numbers.user_numbers(tx, &Vec::from_iter(users)).await?;
    let rooms = numbers.room_numbers(tx, &Vec::from_iter(rooms)).await?;
    let number = |draft: &'d Draft| {
        let conversation = draft.post.conversation;
        let [nowhere, nobody] = match conversation {
            Conversation::Room(_) => [Refusal::NoSuchRoom, Refusal::NotAMember],
            Conversation::Pair(_) => [Refusal::NoSuchUser; 2],
        };
        let place = Place::of(conversation, &users, &rooms).ok_or(nowhere)?;
        let author = *users.get(&draft.author).ok_or(nobody)?;
        Ok(Numbered { draft, author, place })
    };
    Ok(drafts.iter().map(number).collect())
}

/// What becomes of a draft.
enum Fate {
    /// It is not stored.
    Refused(Refusal),
    /// It was stored before, as this message.
    Earlier(Message),
    /// It is the same as this one of the fresh ones.
    Repeat(usize),
    /// It is this one of the fresh ones.
    Fresh(usize),
}

/// Says what becomes of each draft, and which ones are to be stored.
async fn sort_out<'d>(
    tx: &DatabaseTransaction,
    drafts: Vec<Result<Numbered<'d>, Refusal>>,
) -> Result<(Vec<Fate>, Vec<Numbered<'d>>), DbErr> {
    let backend = tx.get_database_backend();
    let allowed: Vec<Numbered<'d>> = drafts.iter().flatten().copied().collect();
    let earlier = repeats::find(tx, &allowed).await?;
    let mut first = HashMap::new();
    let mut fresh = Vec::with_capacity(drafts.len());
    let mut fate = |draft: Numbered<'d>| {
        let next = fresh.len();
        if let Some(name) = repeats::name(backend, &draft) {
            if let Some(message) = earlier.get(&name) {
                return Fate::Earlier(message.clone());
            }
            let first = *first.entry(name).or_insert(next);
            if first != next {
                return Fate::Repeat(first);
            }
        }
        fresh.push(draft);
        Fate::Fresh(next)
    };
    let fates = drafts.into_iter().map(|draft| draft.map_or_else(Fate::Refused, &mut fate)).collect();
    Ok((fates, fresh))
}

/// A message with its place in the log.
pub struct Numbering<'d> {
    /// The message.
    pub draft: &'d Draft,
    author: i64,
    /// The conversation's number.
    pub conversation: i64,
    /// Its place there.
    pub seq: i64,
    ordinal: i64,
}

impl Numbering<'_> {
    fn message(&self, at: Timestamp) -> Message {
        let Draft { id, author, post, .. } = self.draft;
        Message {
            conversation: post.conversation,
            seq: unsigned(self.seq),
            id: *id,
            author: *author,
            content: post.content.clone(),
            extra: post.extra.clone(),
            client_id: post.client_id.clone(),
            // As it would be read back.
            at: Timestamp::from_millis(at.millis()),
        }
    }

    fn row(&self, at: Timestamp) -> [Value; COLUMNS.len()] {
        let Draft { id, post, .. } = self.draft;
        [
            self.conversation.into(),
            self.seq.into(),
            entry::MESSAGE.into(),
            self.ordinal.into(),
            id.uuid().as_bytes().to_vec().into(),
            self.author.into(),
            post.client_id.as_ref().map(|client_id| client_id.as_str().to_owned()).into(),
            post.content.as_str().into(),
            post.extra.as_ref().map(|extra| extra.as_str().to_owned()).into(),
            at.millis().into(),
        ]
    }
}

const COLUMNS: [Entry; 10] = [
    Entry::Conversation,
    Entry::Seq,
    Entry::Kind,
    Entry::Ordinal,
    Entry::MessageId,
    Entry::Author,
    Entry::ClientId,
    Entry::Content,
    Entry::Extra,
    Entry::At,
];

/// Numbers the messages, in their order, from where their logs end.
fn take_numbers<'d>(
    fresh: &[Numbered<'d>],
    logs: &mut HashMap<Place, Log>,
) -> Result<Vec<Numbering<'d>>, DbErr> {
    let take = |fresh: &Numbered<'d>| {
        let gone = || DbErr::RecordNotFound(format!("the conversation of {:?}", fresh.place));
        let log = logs.get_mut(&fresh.place).ok_or_else(gone)?;
        log.last_seq += 1;
        log.last_ordinal += 1;
        let Log { number: conversation, last_seq: seq, last_ordinal: ordinal } = *log;
        Ok(Numbering { draft: fresh.draft, author: fresh.author, conversation, seq, ordinal })
    };
    fresh.iter().map(take).collect()
}

async fn store(tx: &DatabaseTransaction, entries: &[Numbering<'_>], at: Timestamp) -> Result<(), DbErr> {
    let insert = Query::insert().into_table(entry::Entity).columns(COLUMNS).to_owned();
    insert_rows(tx, &insert, entries.iter().map(|entry| entry.row(at)).collect()).await
}

/// Whoever speaks has read what was said before. A cursor never moves back by this: its conversation is
/// locked, so all that anybody can have read comes before.
async fn move_read_cursors(
    tx: &DatabaseTransaction,
    entries: &[Numbering<'_>],
    at: Timestamp,
) -> Result<(), DbErr> {
    let newest: HashMap<_, _> =
        entries.iter().map(|entry| ((entry.author, entry.conversation), entry)).collect();
    let rows = newest.into_iter().map(|((author, conversation), entry)| {
        [author, conversation, entry.seq, entry.ordinal, at.millis()].map(Value::from)
    });
    let key = [ReadCursor::UserNumber, ReadCursor::Conversation];
    let position = [ReadCursor::Seq, ReadCursor::Ordinal, ReadCursor::At];
    let insert = Query::insert()
        .into_table(read_cursor::Entity)
        .columns(key.into_iter().chain(position))
        .on_conflict(OnConflict::columns(key).update_columns(position).to_owned())
        .to_owned();
    insert_rows(tx, &insert, rows.collect()).await
}
