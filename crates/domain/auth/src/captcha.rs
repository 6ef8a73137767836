//! Captchas: who has to prove that they are human, and whether they did.

use std::{sync::Arc, time::Duration};

use discuss_kernel::{Clock, StoreError, Timestamp};

use crate::{
    AttemptKey, CaptchaDrawer, CaptchaError, CaptchaStore, Client, Secret, SecretSource, Throttle,
    ThrottleLimits,
};

/// When somebody who registers or logs in has to solve a captcha.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptchaRule {
    /// Every time.
    Always,
    /// To log in, when the account or the address has failed to just before; to register, when the address
    /// has registered many accounts just before.
    AfterFailures,
    /// Never.
    Off,
}

/// What the operator decides about captchas.
#[derive(Debug, Clone, Copy)]
pub struct CaptchaPolicy {
    /// When one has to be solved.
    pub rule: CaptchaRule,
    /// For how long a failed login, or an attempt to register, is remembered.
    pub memory: Duration,
    /// How many accounts may be registered from an address within that time before
    /// [`CaptchaRule::AfterFailures`] asks; `0` means any number.
    pub registrations_per_address: u32,
    /// How many captchas an address gets per minute; `0` means any number.
    pub drawings_per_address: u32,
}

/// The adapters that captchas need.
pub struct CaptchaPorts {
    /// Where they wait for their answers.
    pub store: Arc<dyn CaptchaStore>,
    /// Draws them.
    pub drawer: Arc<dyn CaptchaDrawer>,
    /// Makes names for them that cannot be guessed.
    pub secrets: Arc<dyn SecretSource>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// A picture of characters.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// The picture as an SVG document.
    pub svg: String,
    /// The characters.
    pub characters: Secret,
}

/// A captcha that waits for its answer.
#[derive(Debug, Clone)]
pub struct PendingCaptcha {
    /// What has to be typed, in any letter case.
    pub characters: Secret,
    /// From when on no answer is right.
    pub expires_at: Timestamp,
}

/// A captcha for somebody to solve.
#[derive(Debug, Clone)]
pub struct Captcha {
    /// What names it, to be kept by the client without showing it to anybody.
    pub id: Secret,
    /// The picture as an SVG document.
    pub svg: String,
}

/// What somebody sent to prove that they are human; nothing, as long as nobody asks them to.
#[derive(Debug, Clone, Default)]
pub struct CaptchaAnswer {
    /// The captcha that they mean.
    pub id: Option<Secret>,
    /// What they typed.
    pub text: Option<Secret>,
}

/// Draws captchas, and lets those through who solved one or need not.
///
/// An answer that nobody asked for is accepted, whatever it says, and leaves its captcha as it is.
pub struct CaptchaService {
    ports: CaptchaPorts,
    rule: CaptchaRule,
    drawings: Throttle,
    failed_logins: Throttle,
    registrations: Throttle,
}

impl CaptchaService {
    /// How long a captcha waits for its answer.
    pub const LIFETIME: Duration = Duration::from_secs(60);

    /// Wires the service.
    #[must_use]
    pub fn new(ports: CaptchaPorts, policy: CaptchaPolicy) -> Self {
        let drawings = ThrottleLimits {
            per_account: 0,
            per_address: policy.drawings_per_address,
            window: Duration::from_secs(60),
        };
        let failed_logins = ThrottleLimits { per_account: 1, per_address: 1, window: policy.memory };
        let registrations = ThrottleLimits {
            per_account: 0,
            per_address: policy.registrations_per_address,
            window: policy.memory,
        };
        Self {
            ports,
            rule: policy.rule,
            drawings: Throttle::new(drawings),
            failed_logins: Throttle::new(failed_logins),
            registrations: Throttle::new(registrations),
        }
    }

    /// Draws a captcha, whether or not one will be asked for.
    ///
    /// # Errors
    /// When the address asks too often, or too many are being drawn.
    pub async fn draw(&self, client: &Client) -> Result<Captcha, CaptchaError> {
        let now = self.ports.clock.now();
        let begun = self.drawings.begin(&AttemptKey::of_client(client), now);
        begun.map_err(|retry_after| CaptchaError::TooMany { retry_after })?;
        let Drawing { svg, characters } = self.ports.drawer.draw().await?;
        let id = self.ports.secrets.fresh();
        let pending = PendingCaptcha { characters, expires_at: now.plus(Self::LIFETIME) };
        self.ports.store.keep(&id, pending).await?;
        Ok(Captcha { id, svg })
    }

    /// Forgets the captchas that nobody answered in time, and says how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_expired(&self) -> Result<u64, StoreError> {
        self.ports.store.forget_expired(self.ports.clock.now()).await
    }

    /// Lets somebody try to log in.
    pub(crate) async fn admit_login(
        &self,
        keys: &[AttemptKey],
        answer: &CaptchaAnswer,
    ) -> Result<(), CaptchaError> {
        self.admit(self.failed_logins.is_exhausted(keys, self.ports.clock.now()), answer).await
    }

    /// From now on, whoever tries the same account or comes from the same address is asked.
    pub(crate) fn login_failed(&self, keys: &[AttemptKey]) {
        self.failed_logins.count(keys, self.ports.clock.now());
    }

    /// The owner of the account need not be asked again. The address may be: others could be there.
    pub(crate) fn login_succeeded(&self, account: &AttemptKey) {
        self.failed_logins.forgive(account);
    }

    /// Lets somebody try to register, and counts it.
    pub(crate) async fn admit_registration(
        &self,
        client: &Client,
        answer: &CaptchaAnswer,
    ) -> Result<(), CaptchaError> {
        let (keys, now) = (AttemptKey::of_client(client), self.ports.clock.now());
        self.admit(self.registrations.is_exhausted(&keys, now), answer).await?;
        self.registrations.count(&keys, now);
        Ok(())
    }

    async fn admit(&self, is_suspect: bool, answer: &CaptchaAnswer) -> Result<(), CaptchaError> {
        match self.rule {
            CaptchaRule::Off => Ok(()),
            CaptchaRule::AfterFailures if !is_suspect => Ok(()),
            CaptchaRule::AfterFailures | CaptchaRule::Always => self.check(answer).await,
        }
    }

    /// Whoever answers has used the captcha up, be the answer right or wrong.
    async fn check(&self, answer: &CaptchaAnswer) -> Result<(), CaptchaError> {
        let typed = answer.text.as_ref().map_or("", |text| text.expose().trim());
        if typed.is_empty() {
            return Err(CaptchaError::Required);
        }
        let id = answer.id.as_ref().ok_or(CaptchaError::Expired)?;
        let pending = self.ports.store.take(id).await?.ok_or(CaptchaError::Expired)?;
        if pending.expires_at <= self.ports.clock.now() {
            return Err(CaptchaError::Expired);
        }
        let is_right = typed.eq_ignore_ascii_case(pending.characters.expose());
        if is_right { Ok(()) } else { Err(CaptchaError::Wrong) }
    }
}

#[cfg(test)]
mod tests;
