//! A server for tests, and the people who call it.

use std::{future::pending, sync::Arc, time::Duration};

use actix_web::{
    App,
    http::{Method, header::HeaderMap},
    middleware::from_fn,
    rt,
    test::{TestRequest, init_service},
    web::Bytes,
};
use async_trait::async_trait;
use discuss_alert::AlertService;
use discuss_apply::{ApplyService, testing::InMemoryApplications};
use discuss_auth::{
    AuthPolicy, AuthPorts, AuthService, CaptchaRule, CaptchaService, SignUpService, ThrottleLimits,
    testing::{CountedSecrets, InMemoryLogins, PlainTokens, captchas},
};
use discuss_avatar::{
    AvatarPorts, AvatarService,
    testing::{InMemoryAvatars, PlainPictures},
};
use discuss_file::{
    FileLimits, FileService,
    testing::{InMemoryFileStore, InMemoryFiles},
};
use discuss_friend::{FriendService, testing::InMemoryFriends};
use discuss_http::{catch_panics, observe};
use discuss_kernel::{
    RoomId, StoreError, UserId,
    testing::{ManualClock, RecordingEventBus, World},
};
use discuss_member::{MemberService, testing::InMemoryMembers};
use discuss_message::{
    MessagePolicy, MessagePorts, MessageService, PrivateMessages, QueueLimits, message_service,
    testing::InMemoryMessages,
};
use discuss_rest::{Readiness, RestOptions, Services, configure};
use discuss_room::{RoomService, testing::InMemoryRooms};
use discuss_user::{
    UserPolicy, UserService,
    testing::{InMemoryUsers, PlainHasher},
};
use serde_json::{Value, json};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse";

/// A server of its own for each test.
pub struct House {
    pub world: World,
    pub clock: Arc<ManualClock>,
    /// What was published.
    pub events: Arc<RecordingEventBus>,
    pub options: RestOptions,
    services: Services,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it came.
    pub bytes: Bytes,
    /// The same as text.
    pub text: String,
}

impl Answer {
    /// The data of a success.
    pub fn data(&self) -> &Value {
        assert!(self.status < 300 && self.body["code"] == 200, "{}: {}", self.status, self.body);
        &self.body["data"]
    }

    /// The status and the field of a failure.
    pub fn refusal(&self) -> (u16, Option<&str>) {
        assert!(self.body["code"] == -1 && self.body["data"].is_null(), "{}: {}", self.status, self.body);
        assert!(self.body["msg"].is_string());
        (self.status, self.body["field"].as_str())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

struct AlwaysReady;

#[async_trait]
impl Readiness for AlwaysReady {
    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl House {
    /// A house where nobody is asked for a captcha.
    pub fn open() -> Self {
        Self::asking(CaptchaRule::Off)
    }

    /// A house where captchas are asked for by this rule.
    pub fn asking(rule: CaptchaRule) -> Self {
        let (world, clock) = (World::default(), Arc::new(ManualClock::default()));
        let events = Arc::new(RecordingEventBus::default());
        let services = services(&world, &clock, &events, rule);
        Self { world, clock, events, options: RestOptions::default(), services }
    }

    /// The same house with other options.
    pub fn with(self, options: RestOptions) -> Self {
        Self { options, ..self }
    }

    /// Somebody who has registered and logged in.
    pub async fn person(&self, name: &str) -> Person<'_> {
        let email = format!("{}@example.org", name.to_lowercase());
        let input = json!({"username": name, "password": PASSWORD, "email": email, "captcha": "x"});
        self.send(TestRequest::post().uri("/api/user").set_json(input)).await.data();
        let input = json!({"username": name, "password": PASSWORD});
        let login = self.send(TestRequest::post().uri("/api/user/login").set_json(input)).await;
        Person {
            house: self,
            id: login.data()["id"].as_str().unwrap().parse().unwrap(),
            token: login.data()["access_token"].as_str().unwrap().to_owned(),
        }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: TestRequest) -> Answer {
        let app = App::new()
            .configure(configure(self.services.clone(), self.options.clone()))
            .wrap(from_fn(catch_panics))
            .wrap(from_fn(observe));
        let app = init_service(app).await;
        let response = actix_web::test::call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = actix_web::test::read_body(response).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null), bytes, text }
    }
}

/// Somebody with a token.
pub struct Person<'a> {
    pub house: &'a House,
    pub id: UserId,
    pub token: String,
}

impl Person<'_> {
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Calls a route of the API, named without its prefix.
    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = TestRequest::default().method(method).uri(&format!("/api{path}"));
        let request = request.insert_header(("authorization", format!("Bearer {}", self.token)));
        self.house.send(body.iter().fold(request, TestRequest::set_json)).await
    }

    /// Opens a room.
    pub async fn room(&self, name: &str) -> RoomId {
        let made = self.post("/room", json!({"name": name})).await;
        let location = made.header("location").unwrap();
        location.rsplit_once('/').unwrap().1.parse().unwrap()
    }
}

