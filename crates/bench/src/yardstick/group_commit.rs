//! The bare storage: rows like the server's, stored in groups of one size through the same
//! repository, into a copy of the server's database, without network, one group after the other.

use std::{
    fs::File,
    iter,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use discuss_kernel::{ClientId, Clock, Content, Conversation, MessageId, SystemClock, Timestamp};
use discuss_message::{Act, Draft, MessageRepository, Post, Voice};
use discuss_persistence::{DatabaseOptions, Messages, connect};
use serde::{Deserialize, Serialize};

use crate::{
    load::{CONTENT_CHARS, Speaker},
    process::Meter,
};

/// What to store.
#[derive(Debug, Clone, clap::Args)]
pub struct Order {
    /// The SQLite file.
    #[arg(long)]
    pub database: PathBuf,
    /// The speakers who take turns, as JSON.
    #[arg(long)]
    pub speakers: PathBuf,
    /// How many rows are stored together.
    #[arg(long)]
    pub group: usize,
    /// For how many seconds before measuring.
    #[arg(long)]
    pub warm_up: f64,
    /// For how many seconds.
    #[arg(long)]
    pub seconds: f64,
}

/// What it took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Commits {
    /// How many rows were stored together.
    pub group: usize,
    /// How many rows were stored.
    pub rows: u64,
    /// How long that took, in seconds.
    pub seconds: f64,
    /// Processor time of the process, in seconds.
    pub cpu_seconds: f64,
}

impl Commits {
    /// Rows per second.
    pub fn rate(&self) -> f64 {
        self.rows as f64 / self.seconds
    }

    /// Processor time of one row, in microseconds.
    pub fn cpu_micros(&self) -> f64 {
        self.cpu_seconds * 1e6 / self.rows as f64
    }
}

/// Stores rows as ordered, and prints [`Commits`] as JSON.
pub async fn run(order: Order) -> Result<()> {
    let speakers = read_speakers(&order.speakers)?;
    ensure!(!speakers.is_empty(), "nobody speaks");
    let database = connect(&DatabaseOptions::new(format!("sqlite://{}", order.database.display()))).await?;
    let messages = Messages::new(database.clone());
    let mut drafts = drafts(speakers);
    store(&messages, &mut drafts, order.group, Duration::from_secs_f64(order.warm_up)).await?;
    let commits = store(&messages, &mut drafts, order.group, Duration::from_secs_f64(order.seconds)).await?;
    database.close().await?;
    println!("{}", serde_json::to_string(&commits)?);
    Ok(())
}

/// Writes down who speaks, for [`Order::speakers`].
pub fn write_speakers(path: &Path, speakers: &[Speaker]) -> Result<()> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(serde_json::to_writer(file, speakers)?)
}

fn read_speakers(path: &Path) -> Result<Vec<Speaker>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_reader(file)?)
}

async fn store(
    messages: &Messages,
    drafts: &mut impl Iterator<Item = Draft>,
    group: usize,
    duration: Duration,
) -> Result<Commits> {
    let (began, cpu) = (Instant::now(), Meter::own().cpu()?);
    let mut rows = 0;
    while began.elapsed() < duration {
        let batch: Vec<Draft> = drafts.take(group).collect();
        for outcome in messages.append(&batch, now()).await? {
            ensure!(outcome.context("a row was refused")?.is_new, "a row was stored before");
            rows += 1;
        }
    }
    let cpu_seconds = (Meter::own().cpu()? - cpu).as_secs_f64();
    Ok(Commits { group, rows, seconds: began.elapsed().as_secs_f64(), cpu_seconds })
}

/// What the speakers say in turn, without end: rows as the clients of the server cause them.
fn drafts(speakers: Vec<Speaker>) -> impl Iterator<Item = Draft> {
    let began = now().micros();
    let turns = speakers.into_iter().filter_map(|speaker| Some((speaker.author, speaker.conversation()?)));
    let turns: Vec<_> = turns.collect();
    let numbers = 0_u32..;
    iter::repeat(turns).flatten().zip(numbers).map(move |((author, conversation), number)| Draft {
        author,
        voice: match conversation {
            Conversation::Room(_) => Voice::Membership,
            Conversation::Pair(_) => Voice::Friendship,
        },
        act: Act::Say {
            id: MessageId::at(now()),
            post: Post {
                conversation,
                content: Content::stored(".".repeat(CONTENT_CHARS)),
                extra: None,
                reply_to: None,
                client_id: Some(ClientId::stored(format!("{began:016x}-{number:08x}"))),
            },
        },
    })
}

fn now() -> Timestamp {
    SystemClock.now()
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{RoomId, UserId};

    use super::*;
    use crate::load::Place;

    #[test]
    fn speakers_take_turns_and_never_repeat_themselves() {
        let room = Place::Room(RoomId::random());
        let speakers = [UserId::random(), UserId::random()].map(|author| Speaker { author, place: room });
        let drafts: Vec<_> = drafts(speakers.to_vec()).take(4).collect();
        let authors: Vec<_> = drafts.iter().map(|draft| draft.author).collect();
        assert_eq!(authors, [0, 1, 0, 1].map(|turn| speakers[turn].author));
        let ids: std::collections::HashSet<_> = drafts.iter().map(|draft| draft.client_id()).collect();
        assert_eq!(ids.len(), 4);
    }
}
