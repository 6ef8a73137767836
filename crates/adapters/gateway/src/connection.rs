//! The life of a connection.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use bytestring::ByteString;
use discuss_kernel::{Caller, Kind};
use discuss_protocol::{Frame, Packet};
use discuss_realtime::{Dismissal, Seat};
use futures_util::{StreamExt, future::LocalBoxFuture, stream::FuturesUnordered};
use tokio::time::{Instant, sleep_until};

use crate::{
    Chat, Farewell, Heard, Link, LinkError, SharedPacket,
    alarm::{Alarm, Alarms},
    arrival::{Arrived, arrive},
    command::{Step, handle},
    flood::{Flood, FloodGuard},
    link::Paced,
    resume::{Horizon, resume},
};

/// At most so many waiting events leave in one write.
const BATCH: usize = 256;

/// For how long what was asked for is waited for when the server stops.
const SETTLE_DEADLINE: Duration = Duration::from_secs(2);

/// For how long a client may take to hear the farewell.
const FAREWELL_DEADLINE: Duration = Duration::from_secs(30);

/// Drives one client from handshake to farewell, and says why it ended.
pub async fn serve(mut link: impl Link, token: Option<String>, chat: &Arc<Chat>) -> Farewell {
    let began = Instant::now();
    let (farewell, user) = match greet(&mut link, token, chat).await {
        Ok(arrived) => {
            let user = arrived.caller.id;
            (Connection::new(&mut link, arrived, chat).run().await, Some(user))
        }
        Err(farewell) => (farewell, None),
    };
    tracing::debug!(?farewell, user = user.map(tracing::field::display), duration = ?began.elapsed(), "connection closed");
    let closed = tokio::time::timeout(FAREWELL_DEADLINE, link.close(farewell));
    // When the server stops, nobody waits for those who do not listen.
    tokio::select! {
        _ = closed => {}
        () = stopped_for(chat, Duration::from_secs(2)) => {}
    }
    farewell
}

async fn stopped_for(chat: &Chat, grace: Duration) {
    chat.stopping.cancelled().await;
    tokio::time::sleep(grace).await;
}

/// Welcomes whoever is there, and finds out who it is.
async fn greet(link: &mut impl Link, token: Option<String>, chat: &Chat) -> Result<Arrived, Farewell> {
    let greeting = async {
        let mut welcome = vec![Packet::welcome(chat.clock.now()).frame()];
        link.send_all(&mut welcome).await.map_err(|_| Farewell::Gone)?;
        arrive(link, token, chat).await
    };
    tokio::select! {
        arrived = greeting => arrived,
        () = chat.stopping.cancelled() => Err(Farewell::GoingAway),
    }
}

/// A connection of somebody who is known.
struct Connection<'a, L> {
    link: Paced<'a, L>,
    chat: &'a Arc<Chat>,
    caller: Caller,
    seat: Seat<SharedPacket>,
    alarms: Alarms,
    under_way: FuturesUnordered<LocalBoxFuture<'static, Option<ByteString>>>,
    horizon: Horizon,
    flood: FloodGuard,
    frames: Vec<ByteString>,
}

impl<'a, L: Link> Connection<'a, L> {
    fn new(link: &'a mut L, arrived: Arrived, chat: &'a Arc<Chat>) -> Self {
        let Arrived { caller, seat, valid_until, greeting } = arrived;
        let expires = valid_until.map(|end| Instant::now() + end.since(chat.clock.now()));
        Self {
            link: Paced { link, deadline: chat.limits.write_deadline },
            chat,
            caller,
            seat,
            alarms: Alarms::new(Instant::now(), chat.limits.ping_interval, chat.limits.ping_timeout, expires),
            under_way: FuturesUnordered::new(),
            horizon: Horizon::new(),
            flood: FloodGuard::new(chat.limits.frames_per_second, chat.limits.frame_burst),
            frames: greeting,
        }
    }

    async fn run(mut self) -> Farewell {
        let farewell = self.talk().await;
        if farewell == Farewell::GoingAway {
            self.settle().await;
        }
        farewell
    }

