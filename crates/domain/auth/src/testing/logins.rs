//! Logins in memory.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use async_trait::async_trait;
use discuss_kernel::{
    Ended, SessionId, StoreError, Timestamp, UserId, name_key,
    testing::{AccountRow, Tables, World},
};
use discuss_user::PasswordHash;
use parking_lot::Mutex;

use crate::{
    Claims, CredentialRepository, NewSession, Renewal, Rotation, SecretDigest, Session, SessionRepository,
    Standing, StoredCredentials,
};

/// Looks up passwords in a [`World`] and keeps logins beside it. Which of them live is the world's to say,
/// since closing an account ends its logins too.
#[derive(Clone, Default)]
pub struct InMemoryLogins {
    world: World,
    /// Locked after the world, never before it.
    logins: Arc<Mutex<HashMap<SessionId, LoginRow>>>,
}

struct LoginRow {
    user: UserId,
    session: Session,
    refresh: Option<SecretDigest>,
}

impl InMemoryLogins {
    /// The logins to this world.
    #[must_use]
    pub fn new(world: World) -> Self {
        Self { world, logins: Arc::default() }
    }
}

#[async_trait]
impl CredentialRepository for InMemoryLogins {
    async fn find_credentials(&self, username: &str) -> Result<Option<StoredCredentials>, StoreError> {
        let tables = self.world.lock();
        let mut open = tables.accounts.values().filter(|account| !account.closed);
        let found = open.find(|account| name_key(&account.card.username) == name_key(username));
        Ok(found.map(|account| StoredCredentials {
            card: account.card.clone(),
            password: PasswordHash::new(account.password.clone()),
            disabled: account.disabled,
        }))
    }

    async fn replace_hash(
        &self,
        user: UserId,
        outdated: &PasswordHash,
        fresh: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut tables = self.world.lock();
        let account = tables.account_mut(user).filter(|account| account.password == outdated.as_str());
        Ok(account.map(|account| account.password = fresh.as_str().to_owned()).is_some())
    }
}

#[async_trait]
impl SessionRepository for InMemoryLogins {
    async fn open(&self, session: &NewSession) -> Result<bool, StoreError> {
        let mut tables = self.world.lock();
        let NewSession { id, user, password, client, at, expires_at, refresh } = session.clone();
        let account = tables.account(user).filter(|account| !account.disabled);
        if account.is_none_or(|account| account.password != password.as_str()) {
            return Ok(false);
        }
        let session = Session { id, client, created_at: at, renewed_at: at, expires_at };
        tables.logins.insert(id, user);
        self.logins.lock().insert(id, LoginRow { user, session, refresh });
        Ok(true)
    }

    async fn standing(&self, claims: &Claims, now: Timestamp) -> Result<Option<Standing>, StoreError> {
        let tables = self.world.lock();
        let Some(account) = tables.account(claims.user).filter(|account| !account.disabled) else {
            return Ok(None);
        };
        let is_admin = account.is_admin;
        let Some(session) = claims.session else {
            let is_void = account.tokens_after.is_some_and(|after| claims.issued_at <= after.seconds());
            return Ok((!is_void).then_some(Standing { is_admin, refreshable: false }));
        };
        let logins = self.logins.lock();
        let login = logins.get(&session).filter(|login| lives(&tables, login, now));
        let own = login.filter(|_| tables.logins.get(&session) == Some(&claims.user));
        Ok(own.map(|login| Standing { is_admin, refreshable: login.refresh.is_some() }))
    }

    async fn list(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let tables = self.world.lock();
        let logins = self.logins.lock();
        let own = logins.values().filter(|login| tables.logins.get(&login.session.id) == Some(&user));
        let mut sessions: Vec<Session> =
            own.filter(|login| lives(&tables, login, now)).map(|login| login.session.clone()).collect();
        sessions.sort_by_key(|session| (Reverse(session.created_at), session.id));
        Ok(sessions)
    }

    async fn end(&self, user: UserId, session: SessionId, at: Timestamp) -> Result<bool, StoreError> {
        let mut tables = self.world.lock();
        let is_own = tables.logins.get(&session) == Some(&user);
        let has_lived =
            is_own && self.logins.lock().get(&session).is_some_and(|login| lives(&tables, login, at));
        if is_own {
            tables.end_login(session, at);
        }
        Ok(has_lived)
    }

    async fn end_all_but(
        &self,
        user: UserId,
        kept: Option<SessionId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.world.lock().end_logins(user, kept, at);
        Ok(())
    }

    async fn ended_between(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(UserId, Ended)>, StoreError> {
        let tables = self.world.lock();
        let logins = self.logins.lock();
        let ended = logins.iter().filter(|(id, login)| {
            !tables.logins.contains_key(id) || (since..=now).contains(&login.session.expires_at)
        });
        let void = |account: &AccountRow| account.tokens_after.is_some_and(|after| after >= since);
        let tokens = tables.accounts.iter().filter(|(_, account)| void(account));
        Ok(ended
            .map(|(id, login)| (login.user, Ended::One(*id)))
            .chain(tokens.map(|(user, _)| (*user, Ended::Tokens)))
            .collect())
    }

    async fn remove_ended(&self, before: Timestamp, limit: u64) -> Result<u64, StoreError> {
        let tables = self.world.lock();
        let mut logins = self.logins.lock();
        let is_over = |login: &&LoginRow| {
            let ended = tables.ended_logins.get(&login.session.id).is_some_and(|ended| *ended < before);
            ended || login.session.expires_at < before
        };
        let ended: Vec<SessionId> = logins.values().filter(is_over).map(|login| login.session.id).collect();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let removed = ended.iter().take(limit).filter(|id| logins.remove(id).is_some()).count();
        Ok(removed as u64)
    }

    async fn rotate(&self, renewal: Renewal) -> Result<Rotation, StoreError> {
        let Renewal { session, presented, next, at, expires_at, repeatable_after } = renewal;
        let mut tables = self.world.lock();
        let mut logins = self.logins.lock();
        let living =
            logins.get_mut(&session).filter(|login| login.refresh.is_some() && lives(&tables, login, at));
        let owner = tables.logins.get(&session).and_then(|user| tables.card(*user));
        let (Some(login), Some(owner)) = (living, owner) else { return Ok(Rotation::Gone) };
        if login.refresh == Some(next) && login.session.renewed_at > repeatable_after {
            return Ok(Rotation::Rotated(owner));
        }
        if login.refresh != Some(presented) {
            tables.end_login(session, at);
            return Ok(Rotation::Reused(owner.id));
        }
        login.refresh = Some(next);
        (login.session.renewed_at, login.session.expires_at) = (at, expires_at);
        Ok(Rotation::Rotated(owner))
    }
}

fn lives(tables: &Tables, login: &LoginRow, now: Timestamp) -> bool {
    tables.logins.contains_key(&login.session.id) && login.session.expires_at > now
}
