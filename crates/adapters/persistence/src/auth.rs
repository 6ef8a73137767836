//! Passwords and logins.

use async_trait::async_trait;
use discuss_auth::{
    Claims, Client, CredentialRepository, NewSession, Rotation, SecretDigest, Session, SessionRepository,
    Standing, StoredCredentials,
};
use discuss_kernel::{Ended, SessionId, StoreError, Timestamp, UserCard, UserId, name_key};
use discuss_user::PasswordHash;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Set, sea_query::Expr,
};

use crate::{
    Database,
    card::UserRow,
    entity::{account, session, user},
    error::store_error,
    lock::living_account,
};

/// Passwords and logins in a database.
pub struct Logins {
    db: Database,
}

impl Logins {
    /// The passwords and logins of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

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

#[async_trait]
impl SessionRepository for Logins {
    async fn open(&self, session: &NewSession) -> Result<bool, StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(account) = living_account(tx, session.user).await? else { return Ok(false) };
                if account.disabled != 0 || !has_password(tx, &account, &session.password).await? {
                    return Ok(false);
                }
                session::Entity::insert(row_of(session, account.number)).exec_without_returning(tx).await?;
                Ok(true)
            })
            .await
    }

    async fn standing(&self, claims: &Claims, now: Timestamp) -> Result<Option<Standing>, StoreError> {
        match claims.session {
            Some(session) => self.standing_of_login(claims.user, session, now).await,
            None => self.standing_of_token(claims).await,
        }
        .map_err(store_error)
    }

    async fn list(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let Some(number) = self.db.numbers().user(self.db.reader(), user).await.map_err(store_error)? else {
            return Ok(Vec::new());
        };
        let rows = session::Entity::find()
            .filter(session::Column::UserNumber.eq(number))
            .filter(lives_at(now))
            .order_by_desc(session::Column::CreatedAt)
            .order_by_asc(session::Column::SessionId)
            .all(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().filter_map(session_of).collect())
    }

    async fn end(&self, user: UserId, session: SessionId, at: Timestamp) -> Result<bool, StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(number) = self.db.numbers().user(tx, user).await? else { return Ok(false) };
                let own = Condition::all().add(is(session)).add(session::Column::UserNumber.eq(number));
                Ok(end(tx, own.add(lives_at(at)), at).await? > 0)
            })
            .await
    }

    async fn end_all_but(
        &self,
        user: UserId,
        kept: Option<SessionId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                match self.db.numbers().user(tx, user).await? {
                    Some(number) => Ok(end_logins(tx, number, kept, at).await?),
                    None => Ok(()),
                }
            })
            .await
    }

    async fn ended_between(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(UserId, Ended)>, StoreError> {
        let mut ended = self.logins_ended_between(since, now).await.map_err(store_error)?;
        ended.extend(self.tokens_void_since(since).await.map_err(store_error)?);
        Ok(ended)
    }

    async fn remove_ended(&self, before: Timestamp, limit: u64) -> Result<u64, StoreError> {
        let is_over = Condition::any()
            .add(session::Column::EndedAt.lt(before.millis()))
            .add(session::Column::ExpiresAt.lt(before.millis()));
        // What is over stays so: it can be looked for before anything is locked.
        let numbers: Vec<i64> = session::Entity::find()
            .select_only()
            .column(session::Column::Number)
            .filter(is_over)
            .limit(limit)
            .into_tuple()
            .all(self.db.reader())
            .await
            .map_err(store_error)?;
        let meant = session::Column::Number.is_in(numbers);
        let removed = session::Entity::delete_many().filter(meant).exec(self.db.writer()).await;
        Ok(removed.map_err(store_error)?.rows_affected)
    }

    async fn rotate(
        &self,
        session: SessionId,
        presented: SecretDigest,
        next: SecretDigest,
        at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<Rotation, StoreError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let living = Condition::all().add(is(session)).add(lives_at(at));
                let renewable = living.add(session::Column::RefreshDigest.is_not_null());
                let rotated = session::Entity::update_many()
                    .col_expr(session::Column::RefreshDigest, Expr::value(next.0.to_vec()))
                    .col_expr(session::Column::RenewedAt, Expr::value(at.millis()))
                    .col_expr(session::Column::ExpiresAt, Expr::value(expires_at.millis()))
                    .filter(renewable.clone())
                    .filter(session::Column::RefreshDigest.eq(presented.0.to_vec()))
                    .exec(tx)
                    .await?;
                let is_right = rotated.rows_affected > 0;
                let has_ended = !is_right && end(tx, renewable, at).await? > 0;
                if !is_right && !has_ended {
                    return Ok(Rotation::Gone);
                }
                let owner = owner(tx, session).await?;
                Ok(match owner {
                    Some(card) if is_right => Rotation::Rotated(card),
                    Some(card) => Rotation::Reused(card.id),
                    None => Rotation::Gone,
                })
            })
            .await
    }
}

