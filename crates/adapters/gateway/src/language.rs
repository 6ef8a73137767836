//! The language of a connection, known from its handshake.

use std::future::Future;

use discuss_http::Language;
use tokio::task::futures::TaskLocalFuture;

tokio::task_local! {
    static LANGUAGE: Language;
}

/// Drives a connection whose client is told in `language` what is refused.
pub(crate) fn speaking<F: Future>(language: Language, connection: F) -> TaskLocalFuture<Language, F> {
    LANGUAGE.scope(language, connection)
}

/// The language of the connection that is being driven; Chinese outside of one.
pub(crate) fn language() -> Language {
    LANGUAGE.try_with(|language| *language).unwrap_or_default()
}
