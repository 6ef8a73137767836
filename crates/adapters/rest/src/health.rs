//! Whether the server lives, and whether it can work.

use actix_web::web::Data;
use async_trait::async_trait;
use discuss_http::{ApiResult, ok};
use discuss_kernel::{Failure, Kind, Phrase, StoreError};

use crate::endpoint::{Endpoint, endpoints};

/// Knows whether requests can be served at the moment.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Fails with the reason why they cannot.
    async fn check(&self) -> Result<(), StoreError>;
}

/// The server runs, but what it needs does not answer.
#[derive(Debug, thiserror::Error)]
#[error("not ready")]
struct NotReady(#[source] StoreError);

impl Failure for NotReady {
    fn kind(&self) -> Kind {
        Kind::Overloaded
    }

    fn phrase(&self) -> Phrase {
        Phrase::new("busy")
    }
}

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![live, ready];

/// The process answers.
#[utoipa::path(get, path = "/health/live")]
async fn live() -> ApiResult<&'static str> {
    ok("live")
}

/// What the process needs answers too.
#[utoipa::path(get, path = "/health/ready", responses((status = 503, description = "The database does not answer.")))]
async fn ready(readiness: Data<dyn Readiness>) -> ApiResult<&'static str> {
    readiness.check().await.map_err(NotReady)?;
    ok("ready")
}