impl Logins {
    async fn logins_ended_between(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<(UserId, Ended)>, DbErr> {
        let meanwhile = Condition::any()
            .add(session::Column::EndedAt.gte(since.millis()))
            .add(session::Column::ExpiresAt.between(since.millis(), now.millis()));
        let rows: Vec<(String, Vec<u8>)> = session::Entity::find()
            .select_only()
            .columns([account::Column::UserId])
            .columns([session::Column::SessionId])
            .join(JoinType::InnerJoin, session::Relation::Account.def())
            .filter(meanwhile)
            .into_tuple()
            .all(self.db.reader())
            .await?;
        let ended = |(user, session): (String, Vec<u8>)| {
            Some((user.parse().ok()?, Ended::One(session_id(&session)?)))
        };
        Ok(rows.into_iter().filter_map(ended).collect())
    }

    async fn tokens_void_since(&self, since: Timestamp) -> Result<Vec<(UserId, Ended)>, DbErr> {
        let users: Vec<String> = account::Entity::find()
            .select_only()
            .column(account::Column::UserId)
            .filter(account::Column::TokensAfter.gt(since.seconds()))
            .into_tuple()
            .all(self.db.reader())
            .await?;
        Ok(users.iter().filter_map(|user| Some((user.parse().ok()?, Ended::Tokens))).collect())
    }

    async fn standing_of_login(
        &self,
        user: UserId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<Standing>, DbErr> {
        let row: Option<(i16, Option<Vec<u8>>)> = session::Entity::find()
            .select_only()
            .columns([account::Column::Role])
            .columns([session::Column::RefreshDigest])
            .join(JoinType::InnerJoin, session::Relation::Account.def())
            .join(JoinType::InnerJoin, account::Relation::User.def())
            .filter(is(session))
            .filter(lives_at(now))
            .filter(may_enter(user))
            .into_tuple()
            .one(self.db.reader())
            .await?;
        Ok(row.map(|(role, refresh)| Standing { is_admin: role != 0, refreshable: refresh.is_some() }))
    }

    async fn standing_of_token(&self, claims: &Claims) -> Result<Option<Standing>, DbErr> {
        let role: Option<i16> = account::Entity::find()
            .select_only()
            .column(account::Column::Role)
            .join(JoinType::InnerJoin, account::Relation::User.def())
            .filter(may_enter(claims.user))
            .filter(account::Column::TokensAfter.lte(claims.issued_at))
            .into_tuple()
            .one(self.db.reader())
            .await?;
        Ok(role.map(|role| Standing { is_admin: role != 0, refreshable: false }))
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

/// Ends every login of an account but `kept`, and every token that belongs to none.
pub async fn end_logins(
    tx: &DatabaseTransaction,
    account: i64,
    kept: Option<SessionId>,
    at: Timestamp,
) -> Result<(), DbErr> {
    let own =
        Condition::all().add(session::Column::UserNumber.eq(account)).add(session::Column::EndedAt.is_null());
    let others = match kept {
        Some(kept) => own.add(is(kept).not()),
        None => own,
    };
    end(tx, others, at).await?;
    // Tokens tell the second in which they were issued; those of this very second are void too.
    account::Entity::update_many()
        .col_expr(account::Column::TokensAfter, Expr::value(at.seconds() + 1))
        .filter(account::Column::Number.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the logins that are `meant`, and says how many.
async fn end(tx: &DatabaseTransaction, meant: Condition, at: Timestamp) -> Result<u64, DbErr> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at.millis()))
        .filter(meant)
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

async fn owner(tx: &DatabaseTransaction, session: SessionId) -> Result<Option<UserCard>, DbErr> {
    let row = user::Entity::find()
        .inner_join(account::Entity)
        .join_rev(JoinType::InnerJoin, session::Relation::Account.def())
        .filter(is(session))
        .into_partial_model::<UserRow>()
        .one(tx)
        .await?;
    Ok(row.and_then(UserRow::card))
}

/// Whether this is, to the letter, the password of an account whose row is locked.
async fn has_password(
    tx: &DatabaseTransaction,
    account: &account::Model,
    password: &PasswordHash,
) -> Result<bool, DbErr> {
    let row: Option<PasswordRow> =
        user::Entity::find_by_id(account.user_id.as_str()).into_partial_model().one(tx).await?;
    Ok(row.is_some_and(|row| row.password == password.as_str()))
}

fn is(session: SessionId) -> Condition {
    Condition::all().add(session::Column::SessionId.eq(session.uuid().as_bytes().to_vec()))
}

fn lives_at(now: Timestamp) -> Condition {
    Condition::all().add(session::Column::EndedAt.is_null()).add(session::Column::ExpiresAt.gt(now.millis()))
}

/// Whether it is this account, neither closed nor locked.
fn may_enter(user: UserId) -> Condition {
    Condition::all()
        .add(account::Column::UserId.eq(user.to_string()))
        .add(account::Column::Disabled.eq(0))
        .add(user::Column::IsDeleted.eq(0))
}

fn row_of(session: &NewSession, account: i64) -> session::ActiveModel {
    session::ActiveModel {
        session_id: Set(session.id.uuid().as_bytes().to_vec()),
        user_number: Set(account),
        created_at: Set(session.at.millis()),
        renewed_at: Set(session.at.millis()),
        expires_at: Set(session.expires_at.millis()),
        ended_at: Set(None),
        refresh_digest: Set(session.refresh.map(|digest| digest.0.to_vec())),
        address: Set(session.client.address.map(|address| address.to_string())),
        agent: Set(session.client.agent.clone()),
        ..Default::default()
    }
}

fn session_id(bytes: &[u8]) -> Option<SessionId> {
    uuid::Uuid::from_slice(bytes).ok().map(SessionId::from_uuid)
}

fn session_of(row: session::Model) -> Option<Session> {
    Some(Session {
        id: session_id(&row.session_id)?,
        client: Client { address: row.address.and_then(|address| address.parse().ok()), agent: row.agent },
        created_at: Timestamp::from_millis(row.created_at),
        renewed_at: Timestamp::from_millis(row.renewed_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    })
}
