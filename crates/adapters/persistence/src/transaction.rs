//! Units of work: all of it happens, or none.

use std::{sync::Arc, time::Duration};

use discuss_kernel::StoreError;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::{
    Database,
    error::{Fault, commit_error, is_conflict, is_worth_repeating, store_error},
};

/// How often a unit of work is tried before its failure is believed.
const ATTEMPTS: u32 = 5;
/// How long the second attempt waits; each one after it waits longer by as much.
const PAUSE: Duration = Duration::from_millis(5);

impl Database {
    /// Does `work` in one transaction and commits it if it succeeds.
    ///
    /// Should it have stood in another one's way, it is done again from the beginning, so it must not change
    /// anything but the database. A unique violation is such a case too: the work looks before it inserts,
    /// and when it looks again it sees what was inserted meanwhile.
    ///
    /// The work shares the transaction, since a future that borrows it could not be sent between threads; it
    /// lets go of it when it ends.
    ///
    /// # Errors
    /// What `work` refuses with, or a [`StoreError`].
    pub(crate) async fn transaction<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        E: From<StoreError>,
        F: Fn(Arc<DatabaseTransaction>) -> Fut,
        Fut: Future<Output = Result<T, Fault<E>>>,
    {
        let mut attempt = 1;
        loop {
            match self.attempt(&work).await {
                Attempt::Done(result) => return result,
                Attempt::Repeat(error) if attempt == ATTEMPTS => return Err(store_error(error).into()),
                Attempt::Repeat(_) => tokio::time::sleep(PAUSE * attempt).await,
            }
            attempt += 1;
        }
    }

    async fn attempt<T, E, F, Fut>(&self, work: &F) -> Attempt<T, E>
    where
        E: From<StoreError>,
        F: Fn(Arc<DatabaseTransaction>) -> Fut,
        Fut: Future<Output = Result<T, Fault<E>>>,
    {
        let shared = match begin(self.writer()).await {
            Ok(tx) => Arc::new(tx),
            Err(error) => return Attempt::Done(Err(store_error(error).into())),
        };
        let result = work(Arc::clone(&shared)).await;
        let Some(tx) = Arc::into_inner(shared) else {
            return Attempt::Done(Err(StoreError::failed("a unit of work kept its transaction").into()));
        };
        match result {
            Ok(value) => commit(tx, value).await,
            Err(fault) => undo(tx, fault).await,
        }
    }
}

async fn commit<T, E: From<StoreError>>(tx: DatabaseTransaction, value: T) -> Attempt<T, E> {
    match tx.commit().await {
        Ok(()) => Attempt::Done(Ok(value)),
        Err(error) if is_conflict(&error) => Attempt::Repeat(error),
        Err(error) => Attempt::Done(Err(commit_error(error).into())),
    }
}

async fn undo<T, E: From<StoreError>>(tx: DatabaseTransaction, fault: Fault<E>) -> Attempt<T, E> {
    if let Err(error) = tx.rollback().await {
        // The connection is lost, and the transaction with it.
        tracing::warn!(%error, "could not roll back");
    }
    match fault {
        Fault::Refused(refusal) => Attempt::Done(Err(refusal)),
        Fault::Database(error) if is_worth_repeating(&error) => Attempt::Repeat(error),
        Fault::Database(error) => Attempt::Done(Err(store_error(error).into())),
    }
}

/// How one try at a unit of work ended.
enum Attempt<T, E> {
    Done(Result<T, E>),
    Repeat(DbErr),
}

/// SQLite takes its write lock at once. A transaction that read first and writes later would fail, should
/// another program have written meanwhile.
pub async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    writer
        .begin_with_options(TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() })
        .await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use sea_orm::{ConnectionTrait, RuntimeErr, sqlx};

    use super::*;
    use crate::testing::{empty, open};

    const INSERT: &str = "INSERT INTO thing VALUES (1)";

    async fn with_a_table() -> (Database, tempfile::TempDir) {
        let (db, directory) = empty().await;
        db.writer().execute_unprepared("CREATE TABLE thing (id INTEGER PRIMARY KEY)").await.unwrap();
        (db, directory)
    }

    async fn things(db: &Database) -> usize {
        let all = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT id FROM thing");
        db.reader().query_all_raw(all).await.unwrap().len()
    }

    #[tokio::test]
    async fn what_is_refused_never_happened() {
        let (db, _directory) = with_a_table().await;
        let refused: Result<(), StoreError> = db
            .transaction(|tx| async move {
                tx.execute_unprepared(INSERT).await?;
                Err(Fault::Refused(StoreError::failed("no")))
            })
            .await;
        assert!(refused.is_err());
        assert_eq!(things(&db).await, 0);
    }

    #[tokio::test]
    async fn who_was_overtaken_looks_again() {
        let (db, _directory) = with_a_table().await;
        let attempts = &AtomicU32::new(0);
        let done: Result<(), StoreError> = db
            .transaction(|tx| async move {
                tx.execute_unprepared(INSERT).await?;
                if attempts.fetch_add(1, Ordering::SeqCst) == 0 {
                    // As if somebody else had inserted it.
                    tx.execute_unprepared(INSERT).await?;
                }
                Ok(())
            })
            .await;
        done.unwrap();
        assert_eq!((attempts.load(Ordering::SeqCst), things(&db).await), (2, 1));
    }

    #[tokio::test]
    async fn a_failure_that_stays_is_believed() {
        let (db, _directory) = with_a_table().await;
        let attempts = &AtomicU32::new(0);
        let failed: Result<(), StoreError> = db
            .transaction(|tx| async move {
                attempts.fetch_add(1, Ordering::SeqCst);
                tx.execute_unprepared(INSERT).await?;
                tx.execute_unprepared(INSERT).await?;
                Ok(())
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Failed(_))));
        assert_eq!((attempts.load(Ordering::SeqCst), things(&db).await), (ATTEMPTS, 0));
    }

    #[tokio::test]
    async fn another_programs_write_lock_is_waited_for_and_then_called_busy() {
        let (db, directory) = with_a_table().await;
        let other = open(&directory).await;
        let held = begin(other.writer()).await.unwrap();

        // It has not written yet: the lock is taken at the beginning.
        let busy: Result<(), StoreError> = db.transaction(|_| async { Ok(()) }).await;
        assert!(matches!(busy, Err(StoreError::Busy(_))));

        held.rollback().await.unwrap();
        let done: Result<(), StoreError> = db.transaction(|_| async { Ok(()) }).await;
        done.unwrap();
    }

    #[tokio::test]
    async fn who_waits_for_the_only_writer_in_vain_is_told_so() {
        let (db, _directory) = with_a_table().await;
        let _held = begin(db.writer()).await.unwrap();
        let busy: Result<(), StoreError> = db.transaction(|_| async { Ok(()) }).await;
        assert!(matches!(busy, Err(StoreError::Busy(_))));
    }

    #[test]
    fn a_connection_lost_while_committing_leaves_it_open_what_happened() {
        let lost = sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        let lost = DbErr::Exec(RuntimeErr::SqlxError(Arc::new(lost)));
        assert!(matches!(commit_error(lost.clone()), StoreError::Unconfirmed(_)));
        assert!(matches!(store_error(lost), StoreError::Failed(_)));
    }
}
