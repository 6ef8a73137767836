//! Accounts in memory and a hasher that hides nothing, for tests and examples.

mod hasher;
mod users;

pub use hasher::PlainHasher;
pub use users::InMemoryUsers;
