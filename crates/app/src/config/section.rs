//! The sections, key by key. `config/default.toml` says what each means to an operator.

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroU64, NonZeroUsize},
    path::PathBuf,
    time::Duration,
};

use actix_web::cookie::SameSite;
use discuss_auth::CaptchaRule;
use discuss_file::Cleanup;
use discuss_http::{AllowedOrigin, TrustedProxies};
use discuss_message::PrivateMessages;
use discuss_rest::ApiPrefix;
use serde::{Deserialize, Deserializer, Serialize, de};
use tracing_subscriber::EnvFilter;

use super::{
    DatabaseUrl, TokenSecret,
    choice::{self, Choice},
};

/// Listening and HTTP.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// Where to listen.
    pub bind: SocketAddr,
    /// What the REST routes begin with: empty, or with a leading and without a trailing slash.
    #[serde(deserialize_with = "prefix")]
    pub api_prefix: String,
    /// From whom forwarded addresses are believed.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<String>,
    /// Which foreign web pages may call the API.
    #[serde(deserialize_with = "origins")]
    pub cors_origins: Vec<String>,
    /// The largest request body, in bytes.
    pub body_limit: NonZeroUsize,
    /// Threads that hold connections; zero means one per core.
    pub workers: usize,
    /// How many connections each holds.
    pub connections_per_worker: NonZeroUsize,
    /// How long stopping may take.
    #[serde(with = "humantime_serde")]
    pub shutdown_deadline: Duration,
}

/// Where files are kept.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DataConfig {
    /// The data directory. Loading replaces an empty one by the one that is used.
    pub directory: PathBuf,
}

/// Which database.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Where it is. Loading replaces an empty one by SQLite in the data directory.
    pub url: DatabaseUrl,
    /// How many connections may be open at once.
    pub max_connections: NonZeroU32,
}

/// Accounts and logins.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Whether strangers may register.
    pub registration: bool,
    /// When somebody who registers or logs in has to solve a captcha.
    #[serde(with = "choice")]
    pub captcha: CaptchaRule,
    /// How long a plain login and its token live.
    #[serde(with = "humantime_serde")]
    pub plain_lifetime: Duration,
    /// How long a short token lives.
    #[serde(with = "humantime_serde")]
    pub access_lifetime: Duration,
    /// How long a renewable login lives without being renewed.
    #[serde(with = "humantime_serde")]
    pub refresh_lifetime: Duration,
    /// For how long an exchanged refresh token is still answered.
    #[serde(with = "humantime_serde")]
    pub refresh_grace: Duration,
    /// Which requests of other sites the cookies accompany.
    #[serde(with = "choice")]
    pub cookie_same_site: SameSite,
    /// Whether a user has one connection at a time.
    pub single_session: bool,
    /// What tokens are signed with; `None` means the one in the data directory.
    #[serde(deserialize_with = "secret", serialize_with = "empty_when_none")]
    pub token_secret: Option<TokenSecret>,
    /// Limits of what strangers do.
    pub throttle: ThrottleConfig,
}

/// Limits of what strangers do; zero switches one off.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ThrottleConfig {
    /// Failed logins per account and window.
    pub per_account: u32,
    /// Failed logins per address and window.
    pub per_address: u32,
    /// Registrations per address and window before a captcha is asked for.
    pub registrations_per_address: u32,
    /// Captchas per address and minute.
    pub captchas_per_address: u32,
    /// How long a failure or a registration counts.
    #[serde(with = "humantime_serde")]
    pub window: Duration,
}

impl Choice for CaptchaRule {
    const WORDS: &'static [(&'static str, Self)] =
        &[("always", Self::Always), ("after-failures", Self::AfterFailures), ("off", Self::Off)];
}

impl Choice for SameSite {
    const WORDS: &'static [(&'static str, Self)] =
        &[("strict", Self::Strict), ("lax", Self::Lax), ("none", Self::None)];
}

/// Stored passwords.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityConfig {
    /// Whether a bcrypt hash of the existing server becomes an Argon2id hash when its owner logs in.
    pub rehash: bool,
}

/// Messages.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MessagesConfig {
    /// Between whom private messages are allowed.
    #[serde(with = "choice")]
    pub private_messages: PrivateMessages,
    /// For how long a message can be edited; zero means for ever.
    #[serde(with = "humantime_serde")]
    pub edit_within: Duration,
    /// For how long a message can be recalled; zero means for ever.
    #[serde(with = "humantime_serde")]
    pub recall_within: Duration,
    /// How many messages may wait to be stored.
    pub queue_messages: NonZeroUsize,
    /// How many bytes of text may wait to be stored.
    pub queue_bytes: NonZeroUsize,
    /// How many bytes of it one author may fill.
    pub queue_bytes_per_author: NonZeroUsize,
}

impl Choice for PrivateMessages {
    const WORDS: &'static [(&'static str, Self)] =
        &[("friends", Self::Friends), ("everybody", Self::Everybody)];
}

