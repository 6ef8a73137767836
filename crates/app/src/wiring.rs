//! The composition root: the only module that knows every concrete type.

use std::sync::Arc;

use anyhow::Context;
use async_trait::async_trait;
use discuss_alert::AlertService;
use discuss_apply::ApplyService;
use discuss_auth::{AuthPorts, AuthService, CaptchaPorts, CaptchaService, SignUpService};
use discuss_avatar::{AvatarPorts, AvatarService};
use discuss_file::FileService;
use discuss_files::DiskFiles;
use discuss_friend::FriendService;
use discuss_gateway::{Gateway, Services as SocketServices, SharedPacket};
use discuss_jobs::{EndedLogins, ExpiredCaptchas, Schedule, TimedAnnouncement, Timetable, Uploads};
use discuss_kernel::{Clock, Event, EventBus, StoreError, SystemClock, UserId};
use discuss_member::MemberService;
use discuss_message::{MessagePorts, Writer, message_service};
use discuss_persistence::{
    AcquaintanceIndex, AdoptionReport, Applications, Avatars, Database, Files, Friends, JobRuns, Logins,
    Members, Messages, Rooms, Users,
};
use discuss_pictures::Squares;
use discuss_realtime::{Contacts, FanOut, Hub, LocalBroker, PresenceWatch};
use discuss_rest::{Readiness, Services as UseCases};
use discuss_room::RoomService;
use discuss_security::{Argon2Hasher, CaptchaCache, HashingLimits, JwtSigner, RandomSecrets, SvgDrawer};
use discuss_sse::Streams;
use discuss_user::UserService;

use crate::{config::Config, data, sessions, shutdown::Tasks};

/// How many facts may wait to be told; then those who publish wait.
const FACTS_WAITING: usize = 4_096;

/// How many pictures are made at the same time: each may take a fifth of a gigabyte, and nobody is in a hurry.
const PICTURES_AT_ONCE: usize = 2;

/// A whole server that does not listen yet.
pub struct Node {
    /// What clients can ask for.
    pub use_cases: UseCases,
    /// What sockets talk to.
    pub gateway: Arc<Gateway>,
    /// Opens streams of events.
    pub streams: Arc<Streams>,
    /// Who is connected.
    pub hub: Hub<SharedPacket>,
    /// One task for every socket.
    pub connections: Tasks,
    /// Does what stands in the timetable.
    pub jobs: Tasks,
    /// Stores messages.
    pub writer: Tasks,
    /// Tells what happened.
    pub heralds: Tasks,
    /// Where everything is kept.
    pub database: Database,
}

