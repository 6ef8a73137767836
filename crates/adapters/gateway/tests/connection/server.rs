//! A chat in memory, and clients that talk to it over a link of channels.

use std::{collections::VecDeque, num::NonZeroU32, sync::Arc, time::Duration};

use bytes::Bytes;
use discuss_auth::{
    AuthPolicy, AuthPorts, AuthService, CaptchaRule, Claims, ThrottleLimits, TokenSigner,
    testing::{CountedSecrets, InMemoryLogins, PlainTokens, captchas},
};
use discuss_friend::{FriendService, testing::InMemoryFriends};
use discuss_gateway::{
    Chat, ChatLimits, Farewell, Gateway, JsonLink, LinkError, Message, Services, SharedPacket, TextFrame,
    Transport, serve,
};
use discuss_kernel::{Caller, Clock, SessionId, SystemClock, testing::World};
use discuss_member::{MemberService, testing::InMemoryMembers};
use discuss_message::{
    MessagePolicy, MessagePorts, PrivateMessages, QueueLimits, message_service, testing::InMemoryMessages,
};
use discuss_realtime::{FanOut, Hub, HubLimits, LocalBroker};
use discuss_user::testing::PlainHasher;
use serde_json::Value;
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Span;

pub const LIMITS: ChatLimits = ChatLimits {
    auth_deadline: Duration::from_secs(10),
    ping_interval: Duration::from_secs(25),
    ping_timeout: Duration::from_secs(20),
    write_deadline: Duration::from_secs(10),
    max_frame_bytes: 1_000_000,
    commands_under_way: 4,
    catch_up_delay: Duration::from_secs(1),
    single_session: false,
    max_polling: 16,
    max_missed: 250,
    frames_per_second: None,
    frame_burst: NonZeroU32::MIN,
};

/// A server without a network.
pub struct Server {
    pub world: World,
    pub hub: Hub<SharedPacket>,
    pub members: Arc<MemberService>,
    pub friends: Arc<FriendService>,
    pub auth: Arc<AuthService>,
    pub gateway: Arc<Gateway>,
    chat: Arc<Chat>,
    tokens: PlainTokens,
}

impl Server {
    pub fn new(limits: ChatLimits) -> Self {
        let world = World::default();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let (broker, queue) = LocalBroker::new(64);
        let events = Arc::new(broker);
        let members = Arc::new(MemberService::new(
            Arc::new(InMemoryMembers::new(world.clone())),
            events.clone(),
            clock.clone(),
        ));
        let friends = Arc::new(FriendService::new(
            Arc::new(InMemoryFriends::new(world.clone())),
            events.clone(),
            clock.clone(),
        ));
        let policy = MessagePolicy {
            private_messages: PrivateMessages::Friends,
            edit_within: None,
            recall_within: None,
        };
        let queue_limits = QueueLimits { messages: 1_024, bytes: 1 << 20, bytes_per_author: 1 << 20 };
        let store = Arc::new(InMemoryMessages::new(world.clone()));
        let ports = MessagePorts {
            messages: store,
            members: members.clone(),
            friends: friends.clone(),
            acquaintances: Arc::new(world.clone()),
            events: events.clone(),
            clock: clock.clone(),
        };
        let (messages, writer) = message_service(ports, policy, queue_limits);
        let auth = Arc::new(auth_service(&world, events, clock.clone()));

        let hub = Hub::new(HubLimits { outbox_messages: 300, ..HubLimits::default() });
        let fan_out = FanOut::new(hub.clone(), Box::new(discuss_gateway::encode));
        tokio::task::spawn_local(fan_out.run(queue, CancellationToken::new()));
        tokio::task::spawn_local(writer.run(std::future::pending()));

        let services = Services {
            auth: auth.clone(),
            friends: friends.clone(),
            members: members.clone(),
            messages: Arc::new(messages),
        };
        let stopping = CancellationToken::new();
        let gateway =
            Gateway::new(services, hub.clone(), clock.clone(), limits, stopping, TaskTracker::new());
        let (chat, post) = gateway.chat();
        tokio::task::spawn_local(post.run(CancellationToken::new()));
        let (gateway, chat, tokens) = (Arc::new(gateway), Arc::new(chat), PlainTokens::new(clock));
        Self { world, hub, members, friends, auth, gateway, chat, tokens }
    }

    /// A token as the existing server makes them, good for a while.
    pub fn token(&self, of: &Caller, lifetime: Duration) -> String {
        let now = SystemClock.now();
        let claims = Claims {
            user: of.id,
            username: "somebody".into(),
            session: None::<SessionId>,
            issued_at: now.seconds(),
            expires_at: now.plus(lifetime).seconds(),
        };
        self.tokens.sign(&claims).unwrap()
    }

