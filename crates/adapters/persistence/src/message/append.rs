//! Storing a group of entries in one transaction, in a handful of statements however many they are.
//!
//! 1. Who and where, as numbers: remembered, or two statements.
//! 2. Who may speak ([`voices`]): two statements.
//! 3. Which entries were sent before ([`repeats`]): one, if any has a `client_id`.
//! 4. The conversations, locked ([`logs`]): one, and a few more for those that nobody remembers.
//! 5. The messages that are changed or answered ([`targets`]): one, if any is; and one for each that is changed.
//! 6. The entries, the ends of the logs, the authors' `read` cursors: one each.
//! 7. The files that they mention ([`files`]): two, if any message does.
//!
//! One statement becomes several where it must, see [`super::statement`].

use std::collections::{HashMap, HashSet};

use discuss_kernel::{Change, Content, Conversation, Entry, Message, MessageId, Reply, Timestamp};
use discuss_message::{Act, Appended, Draft, Post, Refusal, Revision, mentioned_files};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr,
    sea_query::{OnConflict, Query, Value},
};

use super::{
    files::{self, Mention},
    logs::{self, Log},
    place::{ConversationNumbers, Place},
    repeats,
    row::unsigned,
    statement::insert_rows,
    targets::Targets,
    voices,
};
use crate::{
    entity::{
        entry::{self, Column},
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
    // Whoever changes a message has its conversation to themselves from here on.
    let mut targets = Targets::find(tx, &fresh).await?;
    let numbered = take_numbers(&fresh, &mut logs, &mut targets)?;
    let entries: Vec<&Numbering<'_>> = numbered.iter().flatten().collect();
    store(tx, &entries, at).await?;
    logs::advance(tx, logs.values(), at).await?;
    move_read_cursors(tx, &entries, at).await?;
    let mut mentions = targets.store(tx, at).await?;
    mentions.extend(entries.iter().filter_map(|entry| entry.mention()));
    files::tie(tx, &mentions).await?;

    let outcome = |nth: usize, is_new| match &numbered[nth] {
        Ok(numbering) => Ok(Appended { entry: numbering.entry(at), is_new }),
        Err(refusal) => Err(*refusal),
    };
    let outcomes = fates.into_iter().map(|fate| match fate {
        Fate::Refused(refusal) => Err(refusal),
        Fate::Earlier(entry) => Ok(Appended { entry, is_new: false }),
        Fate::Repeat(first) => outcome(first, false),
        Fate::Fresh(nth) => outcome(nth, true),
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
        match draft.conversation() {
            Conversation::Room(room) => _ = rooms.insert(room),
            Conversation::Pair(pair) => users.extend(pair.both()),
        }
    }
    let users = numbers.user_numbers(tx, &Vec::from_iter(users)).await?;
    let rooms = numbers.room_numbers(tx, &Vec::from_iter(rooms)).await?;
    let number = |draft: &'d Draft| {
        let conversation = draft.conversation();
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
    /// It was stored before, as this entry.
    Earlier(Entry),
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
            if let Some(entry) = earlier.get(&name) {
                return Fate::Earlier(entry.clone());
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

/// An entry with its place in the log.
struct Numbering<'d> {
    draft: &'d Draft,
    author: i64,
    /// The conversation's number.
    conversation: i64,
    seq: i64,
    ordinal: i64,
    /// The place of the message that it answers.
    reply_seq: Option<i64>,
}

impl Numbering<'_> {
    fn entry(&self, at: Timestamp) -> Entry {
        let author = self.draft.author;
        let seq = unsigned(self.seq);
        // As it would be read back.
        let at = Timestamp::from_millis(at.millis());
        match self.draft.act.clone() {
            Act::Say { id, post: Post { conversation, content, extra, reply_to, client_id } } => {
                let reply = |(message, seq)| Reply { message, seq: unsigned(seq) };
                Entry::Message(Message {
                    conversation,
                    seq,
                    id,
                    author,
                    content: Some(content),
                    extra,
                    reply_to: reply_to.zip(self.reply_seq).map(reply),
                    client_id,
                    at,
                    changed_at: None,
                })
            }
            Act::Revise { revision: Revision { conversation, message, content, client_id }, .. } => {
                Entry::Change(Change { conversation, seq, message, author, content, client_id, at })
            }
        }
    }

    fn row(&self, at: Timestamp) -> [Value; COLUMNS.len()] {
        let (kind, id, content, extra) = match &self.draft.act {
            Act::Say { id, post } => (entry::MESSAGE, id, Some(&post.content), post.extra.as_ref()),
            Act::Revise { revision, .. } => {
                (entry::CHANGE, &revision.message, revision.content.as_ref(), None)
            }
        };
        [
            self.conversation.into(),
            self.seq.into(),
            kind.into(),
            self.ordinal.into(),
            id.uuid().as_bytes().to_vec().into(),
            self.author.into(),
            self.draft.client_id().map(|client_id| client_id.as_str().to_owned()).into(),
            content.map_or("", Content::as_str).into(),
            extra.map(|extra| extra.as_str().to_owned()).into(),
            self.reply_to().map(|id| id.uuid().as_bytes().to_vec()).into(),
            self.reply_seq.into(),
            at.millis().into(),
        ]
    }

    const fn reply_to(&self) -> Option<MessageId> {
        match &self.draft.act {
            Act::Say { post, .. } => post.reply_to,
            Act::Revise { .. } => None,
        }
    }

    /// The files that it mentions, if it is a message.
    fn mention(&self) -> Option<Mention> {
        let Act::Say { post, .. } = &self.draft.act else { return None };
        let files = mentioned_files(&post.content, post.extra.as_ref());
        Some(Mention { conversation: self.conversation, seq: self.seq, files })
    }
}

const COLUMNS: [Column; 12] = [
    Column::Conversation,
    Column::Seq,
    Column::Kind,
    Column::Ordinal,
    Column::MessageId,
    Column::Author,
    Column::ClientId,
    Column::Content,
    Column::Extra,
    Column::ReplyTo,
    Column::ReplySeq,
    Column::At,
];

/// Numbers the entries, in their order, from where their logs end. What cannot be changed or answered gets no number.
fn take_numbers<'d>(
    fresh: &[Numbered<'d>],
    logs: &mut HashMap<Place, Log>,
    targets: &mut Targets,
) -> Result<Vec<Result<Numbering<'d>, Refusal>>, DbErr> {
    let take = |fresh: &Numbered<'d>| {
        let gone = || DbErr::RecordNotFound(format!("the conversation of {:?}", fresh.place));
        let log = logs.get_mut(&fresh.place).ok_or_else(gone)?;
        let Numbered { draft, author, .. } = *fresh;
        let reply_seq = match &draft.act {
            Act::Say { post, .. } => post.reply_to.map(|id| targets.answered(log.number, id)).transpose(),
            Act::Revise { revision, since } => {
                targets.revise(author, log.number, revision, *since).map(|()| None)
            }
        };
        Ok(reply_seq.map(|reply_seq| {
            log.take(&draft.act);
            let Log { number: conversation, last_seq: seq, last_ordinal: ordinal, .. } = *log;
            Numbering { draft, author, conversation, seq, ordinal, reply_seq }
        }))
    };
    fresh.iter().map(take).collect()
}

async fn store(tx: &DatabaseTransaction, entries: &[&Numbering<'_>], at: Timestamp) -> Result<(), DbErr> {
    let insert = Query::insert().into_table(entry::Entity).columns(COLUMNS).to_owned();
    insert_rows(tx, &insert, entries.iter().map(|entry| entry.row(at)).collect()).await
}

/// Whoever says something has read what was said before; whoever changes something need not. A cursor never moves
/// back by this: its conversation is locked, so all that anybody can have read comes before.
async fn move_read_cursors(
    tx: &DatabaseTransaction,
    entries: &[&Numbering<'_>],
    at: Timestamp,
) -> Result<(), DbErr> {
    let said = entries.iter().filter(|entry| matches!(entry.draft.act, Act::Say { .. }));
    let newest: HashMap<_, _> = said.map(|entry| ((entry.author, entry.conversation), entry)).collect();
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
