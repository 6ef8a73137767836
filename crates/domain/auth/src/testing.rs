//! Logins and captchas in memory, and tokens, secrets and pictures that prove nothing, for tests and
//! examples.

mod captchas;
mod logins;
mod tokens;

pub use captchas::{InMemoryCaptchas, PlainDrawer, captchas};
pub use logins::InMemoryLogins;
pub use tokens::{CountedSecrets, PlainTokens};
