//! What clients want, handed to the services.

use discuss_kernel::{Caller, Conversation, Failure, MessageId, Timestamp};
use discuss_message::{ClientKind, Post, Revision};
use discuss_protocol::{Command, Frame, InvalidCommand, Revised, Said};
use futures_util::{FutureExt, future::LocalBoxFuture};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};
use tracing::Instrument;

use crate::{Chat, Utterance, chat::told};

/// What a frame leads to.
pub(crate) enum Step {
    /// The answer is known: nothing, if none is wanted.
    Answered(Option<Utterance>),
    /// The answer comes later.
    UnderWay(LocalBoxFuture<'static, Option<Utterance>>),
    /// The client wants to be announced.
    Announce { reference: Option<Value> },
    /// The client wants what it missed, before anything else.
    Resume { since: Option<BTreeMap<String, u64>>, reference: Option<Value> },
}

/// Hands over what a frame wants. Returns at once: messages are queued in the order in which this is
/// called, and what takes time is under way.
pub(crate) fn handle(frame: Frame, caller: &Caller, kind: ClientKind, chat: &Arc<Chat>) -> Step {
    let Frame { event, data, reference } = frame;
    match Command::parse(&event, data, caller.id) {
        Ok(Command::Resume { since }) => Step::Resume { since, reference },
        Ok(Command::Say(said)) => say(said, reference, caller, chat),
        Ok(Command::Revise(revised)) => revise(revised, reference, caller, chat),
        Ok(Command::Read { conversation, seq }) => {
            let (chat, caller) = (Arc::clone(chat), caller.clone());
            under_way(async move {
                let moved = chat.services.messages.mark_read(&caller, conversation, seq).await;
                answer(reference, moved.map(|seq| json!({"seq": seq})))
            })
        }
        Ok(Command::Delivered { conversation, seq }) => {
            let (chat, caller) = (Arc::clone(chat), caller.clone());
            under_way(async move {
                let moved = chat.services.messages.mark_delivered(&caller, conversation, kind, seq).await;
                answer(reference, moved.map(|seq| json!({"seq": seq})))
            })
        }
        Ok(Command::Typing { conversation }) => {
            let (chat, caller) = (Arc::clone(chat), caller.clone());
            under_way(async move {
                let noticed = chat.services.messages.typing(&caller, conversation).await;
                answer(reference, noticed.map(|()| json!({})))
            })
        }
        Ok(Command::Init) => Step::Announce { reference },
        Ok(Command::Authenticate { .. } | Command::Ignored) => {
            Step::Answered(answer(reference, Ok::<_, InvalidCommand>(json!({}))))
        }
        Err(error) => Step::Answered(answer(reference, Err::<Value, _>(error))),
    }
}

fn under_way(answer: impl Future<Output = Option<Utterance>> + 'static) -> Step {
    Step::UnderWay(answer.in_current_span().boxed_local())
}

fn say(said: Said, reference: Option<Value>, caller: &Caller, chat: &Chat) -> Step {
    let Said { conversation, content, extra, reply_to, client_id } = said;
    match chat.services.messages.submit(caller, Post { conversation, content, extra, reply_to, client_id }) {
        Ok(receipt) => under_way(async move {
            let stored = receipt.message().await;
            answer(reference, stored.map(|message| entered(message.id, message.seq, message.at)))
        }),
        Err(error) => Step::Answered(answer(reference, Err::<Value, _>(error))),
    }
}

fn revise(revised: Revised, reference: Option<Value>, caller: &Caller, chat: &Chat) -> Step {
    let Revised { conversation, message, content, client_id } = revised;
    match chat.services.messages.revise(caller, Revision { conversation, message, content, client_id }) {
        Ok(receipt) => under_way(async move {
            let stored = receipt.change().await;
            answer(reference, stored.map(|change| entered(change.message, change.seq, change.at)))
        }),
        Err(error) => Step::Answered(answer(reference, Err::<Value, _>(error))),
    }
}

/// What is told of an entry that is stored.
fn entered(id: MessageId, seq: u64, at: Timestamp) -> Value {
    json!({"id": id, "seq": seq, "timestamp": at})
}

/// Notes how far the client has received some conversations.
pub(crate) fn received(
    positions: Vec<(Conversation, u64)>,
    caller: &Caller,
    kind: ClientKind,
    chat: &Arc<Chat>,
) -> LocalBoxFuture<'static, Option<Utterance>> {
    let (chat, caller) = (Arc::clone(chat), caller.clone());
    let noted = async move {
        let noted = chat.services.messages.note_received(&caller, kind, &positions).await;
        answer(None, noted.map(|()| Value::Null))
    };
    noted.in_current_span().boxed_local()
}

/// The answer to a frame, if it carries `reference`.
pub(crate) fn answer<E: Failure>(reference: Option<Value>, outcome: Result<Value, E>) -> Option<Utterance> {
    match (reference, outcome) {
        (Some(reference), Ok(data)) => Some(Utterance::Done { reference, data }),
        (Some(reference), Err(error)) => {
            Some(Utterance::Refused { reference: Some(reference), refusal: told(&error) })
        }
        (None, Ok(_)) => None,
        (None, Err(error)) => {
            // Nobody is told, but what is our fault is logged.
            told(&error);
            None
        }
    }
}
