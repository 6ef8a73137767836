//! From a token to a stream.

use std::{sync::Arc, time::Duration};

use discuss_apply::ApplyService;
use discuss_guard::AuthService;
use discuss_http::Language;
use discuss_kernel::{Caller, Clock, Timestamp};
use discuss_member::MemberService;
use discuss_message::{Advance, MessageService, Replay};
use discuss_protocol::Packet;
use discuss_realtime::{Hall, Weigh};

use crate::{
    StreamError,
    position::Position,
    stream::{Arrived, EventStream},
};

/// How streams behave.
#[derive(Debug, Clone, Copy)]
pub struct StreamLimits {
    /// How often a quiet stream shows that it lives.
    pub heartbeat: Duration,
    /// How many missed entries of a conversation are told at most; more has to be fetched.
    pub max_missed: u64,
}

/// Opens streams.
pub struct Streams {
    /// Who somebody is.
    pub auth: Arc<AuthService>,
    /// Which rooms they belong to.
    pub members: Arc<MemberService>,
    /// What they missed.
    pub messages: Arc<MessageService>,
    /// What waits for their decision.
    pub applications: Arc<ApplyService>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How streams behave.
    pub limits: StreamLimits,
}

/// What a stream begins with.
struct Beginning {
    position: Position,
    missed: Vec<Replay>,
    greeting: Vec<Packet>,
}

impl Streams {
    /// Opens a stream for the bearer of `token`: from now on, or from the event that had the id `last`. `E` is
    /// what the hub delivers: a packet, in whatever it is shared.
    pub(crate) async fn open<E: Weigh + Clone + AsRef<Packet> + 'static>(
        self: Arc<Self>,
        hall: &Hall<E>,
        token: &str,
        last: Option<&str>,
        language: Language,
    ) -> Result<EventStream<E>, StreamError> {
        let known = self.auth.authenticate(token).await?;
        let caller = known.caller;
        let seat = hall.open_unseen(caller.id, caller.session)?;
        // Once more, now that the hub knows the stream: a login that ended in between is noticed either
        // here or there.
        self.auth.authenticate(token).await?;
        let rooms = self.members.rooms_of(caller.id).await?;
        // From here on what happens waits in the seat, so that nothing falls between what was missed and
        // what is live.
        seat.announce(rooms.into_iter().map(|(room, _)| room));

        let now = self.clock.now();
        // An id that is none of ours is from a server that was here before. To refuse it would end an
        // `EventSource` for good.
        let Beginning { position, missed, greeting } =
            match last.and_then(|id| Position::decode(id, caller.id, now)) {
                Some(position) => self.resume(&caller, position).await?,
                None => self.begin(&caller, now).await?,
            };
        let expires_in = known.valid_until.map(|end| end.since(now));
        Ok(EventStream::new(self, Arrived { caller, language, seat, expires_in, position, missed, greeting }))
    }

    /// Whoever comes for the first time hears what happens from now on.
    async fn begin(&self, caller: &Caller, now: Timestamp) -> Result<Beginning, StreamError> {
        let mut position = Position::begin(now);
        // The busiest come first, and shall be the last to be forgotten.
        for advance in self.messages.advanced(caller, Position::horizon(now), 0).await?.into_iter().rev() {
            position.note(advance.conversation, advance.to, now);
        }
        Ok(Beginning { position, missed: Vec::new(), greeting: Vec::new() })
    }

    /// Whoever comes back hears what was missed, and what still waits for an answer.
    async fn resume(&self, caller: &Caller, position: Position) -> Result<Beginning, StreamError> {
        let most = self.limits.max_missed;
        let advanced = self.messages.advanced(caller, position.floor(), most).await?;
        let missed = advanced.into_iter().filter_map(|advance| {
            let Advance { conversation, from, to } = advance;
            // Not known where it stood: then it is further back than is told, and the first of all entries
            // is as good a place to say so.
            let since = position.told(conversation).or(from).unwrap_or(0);
            (since < to).then(|| Replay::new(conversation, since, most))
        });
        let missed = missed.collect();
        let waiting = self.applications.waiting_for(caller).await?;
        let greeting = waiting.iter().map(Packet::apply).collect();
        Ok(Beginning { position, missed, greeting })
    }
}
