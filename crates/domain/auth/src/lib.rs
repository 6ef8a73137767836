//! Registering, logging in, and staying so: captchas, credentials, tokens, sessions, throttling.
//!
//! [`AuthService`] is the way in, [`SignUpService`] for those who have no account yet; both ask
//! [`CaptchaService`] whether somebody has to prove that they are human. Every login is a session, listed and revocable. There are two kinds:
//! the existing client gets one plain token that lives a day ([`LoginKind::Plain`]), ours a short token
//! and a refresh token that changes at every use ([`LoginKind::Refreshable`]).
//!
//! ```
//! use std::{sync::Arc, time::Duration};
//!
//! use discuss_auth::{
//!     AuthPolicy, AuthPorts, AuthService, CaptchaAnswer, CaptchaRule, Client, Credentials, LoginKind,
//!     ThrottleLimits, testing::{CountedSecrets, InMemoryLogins, PlainTokens, captchas},
//! };
//! use discuss_kernel::testing::{ManualClock, RecordingEventBus, World};
//! use discuss_user::{Password, testing::PlainHasher};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let ann = world.person("Ann");
//! world.lock().account_mut(ann.id).unwrap().password = "plain:correct horse".to_owned();
//!
//! let (clock, logins) = (Arc::<ManualClock>::default(), Arc::new(InMemoryLogins::new(world)));
//! let ports = AuthPorts {
//!     credentials: logins.clone(),
//!     sessions: logins,
//!     captchas: captchas(CaptchaRule::AfterFailures, clock.clone()),
//!     hasher: Arc::new(PlainHasher::default()),
//!     signer: Arc::new(PlainTokens::new(clock.clone())),
//!     secrets: Arc::new(CountedSecrets::default()),
//!     events: Arc::new(RecordingEventBus::default()),
//!     clock: clock.clone(),
//! };
//! let (minute, day) = (Duration::from_secs(60), Duration::from_secs(86_400));
//! let policy = AuthPolicy {
//!     plain_lifetime: day,
//!     access_lifetime: 10 * minute,
//!     refresh_lifetime: 30 * day,
//!     refresh_grace: minute,
//!     rehash: true,
//!     throttle: ThrottleLimits { per_account: 5, per_address: 50, window: minute },
//! };
//! let auth = AuthService::new(ports, policy);
//!
//! let credentials = Credentials {
//!     username: "ann".to_owned(),
//!     password: Password::attempt("correct horse"),
//!     captcha: CaptchaAnswer::default(),
//! };
//! let login = auth.login(credentials, Client::default(), LoginKind::Refreshable).await?;
//! assert_eq!(auth.authenticate(&login.access.token).await?.caller.id, ann.id);
//!
//! let refresh_token = login.refresh.unwrap();
//! auth.refresh(&refresh_token).await?;
//! auth.refresh(&refresh_token).await?; // As a page does that was reloaded before it had the answer.
//! clock.advance(minute);
//! assert!(auth.refresh(&refresh_token).await.is_err(), "it serves once");
//! assert!(auth.authenticate(&login.access.token).await.is_err(), "whoever tries later ends the login");
//! # Ok(())
//! # }
//! ```

mod captcha;
mod error;
mod model;
mod port;
mod service;
mod sign_up;
#[cfg(feature = "testing")]
pub mod testing;
mod throttle;

pub use captcha::{
    Captcha, CaptchaAnswer, CaptchaPolicy, CaptchaPorts, CaptchaRule, CaptchaService, Drawing, PendingCaptcha,
};
pub use error::{AuthError, CaptchaError, DrawError, TokenError};
pub use model::{
    AccessToken, Authenticated, Claims, Client, Credentials, Login, LoginKind, NewSession, RefreshToken,
    Renewal, Rotation, Secret, SecretDigest, Session, Standing, StoredCredentials,
};
pub use port::{
    CaptchaDrawer, CaptchaStore, CredentialRepository, SecretSource, SessionRepository, TokenSigner,
};
pub use service::{AuthPolicy, AuthPorts, AuthService};
pub use sign_up::SignUpService;
pub use throttle::{AttemptKey, Throttle, ThrottleLimits};