    /// Connects with a token in the query.
    pub fn connect(&self, token: Option<String>) -> Client {
        self.connect_with_room_for(1_024, token)
    }

    /// Connects over a network that holds so many unread frames.
    pub fn connect_with_room_for(&self, frames: usize, token: Option<String>) -> Client {
        let (to_server, from_client) = mpsc::unbounded_channel();
        let (to_client, from_server) = mpsc::channel(frames);
        let link = JsonLink::new(Channels { from_client, to_client, unsent: VecDeque::new() });
        let chat = Arc::clone(&self.chat);
        let served = tokio::task::spawn_local(async move { serve(link, token, &chat, Span::none()).await });
        Client { to_server, from_server, served }
    }

    /// Connects somebody and reads what everybody is told on arrival.
    pub async fn arrive(&self, who: &Caller) -> Client {
        let mut client = self.connect(Some(self.token(who, Duration::from_secs(86_400))));
        client.skip_to("onlineFriends").await;
        let rooms = self.members.rooms_of(who.id).await.unwrap().len();
        for _ in 0..rooms {
            client.skip_to("online").await;
        }
        client
    }
}

fn auth_service(world: &World, events: Arc<LocalBroker>, clock: Arc<dyn Clock>) -> AuthService {
    let logins = Arc::new(InMemoryLogins::new(world.clone()));
    let ports = AuthPorts {
        credentials: logins.clone(),
        sessions: logins,
        captchas: captchas(CaptchaRule::Off, clock.clone()),
        hasher: Arc::new(PlainHasher::default()),
        signer: Arc::new(PlainTokens::new(clock.clone())),
        secrets: Arc::new(CountedSecrets::default()),
        events,
        clock,
    };
    let day = Duration::from_secs(86_400);
    let throttle = ThrottleLimits { per_account: 0, per_address: 0, window: day };
    AuthService::new(
        ports,
        AuthPolicy {
            plain_lifetime: day,
            access_lifetime: day,
            refresh_lifetime: day,
            refresh_grace: Duration::ZERO,
            rehash: true,
            throttle,
        },
    )
}

/// A network of channels.
struct Channels {
    from_client: mpsc::UnboundedReceiver<Result<Message, LinkError>>,
    to_client: mpsc::Sender<TextFrame>,
    unsent: VecDeque<TextFrame>,
}

impl Transport for Channels {
    async fn recv(&mut self) -> Option<Result<Message, LinkError>> {
        self.from_client.recv().await
    }

    fn push(&mut self, text: TextFrame) {
        self.unsent.push_back(text);
    }

    fn push_binary(&mut self, _: Bytes) {}

    fn push_ping(&mut self) {}

    async fn flush(&mut self) -> Result<(), LinkError> {
        while !self.unsent.is_empty() {
            let room = self.to_client.reserve().await.map_err(|_| LinkError::Gone)?;
            if let Some(text) = self.unsent.pop_front() {
                room.send(text);
            }
        }
        Ok(())
    }

    async fn close(self, _: u16, _: &'static str) {}
}

/// The other end of a connection.
pub struct Client {
    to_server: mpsc::UnboundedSender<Result<Message, LinkError>>,
    from_server: mpsc::Receiver<TextFrame>,
    served: JoinHandle<Farewell>,
}

impl Client {
    pub fn send(&self, frame: &Value) {
        self.hear(Ok(Message::Text(frame.to_string().into())));
    }

    pub fn hear(&self, heard: Result<Message, LinkError>) {
        self.to_server.send(heard).unwrap();
    }

    pub async fn next(&mut self) -> Value {
        let frame = self.from_server.recv().await.expect("the connection is open");
        serde_json::from_str(&frame.text()).unwrap()
    }

    /// Reads until an event of that name comes.
    pub async fn skip_to(&mut self, event: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["event"] == event {
                return frame;
            }
        }
    }

    /// Waits, and expects that nothing of that name comes.
    pub async fn hears_no(&mut self, event: &str) {
        tokio::time::sleep(Duration::from_secs(5)).await;
        while let Ok(frame) = self.from_server.try_recv() {
            let frame: Value = serde_json::from_str(&frame.text()).unwrap();
            assert_ne!(frame["event"], event, "{frame}");
        }
    }

    /// Waits for the end, reading nothing.
    pub async fn farewell(self) -> Farewell {
        self.served.await.unwrap()
    }
}
