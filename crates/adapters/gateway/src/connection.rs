//! The life of a connection.

use std::{
    collections::VecDeque,
    future::{Future, ready},
    mem,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use discuss_kernel::{Caller, Kind, Phrase};
use discuss_protocol::{Frame, InvalidCommand, Packet};
use discuss_realtime::{Dismissal, Seat};
use futures_util::{StreamExt, future::LocalBoxFuture, stream::FuturesUnordered};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};
use tracing::{Instrument, Span};

use crate::{
    Chat, Farewell, Heard, Link, LinkError, Refusal, SharedPacket, Utterance,
    alarm::{Alarm, Alarms},
    arrival::{Arrived, announce, arrive},
    catch_up::CatchUp,
    chat::told,
    command::{Step, answer, handle, received},
    flood::{Flood, FloodGuard},
    language::language,
    link::Paced,
    resume::{Horizon, Positions, resume},
};

/// What has been told keeps room for this many: most connections are idle.
const SPARE: usize = 32;

/// For how long what was asked for is waited for when the server stops.
const SETTLE_DEADLINE: Duration = Duration::from_secs(2);

/// For how long a client may take to hear the farewell.
const FAREWELL_DEADLINE: Duration = Duration::from_secs(30);

/// Drives one client from handshake to farewell, and says why it ended. Without `token`, its first frame has to carry
/// one. What it does is logged under `span`.
pub async fn serve(link: impl Link, token: Option<String>, chat: &Arc<Chat>, span: Span) -> Farewell {
    attend(link, async |link, chat| arrive(link, token, chat).await, chat, span).await
}

/// The life of every connection; how it begins is what kinds of clients differ in.
pub(crate) async fn attend<L: Link>(
    mut link: L,
    arrive: impl AsyncFnOnce(&mut L, &Chat) -> Result<Arrived, Farewell>,
    chat: &Arc<Chat>,
    span: Span,
) -> Farewell {
    let began = Instant::now();
    let arrival = async {
        tokio::select! {
            arrived = arrive(&mut link, chat) => arrived,
            () = chat.stopping.cancelled() => Err(Farewell::GoingAway),
        }
    };
    // On the heap, as all that a connection does once or seldom: thousands hold room for their tasks, and what is small
    // is also quick to find in memory.
    let arrival = Box::pin(arrival.instrument(span.clone()));
    let (farewell, user) = match arrival.await {
        Ok(arrived) => {
            let user = arrived.caller.id;
            (Connection::new(&mut link, arrived, chat, span.clone()).run().await, Some(user))
        }
        Err(farewell) => (farewell, None),
    };
    tracing::debug!(parent: &span, ?farewell, user = user.map(tracing::field::display), duration = ?began.elapsed(), "connection closed");
    let closed = Box::pin(tokio::time::timeout(FAREWELL_DEADLINE, part(link, farewell, chat)));
    // When the server stops, nobody waits for those who do not listen.
    tokio::select! {
        _ = closed => {}
        () = stopped_for(chat, Duration::from_secs(2)) => {}
    }
    farewell
}

/// Says goodbye.
async fn part(mut link: impl Link, farewell: Farewell, chat: &Chat) {
    if farewell == Farewell::Replaced {
        link.say(Packet::kicked(chat.clock.now()).into());
        // Whoever is gone does not hear it.
        let _ = link.flush().await;
    }
    link.close(farewell).await;
}

async fn stopped_for(chat: &Chat, grace: Duration) {
    chat.stopping.cancelled().await;
    tokio::time::sleep(grace).await;
}

/// Since when a client is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Announcement {
    /// Since it is known who it is, as its kind always is.
    AtArrival,
    /// It has not asked for it yet.
    Awaited,
    /// Since it asked for it.
    Made,
}

/// A connection of somebody who is known.
struct Connection<'a, L> {
    link: Paced<'a, L>,
    chat: &'a Arc<Chat>,
    caller: Caller,
    seat: Seat<SharedPacket>,
    alarms: Alarms,
    under_way: FuturesUnordered<LocalBoxFuture<'static, Option<Utterance>>>,
    horizon: Horizon,
    catch_up: CatchUp,
    announcement: Announcement,
    flood: FloodGuard,
    /// Entered for what the client asks for, but not for what it is told: that is too much for a log.
    span: Span,
}

