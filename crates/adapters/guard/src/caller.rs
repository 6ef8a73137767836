//! The caller: found by the middleware, handed to the handler.

use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use discuss_auth::{AuthService, TokenError};
use discuss_http::{ApiError, note_caller};
use discuss_kernel::Caller;

use crate::bearer;

/// Whoever's token was checked by [`require_caller`].
#[derive(Debug, Clone)]
pub struct CurrentUser(Caller);

impl Deref for CurrentUser {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl FromRequest for CurrentUser {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Without the middleware nobody is known, and nobody is let in.
        let caller = request.extensions().get::<Self>().cloned();
        ready(caller.ok_or_else(|| TokenError::Missing.into()))
    }
}

/// The application has no `Data<AuthService>`.
#[derive(Debug, thiserror::Error)]
#[error("there is no AuthService to check tokens with")]
struct NotWired;

/// Middleware that lets nobody pass without a valid token in `Authorization: Bearer …`. It asks the
/// `Data<AuthService>` of the application.
///
/// # Errors
/// What inner middleware fails with. A bad token is no error but an answer with status 401.
pub async fn require_caller<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    match authenticate(&request).await {
        Ok(caller) => {
            note_caller(&request, &caller);
            request.extensions_mut().insert(CurrentUser(caller));
            Ok(next.call(request).await?.map_into_left_body())
        }
        Err(refusal) => Ok(request.error_response(refusal).map_into_right_body()),
    }
}

async fn authenticate(request: &ServiceRequest) -> Result<Caller, ApiError> {
    let token = bearer(request.request()).ok_or(TokenError::Missing)?;
    let auth = request.app_data::<Data<AuthService>>().ok_or_else(|| ApiError::internal(NotWired))?;
    Ok(auth.authenticate(token).await?.caller)
}
