//! Accounts: who somebody is, how they are found, changed and closed.
//!
//! [`UserService`] is the way in; [`UserRepository`] and [`PasswordHasher`] are what it asks of a
//! database and of a hashing library. Logging in is the business of the `auth` crate.
//!
//! ```
//! use std::sync::Arc;
//!
//! use discuss_kernel::{SystemClock, testing::{RecordingEventBus, World}};
//! use discuss_user::{
//!     Email, Password, Registration, UserError, UserPolicy, UserService, Username,
//!     testing::{InMemoryUsers, PlainHasher},
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let users = UserService::new(
//!     Arc::new(InMemoryUsers::new(world.clone())),
//!     Arc::new(PlainHasher::default()),
//!     Arc::new(world),
//!     Arc::new(RecordingEventBus::default()),
//!     Arc::new(SystemClock),
//!     UserPolicy { registration_open: true },
//! );
//! let ann = Registration {
//!     username: Username::parse("  Ann ")?,
//!     email: Email::parse("ann@example.org")?,
//!     password: Password::parse("correct horse".to_owned())?,
//! };
//! users.register(ann.clone()).await?;
//!
//! let double = Registration { username: Username::parse("ANN")?, ..ann };
//! assert!(matches!(users.register(double).await, Err(UserError::UsernameTaken)));
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::UserError;
pub use model::{
    Account, Changes, Closure, Email, InvalidUser, NewUser, Password, PasswordHash, ProfileUpdate,
    Registration, Role, Username,
};
pub use port::{HashError, PasswordHasher, UserRepository};
pub use service::{UserPolicy, UserService};