fn services(
    world: &World,
    clock: &Arc<ManualClock>,
    events: &Arc<RecordingEventBus>,
    rule: CaptchaRule,
) -> Services {
    let hasher = Arc::new(PlainHasher::default());
    let captchas = captchas(rule, clock.clone());
    let users = UserService::new(
        Arc::new(InMemoryUsers::new(world.clone())),
        hasher.clone(),
        Arc::new(world.clone()),
        events.clone(),
        clock.clone(),
        UserPolicy { registration_open: true },
    );
    let users = Arc::new(users);
    let store = Arc::new(InMemoryRooms::new(world.clone()));
    let rooms = RoomService::new(store, Arc::new(world.clone()), events.clone(), clock.clone());
    let store = Arc::new(InMemoryMembers::new(world.clone()));
    let members = Arc::new(MemberService::new(store, events.clone(), clock.clone()));
    let store = Arc::new(InMemoryFriends::new(world.clone()));
    let friends = Arc::new(FriendService::new(store, events.clone(), clock.clone()));
    let rooms = Arc::new(rooms);
    let applications = ApplyService::new(
        Arc::new(InMemoryApplications::new(world.clone())),
        friends.clone(),
        members.clone(),
        rooms.clone(),
        events.clone(),
        clock.clone(),
    );
    let files = Arc::new(files(world, clock));
    let avatars = AvatarService::new(AvatarPorts {
        avatars: Arc::new(InMemoryAvatars::new(world.clone())),
        pictures: Arc::new(PlainPictures),
        files: files.clone(),
        rooms: rooms.clone(),
        events: events.clone(),
    });
    Services {
        messages: Arc::new(messages(world, clock, events.clone(), members.clone(), friends.clone())),
        auth: Arc::new(auth(world, clock, events.clone(), hasher, captchas.clone())),
        sign_up: Arc::new(SignUpService::new(users.clone(), captchas.clone())),
        captchas,
        users,
        alerts: Arc::new(AlertService::new(events.clone(), clock.clone())),
        rooms,
        members,
        friends,
        applications: Arc::new(applications),
        files,
        avatars: Arc::new(avatars),
        readiness: Arc::new(AlwaysReady),
    }
}

fn files(world: &World, clock: &Arc<ManualClock>) -> FileService {
    let store = Arc::new(InMemoryFileStore::new(clock.clone()));
    let files = Arc::new(InMemoryFiles::new(world.clone()));
    let limits = FileLimits { max_bytes: 1_000, quota_bytes: Some(30_000), uploads: 8, uploads_per_user: 1 };
    FileService::new(files, store, clock.clone(), limits)
}

fn messages(
    world: &World,
    clock: &Arc<ManualClock>,
    events: Arc<RecordingEventBus>,
    members: Arc<MemberService>,
    friends: Arc<FriendService>,
) -> MessageService {
    let ports = MessagePorts {
        messages: Arc::new(InMemoryMessages::new(world.clone())),
        members,
        friends,
        acquaintances: Arc::new(world.clone()),
        events,
        clock: clock.clone(),
    };
    let (messages, writer) = message_service(
        ports,
        MessagePolicy { private_messages: PrivateMessages::Friends, edit_within: None, recall_within: None },
        QueueLimits { messages: 16, bytes: 1024 * 1024, bytes_per_author: 1024 * 1024 },
    );
    rt::spawn(writer.run(pending()));
    messages
}

fn auth(
    world: &World,
    clock: &Arc<ManualClock>,
    events: Arc<RecordingEventBus>,
    hasher: Arc<PlainHasher>,
    captchas: Arc<CaptchaService>,
) -> AuthService {
    let logins = Arc::new(InMemoryLogins::new(world.clone()));
    let ports = AuthPorts {
        credentials: logins.clone(),
        sessions: logins,
        captchas,
        hasher,
        signer: Arc::new(PlainTokens::new(clock.clone())),
        secrets: Arc::new(CountedSecrets::default()),
        events,
        clock: clock.clone(),
    };
    let window = Duration::from_mins(1);
    let policy = AuthPolicy {
        rehash: true,
        plain_lifetime: Duration::from_hours(24),
        access_lifetime: Duration::from_mins(15),
        refresh_lifetime: Duration::from_hours(24),
        refresh_grace: Duration::from_mins(1),
        throttle: ThrottleLimits { per_account: 3, per_address: 0, window },
    };
    AuthService::new(ports, policy)
}
