//! Every setting of the server.
//!
//! `config/default.toml` documents them and is compiled in; a file, the environment and the command
//! line override it, in this order. [`Sources::load`] reads them all.

mod choice;
mod load;
mod masked;
mod options;
mod section;
mod timetable;

pub use load::{InvalidConfig, Sources};
pub use masked::{DatabaseUrl, TokenSecret, WeakSecret};
pub use section::{
    AuthConfig, DataConfig, DatabaseConfig, FilesConfig, LogConfig, LogFilter, LogFormat, MessagesConfig,
    RealtimeConfig, SecurityConfig, ServerConfig, ThrottleConfig,
};

pub use timetable::{AnnouncementConfig, JobsConfig, TimeZone};

use serde::{Deserialize, Serialize};

/// The effective settings. Serialising them masks what is secret.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What is announced by itself.
    pub announcement: Vec<AnnouncementConfig>,
    /// Listening and HTTP.
    pub server: ServerConfig,
    /// Where files are kept.
    pub data: DataConfig,
    /// Which database.
    pub database: DatabaseConfig,
    /// Accounts and logins.
    pub auth: AuthConfig,
    /// Stored passwords.
    pub security: SecurityConfig,
    /// Messages.
    pub messages: MessagesConfig,
    /// Uploads.
    pub files: FilesConfig,
    /// Sockets.
    pub realtime: RealtimeConfig,
    /// What the server does by itself.
    pub jobs: JobsConfig,
    /// Logging.
    pub log: LogConfig,
}

impl Config {
    /// The settings as TOML, with secrets masked.
    ///
    /// # Errors
    /// When a path is not valid Unicode.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}