impl<'a, L: Link> Connection<'a, L> {
    fn new(link: &'a mut L, arrived: Arrived, chat: &'a Arc<Chat>, span: Span) -> Self {
        let Arrived { caller, seat, valid_until, is_announced } = arrived;
        let (limits, now) = (&chat.limits, Instant::now());
        let alarms = Alarms::new().with_end(valid_until.map(|end| now + end.since(chat.clock.now())));
        let alarms = match L::KEEPS_HEARTBEAT {
            true => alarms,
            false => alarms.with_heartbeat(now, limits.ping_interval, limits.ping_timeout),
        };
        Self {
            link: Paced { link, deadline: limits.write_deadline },
            chat,
            caller,
            seat,
            alarms,
            under_way: FuturesUnordered::new(),
            horizon: Horizon::new(),
            catch_up: CatchUp::default(),
            announcement: if is_announced { Announcement::AtArrival } else { Announcement::Awaited },
            flood: FloodGuard::new(limits.frames_per_second, limits.frame_burst),
            span,
        }
    }

    async fn run(mut self) -> Farewell {
        let farewell = self.talk().await;
        Box::pin(self.settle()).await;
        if farewell == Farewell::GoingAway {
            // What is not read, the client asks for again.
            let _ = self.link.flush().await;
        }
        farewell
    }

    /// Every way a connection can end is a line here, or in what it calls.
    async fn talk(&mut self) -> Farewell {
        let mut alarm = pin!(sleep_until(Instant::now()));
        let mut news = VecDeque::new();
        loop {
            if let Err(farewell) = self.flush().await {
                return farewell;
            }
            if let Some(next) = self.alarms.next().filter(|next| *next != alarm.deadline()) {
                alarm.as_mut().reset(next);
            }
            let has_room = self.under_way.len() < self.chat.limits.commands_under_way;
            // It begins anywhere and goes round, so whoever stands behind what is mostly switched off is mostly asked
            // first: that is the inbox, as nearly every wake is for news.
            let outcome = tokio::select! {
                heard = self.link.recv(), if has_room => {
                    self.alarms.heard();
                    let span = self.span.clone();
                    Box::pin(self.handle(heard).instrument(span)).await
                }
                () = &mut alarm, if self.alarms.next().is_some() => Box::pin(self.ring()).await,
                Some(answer) = self.under_way.next(), if !self.under_way.is_empty() => {
                    self.answer(answer);
                    Ok(())
                }
                () = ready(()), if self.catch_up.is_under_way() => Box::pin(self.catch_up()).await,
                received = self.seat.inbox.recv_all(&mut news) => match received {
                    Ok(()) => {
                        self.tell(&mut news);
                        Ok(())
                    }
                    Err(why) => Err(why.into()),
                },
            };
            if let Err(farewell) = outcome {
                return farewell;
            }
        }
    }

    /// Tells what waited, but for what was told already or will be.
    fn tell(&mut self, news: &mut VecDeque<SharedPacket>) {
        let nothing_was_missed = self.horizon.is_empty() && self.catch_up.is_done();
        for packet in news.drain(..) {
            if nothing_was_missed || !self.is_told_otherwise(&packet) {
                self.link.say(Utterance::Event(packet));
            }
        }
        news.shrink_to(SPARE);
    }

    /// Whether telling what was missed has told it, or will.
    fn is_told_otherwise(&mut self, packet: &SharedPacket) -> bool {
        packet.packet().entry().is_some_and(|(conversation, seq)| {
            self.catch_up.takes(conversation, seq)
                || self.horizon.get(&conversation).is_some_and(|horizon| seq <= *horizon)
        })
    }

    fn answer(&mut self, answer: Option<Utterance>) {
        if let Some(answer) = answer {
            self.link.say(answer);
        }
    }

    async fn handle(&mut self, heard: Option<Result<Heard, LinkError>>) -> Result<(), Farewell> {
        match heard {
            Some(Ok(Heard::Frame(frame))) => match self.admit(frame.reference.as_ref())? {
                true => self.obey(frame).await,
                false => Ok(()),
            },
            Some(Ok(Heard::Garbled { reference, error })) => {
                if self.admit(reference.as_ref())? {
                    // Where nobody knows whether an answer was wanted, a developer will be glad of one.
                    self.link.say(Utterance::Refused { reference, refusal: told(&error) });
                }
                Ok(())
            }
            Some(Ok(Heard::Pulse)) => Ok(()),
            Some(Ok(Heard::Received(positions))) => {
                self.under_way.push(received(positions, &self.caller, L::KIND, self.chat));
                Ok(())
            }
            Some(Err(error)) => Err(error.into()),
            None => Err(Farewell::Gone),
        }
    }

