//! What every repository promises, held against all of them: in memory, on SQLite, on MariaDB and on
//! PostgreSQL. A test is named after the module, the promise and who has to keep it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

/// Holds each promise, a function of this module that takes [`Stores`](stores::Stores), against every kind of
/// store.
macro_rules! contract {
    ($($promise:ident),* $(,)?) => {$(
        mod $promise {
            use crate::target;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn in_memory() {
                target::in_memory(super::$promise).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                target::sqlite(super::$promise).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mariadb() {
                target::mariadb(super::$promise).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                target::postgres(super::$promise).await;
            }
        }
    )*};
}

/// Asserts that a store refused something for the reason that the pattern says.
macro_rules! assert_refused {
    ($outcome:expr, $reason:pat) => {
        match $outcome {
            Err($reason) => {}
            Err(other) => panic!("refused for another reason than {}: {other:?}", stringify!($reason)),
            Ok(_) => panic!("should have been refused as {}", stringify!($reason)),
        }
    };
}

mod acquaintances;
mod apply;
mod auth;
mod avatar;
mod block;
mod closing;
mod file;
mod friend;
mod job;
mod member;
mod message;
mod race;
mod renewal;
mod room;
mod stores;
mod target;
mod user;
