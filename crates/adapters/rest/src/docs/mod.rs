//! The documents about the API: made from the code, served to people and to programs.
//!
//! | | |
//! |---|---|
//! | `/docs`, `/docs/` | Swagger UI |
//! | `/docs/openapi.json` | REST as OpenAPI 3.1 |
//! | `/docs/events` | the socket events as a page |
//! | `/docs/asyncapi.json` | the socket events as AsyncAPI 3 |

mod describe;
mod elsewhere;
mod links;
mod openapi;
mod page;
mod refusal;

pub(crate) use describe::{Describe, Operation};
pub use openapi::openapi;
pub(crate) use page::{Documents, routes};
pub(crate) use refusal::Refusal;

/// The name of the scheme of tokens in `Authorization`.
const BEARER: &str = "bearer";
