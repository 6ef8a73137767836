//! The cookie that keeps a refresh token where scripts cannot read it.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration as MaxAge},
};
use discuss_auth::RefreshToken;
use discuss_http::Remote;

use crate::ApiPrefix;

const NAME: &str = "discuss_refresh";

/// How browsers keep the refresh token.
#[derive(Debug, Clone, Copy)]
pub struct CookiePolicy {
    /// Which requests of other sites it accompanies. `None` only where the client lives on another site
    /// than the API, and then only over https.
    pub same_site: SameSite,
    /// How long it is kept without being renewed: as long as the login lives.
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
        let max_age = MaxAge::try_from(self.lifetime).unwrap_or(MaxAge::MAX);
        self.cookie(token.expose(), max_age, prefix, remote)
    }

    /// Forgets the token.
    pub(crate) fn forget(self, prefix: &ApiPrefix, remote: Remote) -> Cookie<'static> {
        self.cookie(String::new(), MaxAge::ZERO, prefix, remote)
    }

    fn cookie(self, value: String, max_age: MaxAge, prefix: &ApiPrefix, remote: Remote) -> Cookie<'static> {
        Cookie::build(NAME, value)
            .path(prefix.path("/session"))
            .http_only(true)
            .same_site(self.same_site)
            // Browsers refuse SameSite=None without it.
            .secure(remote.is_secure || self.same_site == SameSite::None)
            .max_age(max_age)
            .finish()
    }
}

/// The token that a browser kept; `None` also for what cannot be one.
pub(crate) fn kept(request: &HttpRequest) -> Option<RefreshToken> {
    RefreshToken::parse(request.cookie(NAME)?.value())
}
