//! Accounts.

mod closing;

use async_trait::async_trait;
use discuss_kernel::{Page, Rows, StoreError, Timestamp, UserCard, UserId};
use discuss_user::{Account, Changes, Closure, Email, NewUser, Role, UserError, UserRepository, Username};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set, sea_query::SimpleExpr,
};

use crate::{
    Database,
    auth::end_logins,
    card::UserRow,
    entity::{account, user},
    error::{Fault, store_error},
    lock::living_account,
    search::contains,
};

/// Accounts in a database.
pub struct Users {
    db: Database,
}

impl Users {
    /// The accounts of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl UserRepository for Users {
    async fn insert(&self, user: &NewUser) -> Result<(), UserError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                require_free(tx, user.id, Some(&user.username), Some(&user.email)).await?;
                insert(tx, user).await?;
                Ok(())
            })
            .await
    }

    async fn find(&self, id: UserId) -> Result<Option<UserCard>, StoreError> {
        let row = living().filter(user::Column::Id.eq(id.to_string()));
        let row = row.into_partial_model::<UserRow>().one(self.db.reader()).await.map_err(store_error)?;
        Ok(row.and_then(UserRow::card))
    }

    async fn list(&self, page: Page) -> Result<Rows<UserCard>, StoreError> {
        list(&self.db, page).await.map_err(store_error)
    }

    async fn search(&self, fragment: &str, limit: u64) -> Result<Vec<UserCard>, StoreError> {
        let rows = living()
            .inner_join(account::Entity)
            .filter(contains(account::Column::UsernameKey, fragment))
            .order_by_asc(account::Column::UsernameKey)
            .limit(limit)
            .into_partial_model::<UserRow>()
            .all(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().filter_map(UserRow::card).collect())
    }

    async fn update(&self, id: UserId, changes: &Changes, at: Timestamp) -> Result<(), UserError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let account = living_account(tx, id).await?.ok_or(Fault::Refused(UserError::NotFound))?;
                require_free(tx, id, changes.username.as_ref(), changes.email.as_ref()).await?;
                update(tx, &account, changes, at).await?;
                if changes.password.is_some() {
                    end_logins(tx, account.number, changes.kept_session, at).await?;
                }
                Ok(())
            })
            .await
    }

    async fn close(&self, id: UserId, at: Timestamp) -> Result<Option<Closure>, StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(account) = living_account(tx, id).await? else { return Ok(None) };
                Ok(Some(closing::close(tx, &account, at).await?))
            })
            .await
    }

    async fn find_account(&self, username: &Username) -> Result<Option<Account>, StoreError> {
        let row = living_accounts()
            .filter(account::Column::UsernameKey.eq(username.key()))
            .into_partial_model::<AccountRow>()
            .one(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(row.and_then(AccountRow::account))
    }

    async fn list_accounts(&self, page: Page) -> Result<Rows<Account>, StoreError> {
        list_accounts(&self.db, page).await.map_err(store_error)
    }

    async fn set_role(&self, id: UserId, role: Role) -> Result<(), StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                if let Some(account) = living_account(tx, id).await? {
                    let role = Set(i16::from(role == Role::Admin));
                    account::ActiveModel { role, ..account.into() }.update(tx).await?;
                }
                Ok(())
            })
            .await
    }

    async fn set_disabled(&self, id: UserId, disabled: bool, at: Timestamp) -> Result<(), StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(account) = living_account(tx, id).await? else { return Ok(()) };
                let number = account.number;
                account::ActiveModel { disabled: Set(disabled.into()), ..account.into() }.update(tx).await?;
                if disabled {
                    end_logins(tx, number, None, at).await?;
                }
                Ok(())
            })
            .await
    }

    async fn has_admin(&self) -> Result<bool, StoreError> {
        let admins = living_accounts().filter(account::Column::Role.eq(1));
        Ok(admins.count(self.db.reader()).await.map_err(store_error)? > 0)
    }
}

/// An account as operators see it.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "account::Entity")]
struct AccountRow {
    #[sea_orm(nested)]
    user: UserRow,
    role: i16,
    disabled: i16,
}

impl AccountRow {
    fn account(self) -> Option<Account> {
        let role = if self.role == 0 { Role::Member } else { Role::Admin };
        Some(Account { card: self.user.card()?, role, disabled: self.disabled != 0 })
    }
}

fn living() -> Select<user::Entity> {
    user::Entity::find().filter(user::Column::IsDeleted.eq(0))
}

