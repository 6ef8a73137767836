//! Passwords.

use async_trait::async_trait;
use discuss_auth::{CredentialRepository, StoredCredentials};
use discuss_kernel::{StoreError, UserId, name_key};
use discuss_user::PasswordHash;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, QueryFilter, sea_query::Expr,
};

use super::Logins;
use crate::{
    card::UserRow,
    entity::{account, user},
    error::store_error,
    lock::living_account,
};

#[async_trait]
impl CredentialRepository for Logins {
    async fn find_credentials(&self, username: &str) -> Result<Option<StoredCredentials>, StoreError> {
        let row = account::Entity::find()
            .inner_join(user::Entity)
            .filter(account::Column::UsernameKey.eq(name_key(username)))
            .filter(user::Column::IsDeleted.eq(0))
            .into_partial_model::<CredentialRow>()
            .one(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(row.and_then(CredentialRow::credentials))
    }

    async fn replace_hash(
        &self,
        user: UserId,
        outdated: &PasswordHash,
        fresh: &PasswordHash,
    ) -> Result<bool, StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(account) = living_account(tx, user).await? else { return Ok(false) };
                if !has_password(tx, &account, outdated).await? {
                    return Ok(false);
                }
                user::Entity::update_many()
                    .col_expr(user::Column::Password, Expr::value(fresh.as_str()))
                    // Else MySQL notes the time: its owner has changed nothing.
                    .col_expr(user::Column::UpdatedAt, Expr::col(user::Column::UpdatedAt))
                    .filter(user::Column::Id.eq(account.user_id.as_str()))
                    .exec(tx)
                    .await?;
                Ok(true)
            })
            .await
    }
}

/// What a password is compared with, and whose it is.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "account::Entity")]
struct CredentialRow {
    disabled: i16,
    #[sea_orm(nested)]
    user: UserRow,
    #[sea_orm(nested)]
    secret: PasswordRow,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
struct PasswordRow {
    password: String,
}

impl CredentialRow {
    fn credentials(self) -> Option<StoredCredentials> {
        let password = PasswordHash::new(self.secret.password);
        Some(StoredCredentials { card: self.user.card()?, password, disabled: self.disabled != 0 })
    }
}

/// Whether this is, to the letter, the password of an account whose row is locked.
pub async fn has_password(
    tx: &DatabaseTransaction,
    account: &account::Model,
    password: &PasswordHash,
) -> Result<bool, DbErr> {
    let row: Option<PasswordRow> =
        user::Entity::find_by_id(account.user_id.as_str()).into_partial_model().one(tx).await?;
    Ok(row.is_some_and(|row| row.password == password.as_str()))
}
