//! The auth guard: who is calling.
//!
//! [`require_caller`] is middleware for everything that is not open to strangers. It checks the token
//! before anything else of the request is looked at, and leaves the caller for [`CurrentUser`]: a handler
//! that asks for one cannot run without one.
//!
//! ```
//! use actix_web::{middleware::from_fn, web};
//! use discuss_guard::{CurrentUser, require_caller};
//! use discuss_http::{ApiResult, ok};
//! use discuss_kernel::UserId;
//!
//! async fn who_am_i(caller: CurrentUser) -> ApiResult<UserId> {
//!     ok(caller.id)
//! }
//!
//! let resource = web::resource("/me").get(who_am_i).wrap(from_fn(require_caller));
//! # let _ = resource;
//! ```
//!
//! Transports whose clients cannot set headers find their token with [`bearer_or_query`] and check it with
//! [`AuthService::authenticate`] themselves.

mod caller;
mod token;

pub use caller::{CurrentUser, require_caller};
pub use discuss_auth::{AuthError, AuthService, Authenticated, TokenError};
pub use token::{bearer, bearer_or_query};
