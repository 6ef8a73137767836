//! Logins that are over, or were never made.

use std::sync::Arc;

use async_trait::async_trait;
use discuss_auth::{AuthService, CaptchaService};
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

/// Removes what is kept of captchas that nobody answered in time.
pub struct ExpiredCaptchas(pub Arc<CaptchaService>);

#[async_trait]
impl Job for ExpiredCaptchas {
    fn name(&self) -> &str {
        "expired captchas"
    }

    async fn run(&self, _due: Timestamp) -> Done {
        let removed = self.0.forget_expired().await?;
        Ok(format!("{removed} expired captchas removed"))
    }
}
