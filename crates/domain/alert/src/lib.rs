//! Announcements: what an admin, or the timetable, tells everybody or some people.
//!
//! [`AlertService`] is the way in. An announcement reaches whoever is connected at that moment and is not
//! kept for those who are not.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_alert::{AlertError, AlertService, Announcement, Recipients};
//! use discuss_kernel::{Caller, SystemClock, testing::{RecordingEventBus, World}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let ann = World::default().person("Ann");
//! let alerts = AlertService::new(Arc::new(RecordingEventBus::default()), Arc::new(SystemClock));
//!
//! let tea = Announcement::new("Tea is ready.", None, Recipients::Everybody)?;
//! assert_eq!(tea.sender(), "系统通知");
//! assert!(matches!(alerts.announce(&ann, tea.clone()).await, Err(AlertError::NotAdmin)));
//! alerts.announce(&Caller { is_admin: true, ..ann }, tea).await?;
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod service;

pub use error::AlertError;
pub use model::{Announcement, InvalidAnnouncement, Recipients};
pub use service::AlertService;
