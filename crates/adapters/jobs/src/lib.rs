//! The timetable: what the server does by itself, and when.
//!
//! A [`Job`] has a name and does something; a [`Schedule`] says when; a [`Timetable`] joins the two.
//! However many servers share a database, of each turn one of them takes care
//! ([`JobLedger`](discuss_kernel::JobLedger)). A job that fails or panics is logged and does not stop
//! the others.
//!
//! ```
//! use std::sync::Arc;
//!
//! use async_trait::async_trait;
//! use discuss_jobs::{Done, Job, Schedule, Timetable, Zone};
//! use discuss_kernel::{SystemClock, Timestamp, testing::InMemoryJobLedger};
//! use tokio_util::sync::CancellationToken;
//!
//! struct Tea;
//!
//! #[async_trait]
//! impl Job for Tea {
//!     fn name(&self) -> &str {
//!         "tea"
//!     }
//!
//!     async fn run(&self, _due: Timestamp) -> Done {
//!         Ok("a pot of tea was made".to_owned())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let zone: Zone = "Asia/Shanghai".parse()?;
//! let timetable = Timetable::new(Arc::new(InMemoryJobLedger::default()), Arc::new(SystemClock), zone)
//!     .with("0 30 15 * * *".parse()?, Tea);
//!
//! let stop = CancellationToken::new();
//! stop.cancel();
//! timetable.run(stop).await;
//! # Ok(())
//! # }
//! ```

mod announcement;
mod job;
mod logins;
mod schedule;
mod timetable;
mod turn;
mod uploads;

pub use announcement::TimedAnnouncement;
pub use job::{Done, Job};
pub use logins::{EndedLogins, ExpiredCaptchas};
pub use schedule::{InvalidSchedule, InvalidZone, Schedule, Zone};
pub use timetable::Timetable;
pub use uploads::Uploads;
