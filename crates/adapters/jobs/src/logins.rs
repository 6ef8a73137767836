//! Logins that are over.

use std::sync::Arc;

use async_trait::async_trait;
use discuss_auth::AuthService;
use discuss_kernel::Timestamp;

use crate::{Done, Job};

/// Removes what is kept of logins that ended or expired long enough ago.
pub struct EndedLogins(pub Arc<AuthService>);

#[async_trait]
impl Job for EndedLogins {
    fn name(&self) -> &str {
        "ended logins"
    }

    async fn run(&self, _due: Timestamp) -> Done {
        let removed = self.0.forget_ended_sessions().await?;
        Ok(format!("{removed} ended logins removed"))
    }
}
