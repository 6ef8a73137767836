//! Accounts in memory.

use std::cmp::Reverse;

use async_trait::async_trait;
use discuss_kernel::{
    Page, RoomId, Rows, StoreError, Timestamp, UserCard, UserId, name_key,
    testing::{AccountRow, Tables, World, page_of},
};

use crate::{Account, Changes, Closure, Email, NewUser, Role, UserError, UserRepository, Username};

/// Keeps accounts in a [`World`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryUsers(World);

impl InMemoryUsers {
    /// The accounts of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl UserRepository for InMemoryUsers {
    async fn insert(&self, user: &NewUser) -> Result<(), UserError> {
        let mut tables = self.0.lock();
        require_free(&tables, user.id, Some(&user.username), Some(&user.email))?;
        let card = UserCard {
            id: user.id,
            username: user.username.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            avatar: None,
            created_at: user.at,
            updated_at: user.at,
        };
        tables.accounts.insert(user.id, AccountRow::new(card, user.password.as_str().to_owned()));
        Ok(())
    }

    async fn find(&self, id: UserId) -> Result<Option<UserCard>, StoreError> {
        Ok(self.0.lock().account(id).map(|account| account.card.clone()))
    }

    async fn list(&self, page: Page) -> Result<Rows<UserCard>, StoreError> {
        let mut cards: Vec<UserCard> = open(&self.0.lock()).map(|account| account.card.clone()).collect();
        cards.sort_by_key(|card| (Reverse(card.created_at), card.id));
        Ok(page_of(cards, page))
    }

    async fn search(&self, fragment: &str, limit: u64) -> Result<Vec<UserCard>, StoreError> {
        let fragment = name_key(fragment);
        let mut cards: Vec<UserCard> = open(&self.0.lock())
            .filter(|account| name_key(&account.card.username).contains(&fragment))
            .map(|account| account.card.clone())
            .collect();
        cards.sort_by_key(|card| name_key(&card.username));
        cards.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(cards)
    }

    async fn update(&self, id: UserId, changes: &Changes, at: Timestamp) -> Result<(), UserError> {
        let mut tables = self.0.lock();
        tables.account(id).ok_or(UserError::NotFound)?;
        require_free(&tables, id, changes.username.as_ref(), changes.email.as_ref())?;
        let account = tables.account_mut(id).ok_or(UserError::NotFound)?;
        if let Some(username) = &changes.username {
            account.card.username = username.as_str().to_owned();
        }
        if let Some(email) = &changes.email {
            account.card.email = email.as_str().to_owned();
        }
        account.card.updated_at = at;
        if let Some(password) = &changes.password {
            account.password = password.as_str().to_owned();
            tables.end_logins(id, changes.kept_session, at);
        }
        Ok(())
    }

    async fn close(&self, id: UserId, at: Timestamp) -> Result<Option<Closure>, StoreError> {
        let mut tables = self.0.lock();
        let Some(account) = tables.account_mut(id) else { return Ok(None) };
        (account.closed, account.card.updated_at, account.card.avatar) = (true, at, None);
        tables.hide(&id.to_string());
        tables.end_logins(id, None, at);
        tables.end_applications(at, |application| application.maker == id || application.asked == Some(id));

        let mut closure = Closure { friends: tables.friends_of(id), ..Closure::default() };
        for friend in &closure.friends {
            tables.unfriend(id, *friend);
        }
        for room in tables.rooms_of(id) {
            leave(&mut tables, room, id, at, &mut closure);
        }
        tables.files.retain(|_, file| file.owner != id || file.mentioned || file.shown_by.is_some());
        Ok(Some(closure))
    }

    async fn find_account(&self, username: &Username) -> Result<Option<Account>, StoreError> {
        Ok(open(&self.0.lock())
            .find(|account| name_key(&account.card.username) == username.key())
            .map(seen_by_operator))
    }

    async fn list_accounts(&self, page: Page) -> Result<Rows<Account>, StoreError> {
        let mut accounts: Vec<Account> = open(&self.0.lock()).map(seen_by_operator).collect();
        accounts.sort_by_key(|account| (account.card.created_at, account.card.id));
        Ok(page_of(accounts, page))
    }

    async fn set_role(&self, id: UserId, role: Role) -> Result<(), StoreError> {
        if let Some(account) = self.0.lock().account_mut(id) {
            account.is_admin = role == Role::Admin;
        }
        Ok(())
    }

    async fn set_disabled(&self, id: UserId, disabled: bool, at: Timestamp) -> Result<(), StoreError> {
        let mut tables = self.0.lock();
        if let Some(account) = tables.account_mut(id) {
            account.disabled = disabled;
            if disabled {
                tables.end_logins(id, None, at);
            }
        }
        Ok(())
    }

    async fn has_admin(&self) -> Result<bool, StoreError> {
        Ok(open(&self.0.lock()).any(|account| account.is_admin))
    }
}

fn open(tables: &Tables) -> impl Iterator<Item = &AccountRow> {
    tables.accounts.values().filter(|account| !account.closed)
}

fn seen_by_operator(account: &AccountRow) -> Account {
    let role = if account.is_admin { Role::Admin } else { Role::Member };
    Account { card: account.card.clone(), role, disabled: account.disabled }
}

/// Closed accounts keep their names and addresses.
fn require_free(
    tables: &Tables,
    id: UserId,
    username: Option<&Username>,
    email: Option<&Email>,
) -> Result<(), UserError> {
    let others = || tables.accounts.values().map(|account| &account.card).filter(|card| card.id != id);
    if username.is_some_and(|name| others().any(|card| name_key(&card.username) == name.key())) {
        return Err(UserError::UsernameTaken);
    }
    if email.is_some_and(|address| others().any(|card| name_key(&card.email) == address.key())) {
        return Err(UserError::EmailTaken);
    }
    Ok(())
}

/// Takes a closed account out of a room: the last one deletes it, an owner hands it to the member of the
/// longest standing.
fn leave(tables: &mut Tables, id: RoomId, user: UserId, at: Timestamp, closure: &mut Closure) {
    let Some(room) = tables.room(id) else { return };
    let heir = tables.members_of(id).into_iter().find(|member| *member != user);
    let Some(heir) = heir else {
        tables.delete_room(id, at);
        closure.deleted.push((id, room.name));
        return;
    };
    tables.leave(id, user);
    closure.left.push((id, room.name));
    if room.creator == user
        && let Some(row) = tables.rooms.get_mut(&id)
    {
        (row.creator, row.updated_at) = (heir, at);
        closure.handed_over.extend(tables.room(id));
    }
}
