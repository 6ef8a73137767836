//! Accounts: who somebody is, how they are found, changed and closed.
//!
//! [`UserService`] is the way in; [`UserRepository`] and [`PasswordHasher`] are what it asks of a
//! database and of a hashing library. Logging in is the business of the `auth` crate.
//!
//! ```
//! use discuss_user::{Email, Username};
//!
//! assert_eq!(Username::parse("  Ann ").unwrap().as_str(), "Ann");
//! assert_eq!(Username::parse("ANN").unwrap().key(), Username::parse("ann").unwrap().key());
//! assert!(Email::parse("ann at example").is_err());
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::UserError;
pub use model::{
    Account, Changes, Closure, Email, InvalidUser, NewUser, Password, PasswordHash, ProfileUpdate, Registration,
    Role, Username,
};
pub use port::{HashError, PasswordHasher, UserRepository};
pub use service::{UserPolicy, UserService};