/// What all use cases stand on.
struct Ground {
    database: Database,
    hasher: Arc<Argon2Hasher>,
    acquaintances: Arc<AcquaintanceIndex>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

/// Joins everything.
///
/// # Errors
/// When the database cannot be reached or brought up to date, or the token secret or the directory of uploads is
/// not to be had.
pub async fn build(config: &Config) -> anyhow::Result<Node> {
    let hub = Hub::new((&config.realtime).into());
    let (broker, facts) = LocalBroker::new(FACTS_WAITING);
    let ground = Ground::new(connect(config).await?, Arc::new(broker))?;
    let files = Arc::new(files(config, &ground).await?);
    let (use_cases, store) = use_cases(config, &ground, files)?;

    let (connections, jobs, writer, heralds) = <(Tasks, Tasks, Tasks, Tasks)>::default();
    jobs.spawn(timetable(config, &ground, &use_cases)?.run(jobs.stop()));
    writer.spawn(store.run(writer.stop().cancelled_owned()));
    let fan_out = FanOut::new(hub.clone(), Box::new(discuss_gateway::encode));
    heralds.spawn(fan_out.run(facts, heralds.stop()));
    let presence = PresenceWatch::new(
        hub.clone(),
        Arc::new(FriendsOf(use_cases.friends.clone())),
        ground.events.clone(),
        ground.clock.clone(),
        config.realtime.presence_interval,
    );
    heralds.spawn(presence.run(heralds.stop()));

    heralds.spawn(sessions::watch(use_cases.auth.clone(), ground.clock.clone(), heralds.stop()));

    let services = SocketServices {
        auth: use_cases.auth.clone(),
        friends: use_cases.friends.clone(),
        members: use_cases.members.clone(),
        messages: use_cases.messages.clone(),
    };
    let (limits, stop) = (config.into(), connections.stop());
    let streams = Arc::new(streams(config, &ground, &use_cases));
    let gateway = Gateway::new(services, hub.clone(), ground.clock, limits, stop, connections.tracker());
    let (gateway, database) = (Arc::new(gateway), ground.database);
    Ok(Node { use_cases, gateway, streams, hub, connections, jobs, writer, heralds, database })
}

/// Opens the database and brings it up to date. Says what was found should it have been adopted just now.
///
/// # Errors
/// When it cannot be reached, or was made by a newer version or by something else.
pub async fn open_database(config: &Config) -> anyhow::Result<(Database, Option<AdoptionReport>)> {
    data::create_directory(&config.data.directory)?;
    let context = || format!("the database {}", config.database.url);
    let database = discuss_persistence::connect(&(&config.database).into()).await.with_context(context)?;
    let adoption = database.migrate().await.with_context(context)?;
    Ok((database, adoption))
}

/// As [`open_database`], with what was found in the log.
async fn connect(config: &Config) -> anyhow::Result<Database> {
    let (database, adoption) = open_database(config).await?;
    for line in adoption.iter().flat_map(AdoptionReport::lines) {
        tracing::info!("{line}");
    }
    Ok(database)
}

/// Only what an operator needs to manage accounts; nobody is told of what they do.
///
/// # Errors
/// When the database cannot be reached or brought up to date.
pub async fn accounts(config: &Config) -> anyhow::Result<(Database, UserService)> {
    let ground = Ground::new(connect(config).await?, Arc::new(Silence))?;
    let users = ground.users(config);
    Ok((ground.database, users))
}

impl Ground {
    fn new(database: Database, events: Arc<dyn EventBus>) -> anyhow::Result<Self> {
        Ok(Self {
            hasher: Arc::new(Argon2Hasher::new(HashingLimits::default())?),
            acquaintances: Arc::new(AcquaintanceIndex::new(database.clone())),
            events,
            clock: Arc::new(SystemClock),
            database,
        })
    }

    fn users(&self, config: &Config) -> UserService {
        UserService::new(
            Arc::new(Users::new(self.database.clone())),
            self.hasher.clone(),
            self.acquaintances.clone(),
            self.events.clone(),
            self.clock.clone(),
            (&config.auth).into(),
        )
    }

    fn captchas(&self, config: &Config) -> CaptchaService {
        let ports = CaptchaPorts {
            store: Arc::new(CaptchaCache::new()),
            drawer: Arc::new(SvgDrawer::new()),
            secrets: Arc::new(RandomSecrets),
            clock: self.clock.clone(),
        };
        CaptchaService::new(ports, (&config.auth).into())
    }

