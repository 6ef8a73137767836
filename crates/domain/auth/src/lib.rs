//! Logging in, and staying so: credentials, tokens, sessions, throttling.
//!
//! [`AuthService`] is the way in. Every login is a session, listed and revocable. There are two kinds:
//! the existing client gets one plain token that lives a day ([`LoginKind::Plain`]), ours a short token
//! and a refresh token that changes at every use ([`LoginKind::Refreshable`]).
//!
//! ```
//! use std::time::Duration;
//! use discuss_auth::{AttemptKey, Throttle, ThrottleLimits};
//! use discuss_kernel::Timestamp;
//!
//! let limits = ThrottleLimits { per_account: 2, per_address: 0, window: Duration::from_secs(60) };
//! let throttle = Throttle::new(limits);
//! let (ann, now) = (AttemptKey::account("ann"), Timestamp::from_millis(0));
//!
//! assert!(throttle.begin(&[ann.clone()], now).is_ok());
//! assert!(throttle.begin(&[ann.clone()], now).is_ok());
//! assert!(throttle.begin(&[ann.clone()], now).is_err(), "the third within a minute");
//! assert!(throttle.begin(&[ann], now.plus(Duration::from_secs(61))).is_ok());
//! ```

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;
mod throttle;

pub use error::{AuthError, TokenError};
pub use model::{
    AccessToken, Authenticated, Claims, Client, Credentials, Login, LoginKind, NewSession, RefreshToken, Rotation,
    Secret, SecretDigest, Session, Standing, StoredCredentials,
};
pub use port::{CredentialRepository, SecretSource, SessionRepository, TokenSigner};
pub use service::{AuthPolicy, AuthPorts, AuthService};
pub use throttle::{AttemptKey, Throttle, ThrottleLimits};
