//! Registering, for strangers.

use std::sync::Arc;

use discuss_kernel::UserId;
use discuss_user::{Registration, UserService};

use crate::{AuthError, CaptchaAnswer, CaptchaService, Client};

/// Makes accounts for strangers who prove to be human, as far as they are asked to.
pub struct SignUpService {
    users: Arc<UserService>,
    captchas: Arc<CaptchaService>,
}

impl SignUpService {
    /// Wires the service.
    #[must_use]
    pub const fn new(users: Arc<UserService>, captchas: Arc<CaptchaService>) -> Self {
        Self { users, captchas }
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When a captcha is asked for and not solved, registration is closed, or name or address are taken.
    pub async fn register(
        &self,
        registration: Registration,
        client: &Client,
        answer: &CaptchaAnswer,
    ) -> Result<UserId, AuthError> {
        self.captchas.admit_registration(client, answer).await?;
        Ok(self.users.register(registration).await?)
    }
}
