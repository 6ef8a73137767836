//! The life of a stream.

use std::{
    collections::{HashMap, VecDeque},
    convert::Infallible,
    future::pending,
    sync::Arc,
    time::Duration,
};

use actix_web::web::Bytes;
use discuss_http::Language;
use discuss_kernel::{Caller, Conversation, Failure, Kind};
use discuss_message::Replay;
use discuss_protocol::Packet;
use discuss_realtime::{Seat, Weigh};
use futures_util::{Stream, stream};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until};

use crate::{Streams, frame, position::Position};

/// Somebody who is known, with all that a stream begins with.
pub(crate) struct Arrived<E: Weigh + Clone> {
    pub caller: Caller,
    pub language: Language,
    pub seat: Seat<E>,
    /// When the token ends, if the login does not outlive it.
    pub expires_in: Option<Duration>,
    pub position: Position,
    pub missed: Vec<Replay>,
    pub greeting: Vec<Packet>,
}

/// An open stream. It owns its seat, so that dropping it is leaving.
pub(crate) struct EventStream<E: Weigh + Clone> {
    streams: Arc<Streams>,
    caller: Caller,
    language: Language,
    seat: Seat<E>,
    expires_at: Option<Instant>,
    heartbeat: Interval,
    position: Position,
    /// What is still to be told of what was missed; the next one comes last.
    missed: Vec<Replay>,
    /// Up to which entry the missed conversations are told, so that what waited meanwhile is not told twice.
    horizon: HashMap<Conversation, u64>,
    greeting: Option<Vec<Packet>>,
}

impl<E: Weigh + Clone + AsRef<Packet> + 'static> EventStream<E> {
    pub fn new(streams: Arc<Streams>, arrived: Arrived<E>) -> Self {
        let Arrived { caller, language, seat, expires_in, position, missed, greeting } = arrived;
        let now = Instant::now();
        let every = streams.limits.heartbeat;
        let mut heartbeat = interval_at(now + every, every);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            streams,
            caller,
            language,
            seat,
            expires_at: expires_in.map(|wait| now + wait),
            heartbeat,
            position,
            missed,
            horizon: HashMap::new(),
            greeting: Some(greeting),
        }
    }

    /// The stream as a response body, which ends when the client has to come again.
    pub fn into_body(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(self, |mut stream| async {
            let text = stream.next().await?;
            Some((Ok(Bytes::from(text)), stream))
        })
    }

    /// What is to be written next; `None` at the end. Whoever is too slow, or whose login has ended, hears no
    /// more.
    async fn next(&mut self) -> Option<String> {
        if let Some(greeting) = self.greeting.take() {
            return Some(self.greet(&greeting));
        }
        loop {
            if self.seat.inbox.dismissal().is_some() {
                return None;
            }
            let text =
                if self.missed.is_empty() { self.tell_news().await? } else { self.tell_missed().await? };
            if !text.is_empty() {
                return Some(text);
            }
        }
    }

    fn greet(&mut self, greeting: &[Packet]) -> String {
        let id = self.position.encode(self.caller.id);
        let mut text = frame::head(&id);
        for packet in greeting {
            frame::write(&mut text, &id, packet, self.language);
        }
        text
    }

    /// The next page of what was missed. When it cannot be had, the stream ends and the client comes again.
    async fn tell_missed(&mut self) -> Option<String> {
        let mut text = String::new();
        let Some(replay) = self.missed.last_mut() else { return Some(text) };
        let conversation = replay.conversation();
        match replay.next(&self.streams.messages, &self.caller).await {
            Ok(Some(entries)) => {
                for entry in entries {
                    self.tell(&mut text, &Packet::from_entry(&entry, self.caller.id));
                }
                return Some(text);
            }
            Ok(None) => {
                let (seq, is_complete) = (replay.seq(), replay.is_complete());
                self.position.note(conversation, seq, self.streams.clock.now());
                self.horizon.insert(conversation, seq);
                if !is_complete {
                    let name = conversation.name_for(self.caller.id);
                    self.tell(&mut text, &Packet::resumed(&name, seq, false));
                }
            }
            Err(error) if error.kind() == Kind::Internal || error.kind() == Kind::Overloaded => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "what a stream missed cannot be told");
                return None;
            }
            // It was left meanwhile.
            Err(_) => {}
        }
        self.missed.pop();
        Some(text)
    }

    /// What happens, as it happens.
    async fn tell_news(&mut self) -> Option<String> {
        let mut news = VecDeque::new();
        tokio::select! {
            () = end(self.expires_at) => return None,
            _ = self.heartbeat.tick() => return Some(frame::HEARTBEAT.to_owned()),
            received = self.seat.inbox.recv_all(&mut news) => received.ok()?,
        }
        let now = self.streams.clock.now();
        let mut text = String::new();
        for event in news {
            if !self.has_told(event.as_ref()) {
                self.tell(&mut text, event.as_ref());
            }
        }
        // Nothing waits any more that happened before.
        self.position.follow(now);
        Some(text)
    }

    /// Whether a resume has told it already.
    fn has_told(&self, packet: &Packet) -> bool {
        packet.entry().is_some_and(|(conversation, seq)| {
            self.horizon.get(&conversation).is_some_and(|horizon| seq <= *horizon)
        })
    }

    fn tell(&mut self, text: &mut String, packet: &Packet) {
        if let Some((conversation, seq)) = packet.entry() {
            self.position.note(conversation, seq, self.streams.clock.now());
        }
        frame::write(text, &self.position.encode(self.caller.id), packet, self.language);
    }
}

/// Waits until then, or for ever.
async fn end(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}