    /// Every way a connection can end is a line here, or in what it calls.
    async fn talk(&mut self) -> Farewell {
        let dismissed = self.seat.dismissed.clone();
        let mut gone = pin!(dismissed.cancelled());
        let mut alarm = pin!(sleep_until(self.alarms.next()));
        let mut batch = Vec::new();
        loop {
            if let Err(farewell) = self.flush().await {
                return farewell;
            }
            let has_room = self.under_way.len() < self.chat.limits.commands_under_way;
            let outcome = tokio::select! {
                () = &mut gone => Err(farewell_of_dismissal(dismissed.why())),
                _ = self.seat.inbox.recv_many(&mut batch, BATCH) => {
                    self.frame(&mut batch);
                    Ok(())
                }
                Some(answer) = self.under_way.next() => {
                    self.frames.extend(answer);
                    Ok(())
                }
                heard = self.link.recv(), if has_room => {
                    self.alarms.heard();
                    self.handle(heard).await
                }
                () = &mut alarm => {
                    let outcome = self.ring().await;
                    alarm.as_mut().reset(self.alarms.next());
                    outcome
                }
            };
            if let Err(farewell) = outcome {
                return farewell;
            }
        }
    }

    /// Frames what waited, but for what a resume has told already.
    fn frame(&mut self, batch: &mut Vec<SharedPacket>) {
        for SharedPacket(packet) in batch.drain(..) {
            let told = packet.entry().is_some_and(|(conversation, seq)| {
                self.horizon.get(&conversation).is_some_and(|horizon| seq <= *horizon)
            });
            if !told {
                self.frames.push(packet.frame());
            }
        }
    }

    async fn handle(&mut self, heard: Option<Result<Heard, LinkError>>) -> Result<(), Farewell> {
        match heard {
            Some(Ok(Heard::Text(text))) => self.obey(&text).await,
            Some(Ok(Heard::Pulse)) => Ok(()),
            Some(Err(error)) => Err(error.into()),
            None => Err(Farewell::Gone),
        }
    }

    async fn obey(&mut self, text: &str) -> Result<(), Farewell> {
        match self.flood.admit() {
            Ok(()) => {}
            Err(Flood::Wait(wait)) => {
                let reference = Frame::parse(text).ok().and_then(|frame| frame.reference);
                let retry_ms = u64::try_from(wait.as_millis()).ok();
                self.frames.push(Packet::error(
                    reference.as_ref(),
                    Kind::RateLimited,
                    "too many frames",
                    retry_ms,
                ));
                return Ok(());
            }
            Err(Flood::GiveUp) => return Err(Farewell::Flooding),
        }
        match handle(text, &self.caller, self.chat) {
            Step::Answered(answer) => self.frames.extend(answer),
            Step::UnderWay(answer) => self.under_way.push(answer),
            Step::Resume { since, reference } => {
                // What was framed before must not be overtaken by what was missed.
                self.flush().await?;
                // On the heap, so that connections that do nothing need not hold room for it.
                let resumed = Box::pin(resume(&mut self.link, &self.caller, self.chat, since, reference));
                let horizon = uninterrupted(&self.seat, resumed).await??;
                self.horizon.extend(horizon);
            }
        }
        Ok(())
    }

    /// Writes what is framed, all of it together.
    async fn flush(&mut self) -> Result<(), Farewell> {
        if self.frames.is_empty() {
            return Ok(());
        }
        uninterrupted(&self.seat, self.link.send_all(&mut self.frames)).await?
    }

    /// Answers what the client has asked for already, before the server stops.
    async fn settle(&mut self) {
        let answers = async {
            while let Some(answer) = self.under_way.next().await {
                self.frames.extend(answer);
            }
        };
        // What takes longer than this, or is not read, the client asks for again.
        let _ = tokio::time::timeout(SETTLE_DEADLINE, answers).await;
        let _ = self.link.send_all(&mut self.frames).await;
    }

    async fn ring(&mut self) -> Result<(), Farewell> {
        match self.alarms.ring(Instant::now()) {
            None => Ok(()),
            Some(Alarm::Ping) => uninterrupted(&self.seat, self.link.ping()).await?,
            Some(Alarm::Silent) => Err(Farewell::Silent),
            Some(Alarm::Expired) => Err(Farewell::Unauthorized),
        }
    }
}

/// Goes on with `work`, unless the hub dismisses the connection meanwhile.
async fn uninterrupted<T>(seat: &Seat<SharedPacket>, work: impl Future<Output = T>) -> Result<T, Farewell> {
    tokio::select! {
        biased;
        done = work => Ok(done),
        () = seat.dismissed.cancelled() => Err(farewell_of_dismissal(seat.dismissed.why())),
    }
}

fn farewell_of_dismissal(why: Dismissal) -> Farewell {
    match why {
        Dismissal::TooSlow => Farewell::TooSlow,
        Dismissal::Revoked => Farewell::Revoked,
        Dismissal::Stopping => Farewell::GoingAway,
    }
}

impl From<LinkError> for Farewell {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Gone => Self::Gone,
            LinkError::TooLarge => Self::TooLarge,
            LinkError::Protocol => Self::BadProtocol,
        }
    }
}
