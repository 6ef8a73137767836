//! A handler that panics fails its own request, and nothing else.

use std::{any::Any, panic::AssertUnwindSafe};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use futures_util::FutureExt;

use crate::ApiError;

/// Middleware, to be inside of all others: turns a panic into a failure with status 500.
///
/// # Errors
/// When the handler panicked, or failed by itself.
pub async fn catch_panics<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    // What a handler shares with others is guarded by locks that survive a panic, or dropped with it.
    let call = AssertUnwindSafe(async move { next.call(request).await });
    call.catch_unwind().await.unwrap_or_else(|panic| Err(ApiError::panicked(words_of(&*panic)).into()))
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "(no words)".to_owned())
}