fn living_accounts() -> Select<account::Entity> {
    account::Entity::find().inner_join(user::Entity).filter(user::Column::IsDeleted.eq(0))
}

async fn list(db: &Database, page: Page) -> Result<Rows<UserCard>, DbErr> {
    let total = living().count(db.reader()).await?;
    let rows = living()
        .order_by_desc(user::Column::CreatedAt)
        .order_by_asc(user::Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .into_partial_model::<UserRow>()
        .all(db.reader())
        .await?;
    Ok(Rows { rows: rows.into_iter().filter_map(UserRow::card).collect(), total })
}

async fn list_accounts(db: &Database, page: Page) -> Result<Rows<Account>, DbErr> {
    let total = living_accounts().count(db.reader()).await?;
    let rows = living_accounts()
        .order_by_asc(user::Column::CreatedAt)
        .order_by_asc(user::Column::Id)
        .offset(page.offset())
        .limit(page.size())
        .into_partial_model::<AccountRow>()
        .all(db.reader())
        .await?;
    Ok(Rows { rows: rows.into_iter().filter_map(AccountRow::account).collect(), total })
}

async fn insert(tx: &DatabaseTransaction, new: &NewUser) -> Result<(), DbErr> {
    let row = user::ActiveModel {
        id: Set(new.id.to_string()),
        username: Set(new.username.as_str().to_owned()),
        password: Set(new.password.as_str().to_owned()),
        email: Set(new.email.as_str().to_owned()),
        created_at: Set(new.at.into()),
        updated_at: Set(new.at.into()),
        is_deleted: Set(0),
    };
    user::Entity::insert(row).exec_without_returning(tx).await?;
    let account = account::ActiveModel {
        user_id: Set(new.id.to_string()),
        username_key: Set(new.username.key()),
        email_key: Set(new.email.key()),
        ..Default::default()
    };
    account::Entity::insert(account).exec_without_returning(tx).await?;
    Ok(())
}

async fn update(
    tx: &DatabaseTransaction,
    account: &account::Model,
    changes: &Changes,
    at: Timestamp,
) -> Result<(), DbErr> {
    let mut row = user::ActiveModel { updated_at: Set(at.into()), ..Default::default() };
    let mut keys = account::ActiveModel { user_id: Set(account.user_id.clone()), ..Default::default() };
    if let Some(username) = &changes.username {
        row.username = Set(username.as_str().to_owned());
        keys.username_key = Set(username.key());
    }
    if let Some(email) = &changes.email {
        row.email = Set(email.as_str().to_owned());
        keys.email_key = Set(email.key());
    }
    if let Some(password) = &changes.password {
        row.password = Set(password.as_str().to_owned());
    }
    user::Entity::update_many()
        .set(row)
        .filter(user::Column::Id.eq(account.user_id.as_str()))
        .exec(tx)
        .await?;
    account::Entity::update_many()
        .set(keys)
        .filter(account::Column::Number.eq(account.number))
        .exec(tx)
        .await?;
    Ok(())
}

/// Refuses a name or an address that another account has, be it closed.
async fn require_free(
    tx: &DatabaseTransaction,
    id: UserId,
    username: Option<&Username>,
    email: Option<&Email>,
) -> Result<(), Fault<UserError>> {
    if let Some(name) = username {
        let by_key = account::Column::UsernameKey.eq(name.key());
        if is_taken(tx, id, by_key, user::Column::Username.eq(name.as_str())).await? {
            return Err(Fault::Refused(UserError::UsernameTaken));
        }
    }
    if let Some(address) = email {
        let by_key = account::Column::EmailKey.eq(address.key());
        if is_taken(tx, id, by_key, user::Column::Email.eq(address.as_str())).await? {
            return Err(Fault::Refused(UserError::EmailTaken));
        }
    }
    Ok(())
}

/// Whether somebody else has it. On MySQL the column of the existing server finds more equal than our key
/// does, an accent for instance, and its unique index would refuse that.
async fn is_taken(
    tx: &DatabaseTransaction,
    id: UserId,
    by_key: SimpleExpr,
    by_text: SimpleExpr,
) -> Result<bool, DbErr> {
    let by_key = account::Entity::find().filter(by_key).filter(account::Column::UserId.ne(id.to_string()));
    if by_key.count(tx).await? > 0 {
        return Ok(true);
    }
    let by_text = user::Entity::find().filter(by_text).filter(user::Column::Id.ne(id.to_string()));
    Ok(by_text.count(tx).await? > 0)
}
