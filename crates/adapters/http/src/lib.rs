//! HTTP as every adapter of Discuss speaks it: the envelope, failures as statuses and in words, the request
//! log.
//!
//! Handlers return an [`ApiResult`] and read their input with [`Path`], [`Query`] and [`Json`]; `?` turns a failure
//! of the domain into an [`ApiError`]. Around the whole application go, from the inside to the outside,
//! [`catch_panics`], [`cors`], [`observe`] and [`finish_what_was_begun`]. What people are told is worded in their
//! [`Language`], from the catalogues in `locales`:
//!
//! ```
//! use actix_web::{App, middleware::from_fn, web};
//! use discuss_http::{ApiResult, catch_panics, cors, finish_what_was_begun, observe, ok};
//!
//! async fn hello() -> ApiResult<&'static str> {
//!     ok("hello")
//! }
//!
//! let app = App::new()
//!     .configure(discuss_http::configure)
//!     .route("/hello", web::get().to(hello))
//!     .wrap(from_fn(catch_panics))
//!     .wrap(cors(&[]))
//!     .wrap(from_fn(observe))
//!     .wrap(from_fn(finish_what_was_begun));
//! # let _ = app;
//! ```

mod answer;
mod bad_request;
mod catalogue;
mod cors;
mod disclose;
mod error;
mod extract;
mod finish;
mod language;
mod observe;
mod panic;
mod remote;
mod request_id;
mod trail;

pub use answer::{Answer, ApiResult, Created, created, ok};
pub use bad_request::BadRequest;
pub use cors::{AllowedOrigin, InvalidOrigin, cors};
pub use error::ApiError;
pub use extract::{BODY_DEADLINE, Json, MAX_JSON_BYTES, Path, Query, configure, is_json};
pub use finish::finish_what_was_begun;
pub use language::Language;
pub use observe::observe;
pub use panic::catch_panics;
pub use remote::{InvalidNetwork, Remote, TrustedProxies};
pub use request_id::RequestId;
pub use trail::note_caller;
