//! What can be done with logins, and by whom.

use std::{sync::Arc, time::Duration};

use discuss_kernel::{Caller, Clock, Ended, Event, EventBus, SessionId, Timestamp, UserCard, is_name_part};
use discuss_user::PasswordHasher;

use crate::{
    AccessToken, AttemptKey, AuthError, Authenticated, CaptchaService, Claims, Client, CredentialRepository,
    Credentials, Login, LoginKind, NewSession, RefreshToken, Renewal, Rotation, SecretSource, Session,
    SessionRepository, StoredCredentials, Throttle, ThrottleLimits, TokenError, TokenSigner,
};

/// What the operator decides about logins.
#[derive(Debug, Clone, Copy)]
pub struct AuthPolicy {
    /// How long a [`LoginKind::Plain`] login and its token live.
    pub plain_lifetime: Duration,
    /// How long the short token of a [`LoginKind::Refreshable`] login lives.
    pub access_lifetime: Duration,
    /// How long a [`LoginKind::Refreshable`] login lives without being renewed.
    pub refresh_lifetime: Duration,
    /// For how long a refresh token that was exchanged is still answered, by the same new one.
    pub refresh_grace: Duration,
    /// Whether a password hash of an outdated kind is replaced when its owner logs in.
    pub rehash: bool,
    /// How many failed logins are let through.
    pub throttle: ThrottleLimits,
}

/// What logins need: adapters, and the captchas that stand before them.
pub struct AuthPorts {
    /// Where passwords are looked up.
    pub credentials: Arc<dyn CredentialRepository>,
    /// Where logins are kept.
    pub sessions: Arc<dyn SessionRepository>,
    /// Asks whoever fails to prove that they are human.
    pub captchas: Arc<CaptchaService>,
    /// Compares passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Signs tokens.
    pub signer: Arc<dyn TokenSigner>,
    /// Makes refresh secrets.
    pub secrets: Arc<dyn SecretSource>,
    /// Hears which logins ended.
    pub events: Arc<dyn EventBus>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The use cases of logins.
pub struct AuthService {
    ports: AuthPorts,
    throttle: Throttle,
    policy: AuthPolicy,
}

impl AuthService {
    /// For so long something is kept of a login that is over.
    pub const ENDED_KEPT: Duration = Duration::from_hours(24);
    const REMOVED_AT_ONCE: u64 = 1_000;

    /// Wires the service.
    #[must_use]
    pub fn new(ports: AuthPorts, policy: AuthPolicy) -> Self {
        Self { ports, throttle: Throttle::new(policy.throttle), policy }
    }

    /// Logs somebody in. An unknown name takes as long as a wrong password.
    ///
    /// # Errors
    /// When a captcha is asked for and not solved, the credentials are wrong or failed too often, or the
    /// account is disabled.
    pub async fn login(
        &self,
        credentials: Credentials,
        client: Client,
        kind: LoginKind,
    ) -> Result<Login, AuthError> {
        let account = self.check(&credentials, &client).await?;
        let account = self.renew_hash(account, &credentials).await?;
        self.open(account, client, kind).await
    }

    /// Who the bearer of `token` is.
    ///
    /// # Errors
    /// When the token is bad or expired, or what it stands for has ended.
    pub async fn authenticate(&self, token: &str) -> Result<Authenticated, AuthError> {
        let claims = self.ports.signer.verify(token)?;
        let standing = self.ports.sessions.standing(&claims, self.ports.clock.now()).await?;
        let standing = standing.ok_or(TokenError::Invalid)?;
        Ok(Authenticated {
            caller: Caller { id: claims.user, session: claims.session, is_admin: standing.is_admin },
            valid_until: (!standing.refreshable)
                .then(|| Timestamp::from_millis(claims.expires_at.saturating_mul(1_000))),
        })
    }

