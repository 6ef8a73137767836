//! What a connection talks to.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use discuss_friend::FriendService;
use discuss_guard::AuthService;
use discuss_kernel::{Clock, Failure, Kind};
use discuss_member::MemberService;
use discuss_message::MessageService;
use discuss_realtime::{Hall, Hub, Post};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{EngineServer, Refusal, SharedPacket, language::language, socketio::engine_options};

/// What a connection may use, and when it is let go.
#[derive(Debug, Clone, Copy)]
pub struct ChatLimits {
    /// How long a client may take to say who it is.
    pub auth_deadline: Duration,
    /// How often a client is pinged.
    pub ping_interval: Duration,
    /// How long it may take to answer.
    pub ping_timeout: Duration,
    /// How long one write may take.
    pub write_deadline: Duration,
    /// How many bytes a frame may have.
    pub max_frame_bytes: usize,
    /// How many commands of a connection may be under way at once; then no more are read.
    pub commands_under_way: usize,
    /// How long after its announcement a client gets what it missed, if it does not know what to ask for.
    pub catch_up_delay: Duration,
    /// Whether a user has one connection at a time: who is announced takes the place of the others.
    pub single_session: bool,
    /// How many clients may poll at once.
    pub max_polling: usize,
    /// How many missed entries of a conversation are sent at most; more has to be fetched.
    pub max_missed: u64,
    /// How many frames a client may send per second; `None` when it does not matter.
    pub frames_per_second: Option<NonZeroU32>,
    /// How many frames it may send at once.
    pub frame_burst: NonZeroU32,
}

/// The use cases that connections need.
pub struct Services {
    /// Who somebody is.
    pub auth: Arc<AuthService>,
    /// Who their friends are.
    pub friends: Arc<FriendService>,
    /// Which rooms they belong to.
    pub members: Arc<MemberService>,
    /// What they say, and what they missed.
    pub messages: Arc<MessageService>,
}

/// What the connections of a node share.
pub struct Gateway {
    services: Arc<Services>,
    hub: Hub<SharedPacket>,
    clock: Arc<dyn Clock>,
    limits: ChatLimits,
    engine: EngineServer,
    stopping: CancellationToken,
    connections: TaskTracker,
}

impl Gateway {
    /// Wires it. `stopping` ends every connection; `connections` waits for them.
    #[must_use]
    pub fn new(
        services: Services,
        hub: Hub<SharedPacket>,
        clock: Arc<dyn Clock>,
        limits: ChatLimits,
        stopping: CancellationToken,
        connections: TaskTracker,
    ) -> Self {
        let engine = EngineServer::new(engine_options(&limits), connections.clone());
        Self { services: Arc::new(services), hub, clock, limits, engine, stopping, connections }
    }

    /// The chat of one more thread that serves connections, and what brings the news to it. That has to run on
    /// the same thread.
    #[must_use]
    pub fn chat(&self) -> (Chat, Post<SharedPacket>) {
        let (hall, post) = self.hub.hall();
        let chat = Chat {
            services: Arc::clone(&self.services),
            hall,
            clock: Arc::clone(&self.clock),
            limits: self.limits,
            engine: self.engine.clone(),
            stopping: self.stopping.clone(),
            connections: self.connections.clone(),
        };
        (chat, post)
    }
}

/// What the connections of a thread share.
pub struct Chat {
    pub(crate) services: Arc<Services>,
    pub(crate) hall: Hall<SharedPacket>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limits: ChatLimits,
    pub(crate) engine: EngineServer,
    pub(crate) stopping: CancellationToken,
    pub(crate) connections: TaskTracker,
}

impl Chat {
    /// Where the connections of this thread get their seats, those of other transports too.
    #[must_use]
    pub const fn hall(&self) -> &Hall<SharedPacket> {
        &self.hall
    }
}

/// What a client is told of a failure, in its language: nothing of its cause when it is ours, which is logged
/// instead.
pub(crate) fn told(failure: &dyn Failure) -> Refusal {
    let kind = failure.kind();
    let retry = match kind {
        Kind::Overloaded => failure.retry_after().or(Some(Duration::from_millis(500))),
        _ => failure.retry_after(),
    };
    if kind == Kind::Internal {
        tracing::error!(error = failure as &dyn std::error::Error, "a command failed");
    }
    let retry_ms = retry.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
    Refusal { kind, text: language().tell(failure), retry_ms }
}
