//! From the words of the database to those of the domain.

use discuss_kernel::StoreError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr, sqlx};

/// Why a unit of work ended without a result.
pub enum Fault<E> {
    /// The database is to blame; some of its troubles pass when the work is repeated.
    Database(DbErr),
    /// The domain says no. What was written until then is undone.
    Refused(E),
}

impl<E> From<DbErr> for Fault<E> {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// The domain's word for a statement that failed. Whatever it was part of did not happen.
pub fn store_error(error: DbErr) -> StoreError {
    if is_shortage(&error) { StoreError::busy(error) } else { StoreError::failed(error) }
}

/// The domain's word for a COMMIT that failed: unless the database says so, nobody knows whether it
/// happened.
pub fn commit_error(error: DbErr) -> StoreError {
    if is_shortage(&error) { StoreError::busy(error) } else { StoreError::unconfirmed(error) }
}

/// Whether a unit of work should be tried again from its beginning: it stood in another one's way, or
/// another one was quicker to store what must be unique, which a second look will find.
pub fn is_worth_repeating(error: &DbErr) -> bool {
    is_conflict(error) || is_unique_violation(error)
}

/// Whether the row would have stood beside one that it must not stand beside.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether units of work wait for each other, or saw what changed meanwhile.
pub fn is_conflict(error: &DbErr) -> bool {
    /// 1213 is a deadlock, 1020 a row that changed since it was read.
    const MYSQL: [u16; 2] = [1213, 1020];
    /// A serialization failure, and a deadlock.
    const POSTGRES: [&str; 2] = ["40001", "40P01"];
    database_error(error).is_some_and(|error| {
        match error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
            Some(error) => MYSQL.contains(&error.number()),
            None => error.code().is_some_and(|code| POSTGRES.contains(&code.as_ref())),
        }
    })
}

/// Whether a connection or a lock was not free in time.
fn is_shortage(error: &DbErr) -> bool {
    /// A lock was waited for too long.
    const MYSQL: u16 = 1205;
    /// A lock was not free, and too many connections.
    const POSTGRES: [&str; 2] = ["55P03", "53300"];
    /// The last eight bits of SQLite's codes tell what kind it is: locked by another connection.
    const SQLITE_BUSY: u32 = 5;
    if matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) {
        return true;
    }
    let Some(error) = database_error(error) else { return false };
    if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return error.number() == MYSQL;
    }
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return code.parse::<u32>().is_ok_and(|code| code & 0xff == SQLITE_BUSY);
    }
    POSTGRES.contains(&code.as_ref())
}

fn database_error(error: &DbErr) -> Option<&dyn sqlx::error::DatabaseError> {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    cause.as_database_error()
}