    /// Exchanges a refresh token for a new short token and the refresh token that follows.
    ///
    /// For [`AuthPolicy::refresh_grace`] the exchanged one is answered by the same: a page that is reloaded
    /// before it has the answer, or a second one beside it, has only that. So all of them hold one token, and a thief
    /// among them is found out at the next exchange: there the second of two is late.
    ///
    /// # Errors
    /// When the token is unknown, expired or was used before; the last ends the login.
    pub async fn refresh(&self, token: &RefreshToken) -> Result<Login, AuthError> {
        let AuthPorts { sessions, signer, secrets, clock, .. } = &self.ports;
        let (now, secret) = (clock.now(), signer.successor(&token.secret)?);
        let renewal = Renewal {
            session: token.session,
            presented: secrets.digest(&token.secret),
            next: secrets.digest(&secret),
            at: now,
            expires_at: now.plus(self.policy.refresh_lifetime),
            repeatable_after: now.minus(self.policy.refresh_grace),
        };
        match sessions.rotate(renewal).await? {
            Rotation::Rotated(user) => {
                let access = self.access_token(&user, token.session, self.policy.access_lifetime)?;
                let refresh = Some(RefreshToken { session: token.session, secret });
                Ok(Login { user, session: token.session, access, refresh })
            }
            Rotation::Reused(user) => {
                self.ports
                    .events
                    .publish(Event::SessionsEnded { user, ended: Ended::One(token.session) })
                    .await;
                Err(TokenError::Invalid.into())
            }
            Rotation::Gone => Err(TokenError::Invalid.into()),
        }
    }

    /// Lists one's own logins, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<Session>, AuthError> {
        Ok(self.ports.sessions.list(caller.id, self.ports.clock.now()).await?)
    }

    /// Ends one of one's own logins, at once.
    ///
    /// # Errors
    /// When it is not one's own, or has ended.
    pub async fn end_session(&self, caller: &Caller, session: SessionId) -> Result<(), AuthError> {
        if !self.ports.sessions.end(caller.id, session, self.ports.clock.now()).await? {
            return Err(AuthError::NoSession);
        }
        let ended = Ended::One(session);
        self.ports.events.publish(Event::SessionsEnded { user: caller.id, ended }).await;
        Ok(())
    }

