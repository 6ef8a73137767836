//! SeaORM entities and repositories: the domain's ports on SQLite, MySQL/MariaDB and PostgreSQL.
//!
//! [`connect`] opens a database, [`Database::migrate`] brings it up to date, and every repository is made
//! from it. What only reads uses a connection for reading and one query for each list; what changes something
//! is one transaction.

mod acquaintance;
mod apply;
mod auth;
mod avatar;
mod card;
mod database;
mod entity;
mod error;
mod file;
mod friend;
mod job;
mod lock;
mod member;
mod message;
mod moment;
mod numbers;
mod room;
mod search;
#[cfg(test)]
mod testing;
mod transaction;
mod user;

pub use acquaintance::AcquaintanceIndex;
pub use apply::Applications;
pub use auth::Logins;
pub use avatar::Avatars;
pub use database::{Database, DatabaseOptions, MigrateError, connect};
pub use discuss_migration::{AdoptionReport, Conversion};
pub use file::Files;
pub use friend::Friends;
pub use job::JobRuns;
pub use member::Members;
pub use message::Messages;
pub use room::Rooms;
pub use user::Users;
