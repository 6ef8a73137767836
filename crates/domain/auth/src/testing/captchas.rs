//! Captchas that anybody can read.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use discuss_kernel::{Clock, StoreError, Timestamp};
use parking_lot::Mutex;

use crate::{
    CaptchaDrawer, CaptchaPolicy, CaptchaPorts, CaptchaRule, CaptchaService, CaptchaStore, DrawError,
    Drawing, PendingCaptcha, Secret, testing::CountedSecrets,
};

/// Keeps captchas, however many.
#[derive(Default)]
pub struct InMemoryCaptchas {
    pending: Mutex<HashMap<Secret, PendingCaptcha>>,
}

#[async_trait]
impl CaptchaStore for InMemoryCaptchas {
    async fn keep(&self, id: &Secret, captcha: PendingCaptcha) -> Result<(), StoreError> {
        self.pending.lock().insert(id.clone(), captcha);
        Ok(())
    }

    async fn take(&self, id: &Secret) -> Result<Option<PendingCaptcha>, StoreError> {
        Ok(self.pending.lock().remove(id))
    }

    async fn forget_expired(&self, now: Timestamp) -> Result<u64, StoreError> {
        let expired = self.pending.lock().extract_if(|_, captcha| captcha.expires_at <= now).count();
        Ok(expired as u64)
    }
}

/// Writes the characters into the picture: `<svg>Ab01</svg>`, and counts.
#[derive(Debug, Default)]
pub struct PlainDrawer {
    drawn: AtomicUsize,
}

impl PlainDrawer {
    /// What anybody reads in a picture that it drew.
    #[must_use]
    pub fn read(svg: &str) -> &str {
        svg.trim_start_matches("<svg>").trim_end_matches("</svg>")
    }
}

#[async_trait]
impl CaptchaDrawer for PlainDrawer {
    async fn draw(&self) -> Result<Drawing, DrawError> {
        let characters = format!("Ab{:02}", self.drawn.fetch_add(1, Ordering::SeqCst) + 1);
        Ok(Drawing { svg: format!("<svg>{characters}</svg>"), characters: Secret::new(characters) })
    }
}

/// Captchas that anybody can read, by this rule: failures are remembered for a minute, an address
/// registers 2 accounts before it is asked, and gets 10 captchas a minute.
#[must_use]
pub fn captchas(rule: CaptchaRule, clock: Arc<dyn Clock>) -> Arc<CaptchaService> {
    let ports = CaptchaPorts {
        store: Arc::new(InMemoryCaptchas::default()),
        drawer: Arc::new(PlainDrawer::default()),
        secrets: Arc::new(CountedSecrets::default()),
        clock,
    };
    let policy = CaptchaPolicy {
        rule,
        memory: Duration::from_secs(60),
        registrations_per_address: 2,
        drawings_per_address: 10,
    };
    Arc::new(CaptchaService::new(ports, policy))
}
