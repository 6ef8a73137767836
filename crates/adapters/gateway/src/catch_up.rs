//! What clients missed that do not know what to ask for.

use std::collections::{HashMap, VecDeque};

use discuss_kernel::{Caller, Conversation, Entry, Failure, Kind};
use discuss_message::{ClientKind, MessageError, Position, Replay};
use discuss_protocol::Packet;

use crate::{Chat, Farewell, Link, chat::told, link::Paced, resume::Horizon};

/// Where a client stands that gets what it missed without asking.
///
/// The entries of a conversation wait until it is its turn; they need not be kept for that, as they are in the log
/// already when they are heard of.
#[derive(Debug, Default)]
pub(crate) enum CatchUp {
    /// Nothing is waited for.
    #[default]
    Done,
    /// It begins soon. Of each conversation, the first entry that has waited since: another client of the same kind may
    /// confirm it meanwhile, and this one would not be behind.
    Soon(HashMap<Conversation, u64>),
    /// These conversations are still to be told.
    UnderWay(VecDeque<Position>),
}

impl CatchUp {
    /// From now on, entries wait.
    pub fn begin(&mut self) {
        *self = Self::Soon(HashMap::new());
    }

    /// Whether nothing is waited for.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }

    /// Whether there is something to tell.
    pub const fn is_under_way(&self) -> bool {
        matches!(self, Self::UnderWay(_))
    }

    /// Whether an entry is told later.
    pub fn takes(&mut self, conversation: Conversation, seq: u64) -> bool {
        match self {
            Self::Done => false,
            Self::Soon(waiting) => {
                waiting.entry(conversation).or_insert(seq);
                true
            }
            Self::UnderWay(waiting) => waiting.iter().any(|position| position.conversation == conversation),
        }
    }

    /// Finds out what was missed, unless that is not wanted any more.
    pub async fn find(&mut self, caller: &Caller, kind: ClientKind, chat: &Chat) -> Result<(), Farewell> {
        if let Self::Soon(waiting) = self {
            let positions =
                chat.services.messages.positions(caller, kind).await.map_err(|error| failed(&error))?;
            let behind = positions.into_iter().filter_map(|position| {
                let first = waiting.get(&position.conversation).map(|first| first.saturating_sub(1));
                let seq = first.map_or(position.seq, |first| first.min(position.seq));
                (seq < position.last_seq).then_some(Position { seq, ..position })
            });
            *self = Self::UnderWay(behind.collect());
        }
        Ok(())
    }

    /// Tells what was missed of the next conversation, and how far that goes.
    pub async fn tell_next(
        &mut self,
        link: &mut Paced<'_, impl Link>,
        caller: &Caller,
        chat: &Chat,
        horizon: &Horizon,
    ) -> Result<Option<(Conversation, u64)>, Farewell> {
        let Self::UnderWay(waiting) = self else { return Ok(None) };
        let Some(position) = waiting.pop_front() else {
            *self = Self::Done;
            return Ok(None);
        };
        let Position { conversation, seq, last_seq } = position;
        // Nor does the client get again what it has asked for meanwhile.
        let seq = horizon.get(&conversation).map_or(seq, |horizon| seq.max(*horizon));
        let told = tell(link, caller, chat, Position { conversation, seq, last_seq }).await?;
        Ok(Some((conversation, told)))
    }
}

/// Tells the newest of what came after `position`, to the end of the log.
async fn tell(
    link: &mut Paced<'_, impl Link>,
    caller: &Caller,
    chat: &Chat,
    position: Position,
) -> Result<u64, Farewell> {
    let Position { conversation, seq, last_seq } = position;
    let since = seq.max(last_seq.saturating_sub(chat.limits.max_missed));
    let mut replay = Replay::new(conversation, since, u64::MAX);
    loop {
        match replay.next(&chat.services.messages, caller).await {
            Ok(Some(entries)) => {
                let told = entries.iter().filter(|entry| !is_recalled(entry));
                told.for_each(|entry| link.say(Packet::from_entry(entry, caller.id)));
                link.flush().await?;
            }
            Ok(None) => return Ok(replay.seq()),
            Err(error) if error.kind() == Kind::Internal => return Err(failed(&error)),
            // It is not theirs to read any more.
            Err(_) => return Ok(replay.seq()),
        }
    }
}

/// Whether it is a message that says nothing any more. Such a client would show it all the same; that it was recalled
/// it hears by an entry further on.
const fn is_recalled(entry: &Entry) -> bool {
    matches!(entry, Entry::Message(message) if message.content.is_none())
}

/// The client comes again and tries once more.
fn failed(error: &MessageError) -> Farewell {
    told(error);
    Farewell::Failed
}