    /// Ends all of one's logins but the one that asks, at once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_other_sessions(&self, caller: &Caller) -> Result<(), AuthError> {
        self.ports.sessions.end_all_but(caller.id, caller.session, self.ports.clock.now()).await?;
        let ended = caller.session.map_or(Ended::All, Ended::AllBut);
        self.ports.events.publish(Event::SessionsEnded { user: caller.id, ended }).await;
        Ok(())
    }

    /// Announces logins that ended or expired from `since` until `now`, and tokens without a login that became
    /// void. Another process, such as the command line, may have ended them, and nobody here has heard of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn announce_ended(&self, since: Timestamp, now: Timestamp) -> Result<(), AuthError> {
        for (user, ended) in self.ports.sessions.ended_between(since, now).await? {
            self.ports.events.publish(Event::SessionsEnded { user, ended }).await;
        }
        Ok(())
    }

    /// Removes what is kept of logins that have been over for [`Self::ENDED_KEPT`], and says how many. They
    /// stay over: a login of which nothing is known has ended.
    ///
    /// # Errors
    /// When the store fails; some may be removed then.
    pub async fn forget_ended_sessions(&self) -> Result<u64, AuthError> {
        let before = self.ports.clock.now().minus(Self::ENDED_KEPT);
        let mut total = 0;
        // In portions, so that nobody who logs in meanwhile has to wait for all of it.
        loop {
            let removed = self.ports.sessions.remove_ended(before, Self::REMOVED_AT_ONCE).await?;
            total += removed;
            if removed < Self::REMOVED_AT_ONCE {
                return Ok(total);
            }
        }
    }

    async fn check(
        &self,
        credentials: &Credentials,
        client: &Client,
    ) -> Result<StoredCredentials, AuthError> {
        let account = AttemptKey::account(&credentials.username);
        let mut keys = vec![account.clone()];
        keys.extend(AttemptKey::of_client(client));
        self.ports.captchas.admit_login(&keys, &credentials.captcha).await?;
        self.throttle
            .begin(&keys, self.ports.clock.now())
            .map_err(|retry_after| AuthError::Throttled { retry_after })?;

        let outcome = self.compare(credentials).await;
        if matches!(outcome, Err(AuthError::WrongCredentials)) {
            self.ports.captchas.login_failed(&keys);
        } else {
            self.throttle.take_back(&keys);
        }
        if outcome.is_ok() {
            self.throttle.forgive(&account);
            self.ports.captchas.login_succeeded(&account);
        }
        outcome
    }

    async fn compare(&self, credentials: &Credentials) -> Result<StoredCredentials, AuthError> {
        let stored = if is_name_part(&credentials.username) {
            self.ports.credentials.find_credentials(&credentials.username).await?
        } else {
            None
        };
        let hash = stored.as_ref().map(|stored| &stored.password);
        let is_right = self.ports.hasher.verify(&credentials.password, hash).await?;
        match stored {
            Some(StoredCredentials { disabled: true, .. }) if is_right => Err(AuthError::Disabled),
            Some(stored) if is_right => Ok(stored),
            _ => Err(AuthError::WrongCredentials),
        }
    }

    /// Replaces a hash of an outdated kind by one of today, now that its password is known.
    async fn renew_hash(
        &self,
        account: StoredCredentials,
        credentials: &Credentials,
    ) -> Result<StoredCredentials, AuthError> {
        let AuthPorts { hasher, credentials: stored, .. } = &self.ports;
        if !self.policy.rehash || !hasher.is_outdated(&account.password, &credentials.password) {
            return Ok(account);
        }
        let fresh = hasher.hash(&credentials.password).await?;
        if stored.replace_hash(account.card.id, &account.password, &fresh).await? {
            return Ok(StoredCredentials { password: fresh, ..account });
        }
        // Another login of the same moment has replaced it, or the password is another one by now.
        self.compare(credentials).await
    }

    /// Fails with [`AuthError::WrongCredentials`] when the password was changed, or the account disabled
    /// or closed, since the comparison.
    async fn open(
        &self,
        account: StoredCredentials,
        client: Client,
        kind: LoginKind,
    ) -> Result<Login, AuthError> {
        let StoredCredentials { card: user, password, .. } = account;
        let (session, at) = (SessionId::random(), self.ports.clock.now());
        let (access_lifetime, session_lifetime) = match kind {
            LoginKind::Plain => (self.policy.plain_lifetime, self.policy.plain_lifetime),
            LoginKind::Refreshable => (self.policy.access_lifetime, self.policy.refresh_lifetime),
        };
        let refresh = (kind == LoginKind::Refreshable)
            .then(|| RefreshToken { session, secret: self.ports.secrets.fresh() });
        let stored = NewSession {
            id: session,
            user: user.id,
            password,
            client,
            at,
            expires_at: at.plus(session_lifetime),
            refresh: refresh.as_ref().map(|token| self.ports.secrets.digest(&token.secret)),
        };
        if !self.ports.sessions.open(&stored).await? {
            return Err(AuthError::WrongCredentials);
        }
        let access = self.access_token(&user, session, access_lifetime)?;
        Ok(Login { user, session, access, refresh })
    }

    fn access_token(
        &self,
        user: &UserCard,
        session: SessionId,
        lifetime: Duration,
    ) -> Result<AccessToken, TokenError> {
        let now = self.ports.clock.now();
        let claims = Claims {
            user: user.id,
            username: user.username.clone(),
            session: Some(session),
            issued_at: now.seconds(),
            expires_at: now.plus(lifetime).seconds(),
        };
        Ok(AccessToken { token: self.ports.signer.sign(&claims)?, lifetime })
    }
}

#[cfg(test)]
mod tests;
