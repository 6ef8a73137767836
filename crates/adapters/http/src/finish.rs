//! A request that was begun is brought to its end.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    rt,
};

/// Middleware that finishes what was begun when the client is gone before the answer.
///
/// actix-web drops the handler of a connection that breaks. Between a commit and the event that tells of it
/// that would be too early: somebody removed from a room would go on hearing it.
///
/// # Errors
/// What inner middleware fails with.
pub async fn finish_what_was_begun<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    match rt::spawn(next.call(request)).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(crate::ApiError::internal(Interrupted).into()),
    }
}

/// The thread that served the request was stopped.
#[derive(Debug, thiserror::Error)]
#[error("the request was interrupted, as the server is stopping")]
struct Interrupted;