    fn auth(&self, config: &Config, captchas: Arc<CaptchaService>) -> anyhow::Result<AuthService> {
        let logins = Arc::new(Logins::new(self.database.clone()));
        let secret = match &config.auth.token_secret {
            Some(secret) => secret.clone(),
            None => data::token_secret(&config.data.directory)?,
        };
        let ports = AuthPorts {
            credentials: logins.clone(),
            sessions: logins,
            captchas,
            hasher: self.hasher.clone(),
            signer: Arc::new(JwtSigner::new(secret.key(), self.clock.clone())),
            secrets: Arc::new(RandomSecrets),
            events: self.events.clone(),
            clock: self.clock.clone(),
        };
        Ok(AuthService::new(ports, config.into()))
    }
}

/// The use cases, and the writer that has to run for them.
fn use_cases(
    config: &Config,
    ground: &Ground,
    files: Arc<FileService>,
) -> anyhow::Result<(UseCases, Writer)> {
    let database = || ground.database.clone();
    let (events, clock) = (|| ground.events.clone(), || ground.clock.clone());

    let rooms = Arc::new(Rooms::new(database()));
    let rooms = RoomService::new(rooms, ground.acquaintances.clone(), events(), clock());
    let members = MemberService::new(Arc::new(Members::new(database())), events(), clock());
    let friends = FriendService::new(Arc::new(Friends::new(database())), events(), clock());
    let (rooms, members, friends) = (Arc::new(rooms), Arc::new(members), Arc::new(friends));
    let applications = ApplyService::new(
        Arc::new(Applications::new(database())),
        friends.clone(),
        members.clone(),
        rooms.clone(),
        events(),
        clock(),
    );
    let ports = MessagePorts {
        messages: Arc::new(Messages::new(database())),
        members: members.clone(),
        friends: friends.clone(),
        acquaintances: ground.acquaintances.clone(),
        events: events(),
        clock: clock(),
    };
    let (messages, writer) = message_service(ports, (&config.messages).into(), (&config.messages).into());
    let avatars = AvatarService::new(AvatarPorts {
        avatars: Arc::new(Avatars::new(database())),
        pictures: Arc::new(Squares::new(PICTURES_AT_ONCE)),
        files: files.clone(),
        rooms: rooms.clone(),
        events: events(),
    });
    let users = Arc::new(ground.users(config));
    let captchas = Arc::new(ground.captchas(config));
    let use_cases = UseCases {
        auth: Arc::new(ground.auth(config, captchas.clone())?),
        sign_up: Arc::new(SignUpService::new(users.clone(), captchas.clone())),
        captchas,
        users,
        rooms,
        members,
        friends,
        applications: Arc::new(applications),
        messages: Arc::new(messages),
        files,
        avatars: Arc::new(avatars),
        alerts: Arc::new(AlertService::new(events(), clock())),
        readiness: Arc::new(DatabaseAnswers(database())),
    };
    Ok((use_cases, writer))
}

async fn files(config: &Config, ground: &Ground) -> anyhow::Result<FileService> {
    let directory = &config.files.directory;
    let context = || format!("cannot keep files in {}", directory.display());
    let store = DiskFiles::create(directory).await.with_context(context)?;
    let files = Arc::new(Files::new(ground.database.clone()));
    Ok(FileService::new(files, Arc::new(store), ground.clock.clone(), (&config.files).into()))
}

fn streams(config: &Config, ground: &Ground, use_cases: &UseCases) -> Streams {
    Streams {
        auth: use_cases.auth.clone(),
        members: use_cases.members.clone(),
        messages: use_cases.messages.clone(),
        applications: use_cases.applications.clone(),
        clock: ground.clock.clone(),
        limits: (&config.realtime).into(),
    }
}

/// What the server does by itself. A job more is a line more.
fn timetable(config: &Config, ground: &Ground, use_cases: &UseCases) -> anyhow::Result<Timetable> {
    let ledger = Arc::new(JobRuns::new(ground.database.clone()));
    let (zone, midnight) = (config.jobs.time_zone.zone(), || Schedule::MIDNIGHT.parse::<Schedule>());
    let timetable = Timetable::new(ledger, ground.clock.clone(), zone)
        .with(midnight()?, EndedLogins(use_cases.auth.clone()))
        .with(midnight()?, ExpiredCaptchas(use_cases.captchas.clone()))
        .with(midnight()?, Uploads { files: use_cases.files.clone(), cleanup: config.files.cleanup });
    let announcements = config.announcement.iter().enumerate();
    Ok(announcements.fold(timetable, |timetable, (number, entry)| {
        let (schedule, announcement) = entry.parts();
        let job = TimedAnnouncement::new(number, announcement, zone, use_cases.alerts.clone());
        timetable.with(schedule, job)
    }))
}

/// Friends are told who comes and goes.
struct FriendsOf(Arc<FriendService>);

#[async_trait]
impl Contacts for FriendsOf {
    async fn friends(&self, user: UserId) -> Result<Vec<UserId>, StoreError> {
        self.0.ids(user).await
    }
}

/// The server works as long as its database does.
struct DatabaseAnswers(Database);

#[async_trait]
impl Readiness for DatabaseAnswers {
    async fn check(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}

/// A bus for programs without connections.
struct Silence;

#[async_trait]
impl EventBus for Silence {
    async fn publish(&self, _event: Event) {}
}
