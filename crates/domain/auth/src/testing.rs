//! Logins in memory, and tokens and secrets that prove nothing, for tests and examples.

mod logins;
mod tokens;

pub use logins::InMemoryLogins;
pub use tokens::{CountedSecrets, PlainTokens};
