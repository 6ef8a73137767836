//! What a client missed.

use std::collections::{BTreeMap, HashMap};

use discuss_kernel::{Caller, Conversation, Failure, InvalidConversation, Kind};
use discuss_message::{ClientKind, MessageError, MessageService, Replay};
use discuss_protocol::Packet;
use serde_json::{Value, json};

use crate::{Chat, Farewell, Link, chat::told, command::answer, link::Paced};

/// Up to which entry each resumed conversation has been told, so that what waited meanwhile is not told
/// twice.
pub(crate) type Horizon = HashMap<Conversation, u64>;

/// Tells what was missed, conversation by conversation, straight to the link, while what is new waits
/// behind it.
pub(crate) async fn resume(
    link: &mut Paced<'_, impl Link>,
    caller: &Caller,
    chat: &Chat,
    positions: Positions,
    reference: Option<Value>,
) -> Result<Horizon, Farewell> {
    let mut horizon = Horizon::new();
    let outcome = match positions.find(caller, chat).await {
        Ok(positions) => {
            for (name, conversation, seq) in positions {
                let told = tell(link, caller, chat, &name, conversation, seq).await?;
                horizon.extend(conversation.ok().zip(told));
            }
            Ok(json!({}))
        }
        Err(error) => Err(error),
    };
    if let Some(answer) = answer(reference, outcome) {
        link.say(answer);
    }
    link.flush().await?;
    Ok(horizon)
}

type NamedPosition = (String, Result<Conversation, InvalidConversation>, u64);

/// Where a client stands.
pub(crate) struct Positions {
    /// By its own word.
    pub since: Option<BTreeMap<String, u64>>,
    /// Without that, where clients of this kind do.
    pub kind: ClientKind,
}

impl Positions {
    async fn find(self, caller: &Caller, chat: &Chat) -> Result<Vec<NamedPosition>, MessageError> {
        let Some(since) = self.since else {
            let positions = chat.services.messages.positions(caller, self.kind).await?;
            let named = positions.into_iter().map(|position| {
                (position.conversation.name_for(caller.id), Ok(position.conversation), position.seq)
            });
            return Ok(named.collect());
        };
        let limit = usize::try_from(MessageService::MAX_CONVERSATIONS).unwrap_or(usize::MAX);
        let named = since.into_iter().enumerate().map(|(place, (name, seq))| {
            // What is too much at once has to be fetched, as what is not a conversation at all would have.
            let conversation =
                if place < limit { Conversation::parse(&name, caller.id) } else { Err(InvalidConversation) };
            (name, conversation, seq)
        });
        Ok(named.collect())
    }
}

/// Tells what was missed of one conversation, and how far that goes.
async fn tell(
    link: &mut Paced<'_, impl Link>,
    caller: &Caller,
    chat: &Chat,
    name: &str,
    conversation: Result<Conversation, InvalidConversation>,
    since: u64,
) -> Result<Option<u64>, Farewell> {
    let end = match conversation {
        Ok(conversation) => tell_entries(link, caller, chat, conversation, since).await?,
        Err(_) => None,
    };
    let (seq, complete) = end.map_or((since, false), |end| (end.seq, end.complete));
    link.say(Packet::resumed(name, seq, complete));
    link.flush().await?;
    // Where nothing was ever said, nothing can be told twice.
    Ok(end.map(|end| end.seq).filter(|seq| complete && *seq > 0))
}

#[derive(Clone, Copy)]
struct End {
    seq: u64,
    complete: bool,
}

/// `None` when the caller may not read there.
async fn tell_entries(
    link: &mut Paced<'_, impl Link>,
    caller: &Caller,
    chat: &Chat,
    conversation: Conversation,
    since: u64,
) -> Result<Option<End>, Farewell> {
    let mut replay = Replay::new(conversation, since, chat.limits.max_missed);
    loop {
        match replay.next(&chat.services.messages, caller).await {
            Ok(Some(entries)) => {
                for entry in &entries {
                    link.say(Packet::from_entry(entry, caller.id));
                }
                link.flush().await?;
            }
            Ok(None) => return Ok(Some(End { seq: replay.seq(), complete: replay.is_complete() })),
            Err(error) => {
                if error.kind() == Kind::Internal {
                    told(&error);
                }
                return Ok(None);
            }
        }
    }
}
