//! What can be done with accounts, and by whom.

use std::sync::Arc;

use discuss_kernel::{
    Acquaintances, Caller, Clock, Ended, Event, EventBus, Page, Rows, UserCard, UserId, is_name_part,
};

use crate::{
    Account, Changes, Closure, NewUser, Password, PasswordHasher, ProfileUpdate, Registration, Role,
    UserError, UserRepository, Username,
};

/// What the operator decides about accounts.
#[derive(Debug, Clone, Copy)]
pub struct UserPolicy {
    /// Whether strangers may register.
    pub registration_open: bool,
}

/// The use cases of accounts.
pub struct UserService {
    users: Arc<dyn UserRepository>,
    hasher: Arc<dyn PasswordHasher>,
    acquaintances: Arc<dyn Acquaintances>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
    policy: UserPolicy,
}

impl UserService {
    /// More hits than this a search never returns.
    pub const MAX_HITS: u64 = 50;

    /// Wires the service.
    pub fn new(
        users: Arc<dyn UserRepository>,
        hasher: Arc<dyn PasswordHasher>,
        acquaintances: Arc<dyn Acquaintances>,
        events: Arc<dyn EventBus>,
        clock: Arc<dyn Clock>,
        policy: UserPolicy,
    ) -> Self {
        Self { users, hasher, acquaintances, events, clock, policy }
    }

    /// Makes an account for a stranger.
    ///
    /// # Errors
    /// When registration is closed, or name or address are taken.
    pub async fn register(&self, registration: Registration) -> Result<UserId, UserError> {
        if !self.policy.registration_open {
            return Err(UserError::RegistrationClosed);
        }
        self.create(registration).await
    }

    /// Makes an account on behalf of the operator, be registration open or not.
    ///
    /// # Errors
    /// When name or address are taken.
    pub async fn create(&self, registration: Registration) -> Result<UserId, UserError> {
        let Registration { username, email, password } = registration;
        let password = self.hasher.hash(&password).await?;
        let user = NewUser { id: UserId::random(), username, email, password, at: self.clock.now() };
        self.users.insert(&user).await?;
        Ok(user.id)
    }

    /// Shows one account.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn find(&self, caller: &Caller, id: UserId) -> Result<UserCard, UserError> {
        let mut card = self.users.find(id).await?.ok_or(UserError::NotFound)?;
        self.acquaintances.mask_for(caller.id, vec![&mut card]).await?;
        Ok(card)
    }

    /// Lists accounts, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, caller: &Caller, page: Page) -> Result<Rows<UserCard>, UserError> {
        let mut page = self.users.list(page).await?;
        self.acquaintances.mask_for(caller.id, page.rows.iter_mut().collect()).await?;
        Ok(page)
    }

    /// Finds accounts by a part of their name; [`Self::MAX_HITS`] at most, none for what no name contains.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn search(&self, caller: &Caller, fragment: &str) -> Result<Vec<UserCard>, UserError> {
        if !is_name_part(fragment) {
            return Ok(Vec::new());
        }
        let mut cards = self.users.search(fragment, Self::MAX_HITS).await?;
        self.acquaintances.mask_for(caller.id, cards.iter_mut().collect()).await?;
        Ok(cards)
    }

    /// Changes one's own account. A new password ends all other logins at once.
    ///
    /// # Errors
    /// When it is somebody else's account, or name or address are taken.
    pub async fn update(&self, caller: &Caller, id: UserId, update: ProfileUpdate) -> Result<(), UserError> {
        require_oneself(caller, id)?;
        let ProfileUpdate { username, email, password } = update;
        let password = match password {
            Some(password) => Some(self.hasher.hash(&password).await?),
            None => None,
        };
        let ended = password.is_some().then(|| caller.session.map_or(Ended::All, Ended::AllBut));
        let changes = Changes { username, email, password, kept_session: caller.session };
        self.users.update(id, &changes, self.clock.now()).await?;
        if let Some(ended) = ended {
            self.events.publish(Event::SessionsEnded { user: id, ended }).await;
        }
        Ok(())
    }

    /// Closes one's own account, with all that [`UserRepository::close`] ends.
    ///
    /// # Errors
    /// When it is somebody else's account, or closed already.
    pub async fn close(&self, caller: &Caller, id: UserId) -> Result<(), UserError> {
        require_oneself(caller, id)?;
        let closure = self.users.close(id, self.clock.now()).await?.ok_or(UserError::NotFound)?;
        for event in events_of(id, closure) {
            self.events.publish(event).await;
        }
        Ok(())
    }

    /// Lists accounts for the operator, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accounts(&self, page: Page) -> Result<Rows<Account>, UserError> {
        Ok(self.users.list_accounts(page).await?)
    }

    /// Gives the account a new password on behalf of the operator and ends its logins.
    ///
    /// # Errors
    /// When there is no account of that name.
    pub async fn reset_password(&self, username: &Username, password: &Password) -> Result<(), UserError> {
        let id = self.account(username).await?.card.id;
        let password = Some(self.hasher.hash(password).await?);
        let changes = Changes { password, ..Changes::default() };
        self.users.update(id, &changes, self.clock.now()).await?;
        self.events.publish(Event::SessionsEnded { user: id, ended: Ended::All }).await;
        Ok(())
    }

    /// Locks or unlocks an account on behalf of the operator. Locking ends its logins.
    ///
    /// # Errors
    /// When there is no account of that name.
    pub async fn set_disabled(&self, username: &Username, disabled: bool) -> Result<(), UserError> {
        let id = self.account(username).await?.card.id;
        self.users.set_disabled(id, disabled, self.clock.now()).await?;
        if disabled {
            self.events.publish(Event::SessionsEnded { user: id, ended: Ended::All }).await;
        }
        Ok(())
    }

    /// Makes an account an admin.
    ///
    /// # Errors
    /// When there is no account of that name.
    pub async fn grant_admin(&self, username: &Username) -> Result<(), UserError> {
        let id = self.account(username).await?.card.id;
        Ok(self.users.set_role(id, Role::Admin).await?)
    }

    /// Whether any account is an admin yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_admin(&self) -> Result<bool, UserError> {
        Ok(self.users.has_admin().await?)
    }

    async fn account(&self, username: &Username) -> Result<Account, UserError> {
        self.users.find_account(username).await?.ok_or(UserError::NotFound)
    }
}

fn require_oneself(caller: &Caller, id: UserId) -> Result<(), UserError> {
    if caller.id == id { Ok(()) } else { Err(UserError::NotOneself) }
}

/// What others have to know of a closed account. Its own connections hear last, as they close.
fn events_of(user: UserId, closure: Closure) -> Vec<Event> {
    let friendships =
        closure.friends.into_iter().map(|other| Event::Friendship { one: user, other, began: false });
    let memberships =
        closure.left.into_iter().map(|(room, name)| Event::Membership { room, name, user, began: false });
    let deleted = closure.deleted.into_iter().map(|(room, name)| Event::RoomDeleted { room, name });
    let handed_over = closure.handed_over.into_iter().map(Event::RoomUpdated);
    friendships
        .chain(memberships)
        .chain(deleted)
        .chain(handed_over)
        .chain([Event::SessionsEnded { user, ended: Ended::All }])
        .collect()
}

#[cfg(test)]
mod tests;