/// Uploads.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FilesConfig {
    /// Where they are kept. Loading replaces an empty one by `files` in the data directory.
    pub directory: PathBuf,
    /// The largest file, in bytes.
    pub max_bytes: NonZeroU64,
    /// What all files of one user may take up, in bytes; zero means any number.
    pub quota_bytes: u64,
    /// How many uploads may be under way at once.
    pub uploads: NonZeroUsize,
    /// How many of them one user may have.
    pub uploads_per_user: NonZeroUsize,
    /// How long one upload may take.
    #[serde(with = "humantime_serde")]
    pub upload_timeout: Duration,
    /// What goes every night.
    #[serde(with = "choice")]
    pub cleanup: Cleanup,
}

impl Choice for Cleanup {
    const WORDS: &'static [(&'static str, Self)] =
        &[("unmentioned", Self::Unmentioned), ("all", Self::All), ("off", Self::Off)];
}

/// Sockets.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RealtimeConfig {
    /// How many connections one user may have.
    pub connections_per_user: NonZeroUsize,
    /// How many events may wait for one connection.
    pub outbox_messages: NonZeroUsize,
    /// How many bytes may wait for one connection.
    pub outbox_bytes: NonZeroUsize,
    /// How long a connection may take to say who it is.
    #[serde(with = "humantime_serde")]
    pub auth_deadline: Duration,
    /// How often a connection is pinged.
    #[serde(with = "humantime_serde")]
    pub ping_interval: Duration,
    /// How long it may take to answer.
    #[serde(with = "humantime_serde")]
    pub ping_timeout: Duration,
    /// How often an event stream shows that it lives.
    #[serde(deserialize_with = "positive_duration", serialize_with = "humantime_serde::serialize")]
    pub stream_heartbeat: Duration,
    /// How long one write may take.
    #[serde(with = "humantime_serde")]
    pub write_deadline: Duration,
    /// The largest frame of a client, in bytes.
    pub frame_limit: NonZeroUsize,
    /// How many frames a client may send in a second; zero means any number.
    pub frames_per_second: u32,
    /// How many it may send at once.
    pub frame_burst: NonZeroU32,
    /// How many commands of a connection may be under way at once.
    pub commands_under_way: NonZeroUsize,
    /// How long after `init` a client of Socket.IO gets what it missed.
    #[serde(with = "humantime_serde")]
    pub catch_up_delay: Duration,
    /// How many clients may poll at once.
    pub polling_clients: NonZeroUsize,
    /// How many missed entries of a conversation are sent at most.
    pub max_missed: u64,
    /// How long changes of presence are gathered.
    #[serde(with = "humantime_serde")]
    pub presence_interval: Duration,
}

/// Logging.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// What is logged.
    pub filter: LogFilter,
    /// For whom.
    #[serde(with = "choice")]
    pub format: LogFormat,
    /// Where the files go. Loading replaces an empty one by `logs` in the data directory.
    pub directory: PathBuf,
    /// How many daily files are kept; zero means none are written.
    pub keep_days: usize,
}

/// For whom the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For machines: one JSON object per line.
    Json,
}

impl Choice for LogFormat {
    const WORDS: &'static [(&'static str, Self)] = &[("pretty", Self::Pretty), ("json", Self::Json)];
}

/// What is logged: a level, or levels for parts of the program (`info,discuss_rest=debug`).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogFilter(String);

impl LogFilter {
    /// The filter as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LogFilter {
    type Error = tracing_subscriber::filter::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        EnvFilter::builder().parse(&text).map(|_| Self(text))
    }
}

impl From<LogFilter> for String {
    fn from(filter: LogFilter) -> Self {
        filter.0
    }
}

fn prefix<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let prefix: ApiPrefix = String::deserialize(from)?.parse().map_err(de::Error::custom)?;
    Ok(prefix.as_str().to_owned())
}

/// A timer that rings all the time would do nothing else.
fn positive_duration<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let duration: Duration = humantime_serde::deserialize(from)?;
    if duration.is_zero() { Err(de::Error::custom("must be longer than nothing")) } else { Ok(duration) }
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TokenSecret>, D::Error> {
    let text = String::deserialize(from)?;
    (!text.is_empty()).then(|| TokenSecret::parse(&text)).transpose().map_err(de::Error::custom)
}

fn empty_when_none<S: serde::Serializer>(secret: &Option<TokenSecret>, to: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => secret.serialize(to),
        None => to.serialize_str(""),
    }
}

fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let networks = list(from)?;
    TrustedProxies::parse(&networks).map_err(de::Error::custom)?;
    Ok(networks)
}

fn origins<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let origins = list(from)?;
    for origin in &origins {
        origin.parse::<AllowedOrigin>().map_err(de::Error::custom)?;
    }
    Ok(origins)
}

/// A list of texts, or one text with commas between them: the environment has no lists.
fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a list of texts is expected")]
    enum List {
        Items(Vec<String>),
        Line(String),
    }
    Ok(match List::deserialize(from)? {
        List::Items(items) => items,
        List::Line(line) => {
            line.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
        }
    })
}