    /// Counts a frame. Whether it is to be handled; if not, that is said already.
    fn admit(&mut self, reference: Option<&Value>) -> Result<bool, Farewell> {
        match self.flood.admit() {
            Ok(()) => Ok(true),
            Err(Flood::Wait(wait)) => {
                let retry_ms = u64::try_from(wait.as_millis()).ok();
                let text = language().say(&Phrase::new("too-many-frames"));
                let refusal = Refusal { kind: Kind::RateLimited, text, retry_ms };
                self.link.say(Utterance::Refused { reference: reference.cloned(), refusal });
                Ok(false)
            }
            Err(Flood::GiveUp) => Err(Farewell::Flooding),
        }
    }

    async fn obey(&mut self, frame: Frame) -> Result<(), Farewell> {
        match handle(frame, &self.caller, L::KIND, self.chat) {
            Step::Answered(answer) => self.answer(answer),
            Step::UnderWay(answer) => self.under_way.push(answer),
            Step::Announce { reference } => {
                self.announce().await?;
                self.answer(answer(reference, Ok::<_, InvalidCommand>(json!({}))));
            }
            Step::Resume { since, reference } => {
                // What was framed before must not be overtaken by what was missed.
                self.flush().await?;
                // On the heap, so that connections that do nothing need not hold room for it.
                let positions = Positions { since, kind: L::KIND };
                let resumed = Box::pin(resume(&mut self.link, &self.caller, self.chat, positions, reference));
                let horizon = uninterrupted(&self.seat, resumed).await??;
                self.horizon.extend(horizon);
            }
        }
        Ok(())
    }

    /// Announces a client that waited for it. What it missed follows; who asks again gets only the lists again.
    async fn announce(&mut self) -> Result<(), Farewell> {
        if self.announcement == Announcement::AtArrival {
            return Ok(());
        }
        let greeting = announce(&self.caller, &self.seat, self.chat).await?;
        greeting.into_iter().for_each(|packet| self.link.say(packet));
        if mem::replace(&mut self.announcement, Announcement::Made) == Announcement::Awaited {
            self.catch_up.begin();
            self.alarms.catch_up_at(Instant::now() + self.chat.limits.catch_up_delay);
        }
        Ok(())
    }

    /// Tells what was missed of one more conversation.
    async fn catch_up(&mut self) -> Result<(), Farewell> {
        let told = Box::pin(self.catch_up.tell_next(&mut self.link, &self.caller, self.chat, &self.horizon));
        let horizon = uninterrupted(&self.seat, told).await??;
        self.horizon.extend(horizon);
        Ok(())
    }

    /// Writes what has been said, all of it together.
    async fn flush(&mut self) -> Result<(), Farewell> {
        uninterrupted(&self.seat, pin!(self.link.flush())).await?
    }

    /// Brings to its end what the client has asked for, be it gone or not.
    async fn settle(&mut self) {
        let answers = async {
            while let Some(answer) = self.under_way.next().await {
                self.answer(answer);
            }
        };
        // What takes longer than this, the client asks for again.
        let _ = tokio::time::timeout(SETTLE_DEADLINE, answers).await;
    }

    async fn ring(&mut self) -> Result<(), Farewell> {
        match self.alarms.ring(Instant::now()) {
            None => Ok(()),
            Some(Alarm::Ping) => {
                self.link.ping();
                Ok(())
            }
            Some(Alarm::Silent) => Err(Farewell::Silent),
            Some(Alarm::Expired) => Err(Farewell::Expired),
            Some(Alarm::CatchUp) => self.catch_up.find(&self.caller, L::KIND, self.chat).await,
        }
    }
}

/// Goes on with `work`, unless the hub dismisses the connection meanwhile. It comes pinned, since a task keeps room twice
/// for a future that is handed over.
async fn uninterrupted<T>(
    seat: &Seat<SharedPacket>,
    work: impl Future<Output = T> + Unpin,
) -> Result<T, Farewell> {
    tokio::select! {
        biased;
        done = work => Ok(done),
        why = seat.inbox.dismissed() => Err(why.into()),
    }
}

impl From<Dismissal> for Farewell {
    fn from(why: Dismissal) -> Self {
        match why {
            Dismissal::TooSlow => Self::TooSlow,
            Dismissal::Revoked => Self::Revoked,
            Dismissal::Replaced => Self::Replaced,
            Dismissal::Stopping => Self::GoingAway,
        }
    }
}

impl From<LinkError> for Farewell {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Gone => Self::Gone,
            LinkError::TooLarge => Self::TooLarge,
            LinkError::Protocol => Self::BadProtocol,
            LinkError::Silent => Self::Silent,
        }
    }
}
