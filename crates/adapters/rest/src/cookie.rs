//! The cookies that keep a refresh token, and the name of a captcha, where scripts cannot read them.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, CookieBuilder, SameSite, time::Duration as MaxAge},
};
use discuss_auth::{CaptchaService, RefreshToken, Secret};
use discuss_http::Remote;

use crate::ApiPrefix;

pub(crate) const REFRESH: &str = "discuss_refresh";

/// The existing server calls its session so, and clients may name it to their proxies.
const CAPTCHA: &str = "nestjs.sid";

/// How browsers keep cookies.
#[derive(Debug, Clone, Copy)]
pub struct CookiePolicy {
    /// Which requests of other sites they accompany. `None` only where the client lives on another site
    /// than the API, and then only over https.
    pub same_site: SameSite,
    /// How long the refresh token is kept without being renewed: as long as the login lives.
    pub lifetime: Duration,
}

impl Default for CookiePolicy {
    /// Never with requests of other sites; 30 days.
    fn default() -> Self {
        Self { same_site: SameSite::Strict, lifetime: Duration::from_hours(30 * 24) }
    }
}

impl CookiePolicy {
    /// Keeps `token`.
    pub(crate) fn keep(self, token: &RefreshToken, prefix: &ApiPrefix, remote: Remote) -> Cookie<'static> {
        self.refresh(token.expose(), self.lifetime, prefix, remote)
    }

    /// Forgets the token.
    pub(crate) fn forget(self, prefix: &ApiPrefix, remote: Remote) -> Cookie<'static> {
        self.refresh(String::new(), Duration::ZERO, prefix, remote)
    }

    /// Keeps the name of a captcha for as long as it lives. On every path, since proxies may show the API
    /// under another one.
    pub(crate) fn captcha(self, id: &Secret, remote: Remote) -> Cookie<'static> {
        let cookie = Cookie::build(CAPTCHA, id.expose().to_owned()).path("/");
        self.guarded(cookie, CaptchaService::LIFETIME, remote)
    }

    fn refresh(
        self,
        value: String,
        lifetime: Duration,
        prefix: &ApiPrefix,
        remote: Remote,
    ) -> Cookie<'static> {
        self.guarded(Cookie::build(REFRESH, value).path(prefix.path("/session")), lifetime, remote)
    }

    fn guarded(self, cookie: CookieBuilder<'static>, lifetime: Duration, remote: Remote) -> Cookie<'static> {
        cookie
            .http_only(true)
            .same_site(self.same_site)
            // Browsers refuse SameSite=None without it.
            .secure(remote.is_secure || self.same_site == SameSite::None)
            .max_age(MaxAge::try_from(lifetime).unwrap_or(MaxAge::MAX))
            .finish()
    }
}

/// The token that a browser kept; `None` also for what cannot be one.
pub(crate) fn kept(request: &HttpRequest) -> Option<RefreshToken> {
    RefreshToken::parse(request.cookie(REFRESH)?.value())
}

/// The name of the captcha that a browser was shown last.
pub(crate) fn captcha(request: &HttpRequest) -> Option<Secret> {
    request.cookie(CAPTCHA).map(|cookie| Secret::new(cookie.value().to_owned()))
}
