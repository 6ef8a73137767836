//! Passwords and logins.

mod credentials;
mod over;
mod renewal;
mod standing;

use async_trait::async_trait;
use discuss_auth::{Claims, Client, NewSession, Renewal, Rotation, Session, SessionRepository, Standing};
use discuss_kernel::{Ended, SessionId, StoreError, Timestamp, UserId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, Set,
    sea_query::Expr,
};

use self::credentials::has_password;
use crate::{
    Database,
    entity::{account, session},
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
        standing::standing(self.db.reader(), claims, now).await.map_err(store_error)
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
        over::ended_between(self.db.reader(), since, now).await.map_err(store_error)
    }

    async fn remove_ended(&self, before: Timestamp, limit: u64) -> Result<u64, StoreError> {
        over::remove_ended(&self.db, before, limit).await.map_err(store_error)
    }

    async fn rotate(&self, renewal: Renewal) -> Result<Rotation, StoreError> {
        self.db.transaction(|tx| async move { Ok(renewal::rotate(&tx, renewal).await?) }).await
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

fn is(session: SessionId) -> Condition {
    Condition::all().add(session::Column::SessionId.eq(session.uuid().as_bytes().to_vec()))
}

fn lives_at(now: Timestamp) -> Condition {
    Condition::all().add(session::Column::EndedAt.is_null()).add(session::Column::ExpiresAt.gt(now.millis()))
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
