//! The times that the existing server wrote: in UTC, or in the zone where it ran, which nobody can tell by
//! looking at them.
//!
//! What it wrote is remembered at the adoption. A conversion starts from there, so that it can be repeated, and
//! corrected; and it leaves alone what has been written since.

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, TransactionTrait};
use sea_orm_migration::prelude::*;
use time::UtcOffset;

use crate::{
    MigrationError,
    schema::{IdText, key_text, new_table, number},
};

/// The five tables, and whether they say when a row was changed.
const TABLES: [(&str, bool); 5] =
    [("user", true), ("room", true), ("member", false), ("friend", false), ("apply", true)];
/// Our tables that repeat, in milliseconds, when a row of theirs was made, with the column that refers to it.
const REPEATED: [(&str, &str, &str); 2] =
    [("membership", "member", "member_id"), ("friendship", "friend", "friend_id")];

/// What a conversion of times has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// So many rows had local times and have UTC now.
    Done {
        /// Those of the existing server.
        rows: u64,
    },
    /// That was done before; nothing has changed.
    DoneBefore,
}

/// Whether the existing server has made the tables: it keeps whole seconds, where we keep microseconds.
pub async fn are_of_existing_server(manager: &SchemaManager<'_>) -> Result<bool, DbErr> {
    if manager.get_database_backend() != DbBackend::MySql {
        return Ok(false);
    }
    let question = "SELECT CAST(DATETIME_PRECISION AS SIGNED) FROM information_schema.COLUMNS \
        WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'user' AND COLUMN_NAME = 'createdAt'";
    let row = query(manager.get_connection(), question.to_owned()).await?;
    Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()? == Some(0))
}

/// Makes the tables that remember.
pub async fn create(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let ids = IdText::like_existing(manager).await?;
    for (_, table) in definitions(manager.get_database_backend(), &ids) {
        manager.create_table(table).await?;
    }
    Ok(())
}

/// The tables that remember, by name. Times in them are whole seconds since the epoch.
pub fn definitions(backend: DbBackend, ids: &IdText) -> Vec<(&'static str, TableCreateStatement)> {
    let found = new_table(backend, AdoptedTime::Table)
        .col(key_text(backend, AdoptedTime::Kind, 8))
        .col(ids.column(AdoptedTime::Id))
        .col(number(AdoptedTime::CreatedAt))
        .col(number(AdoptedTime::UpdatedAt).null())
        .primary_key(Index::create().col(AdoptedTime::Kind).col(AdoptedTime::Id))
        .take();
    let state = new_table(backend, Adoption::Table)
        .col(number(Adoption::Number).primary_key())
        .col(number(Adoption::TimesOffset))
        .take();
    vec![("adopted_time", found), ("adoption", state)]
}

/// Notes what the five tables say, beginning afresh should something be noted already.
pub async fn remember(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    for table in ["adopted_time", "adoption"] {
        db.execute_unprepared(&format!("DELETE FROM {table}")).await?;
    }
    for (table, has_changes) in TABLES {
        let changed = if has_changes { "UNIX_TIMESTAMP(updatedAt)" } else { "NULL" };
        db.execute_unprepared(&format!(
            "INSERT INTO adopted_time (kind, id, created_at, updated_at) \
             SELECT '{table}', id, UNIX_TIMESTAMP(createdAt), {changed} FROM `{table}`"
        ))
        .await?;
    }
    db.execute_unprepared("INSERT INTO adoption (number, times_offset) VALUES (1, 0)").await?;
    Ok(())
}

/// Takes the times that the existing server wrote for local ones, `from` ahead of UTC, and makes them UTC. With
/// the same zone a second time nothing happens; with another one the first conversion is corrected.
///
/// # Errors
/// When the existing server has left no times here, or a statement fails; then nothing has changed.
pub async fn convert_times<'c>(
    db: impl IntoSchemaManagerConnection<'c>,
    from: UtcOffset,
) -> Result<Conversion, MigrationError> {
    let manager = SchemaManager::new(db);
    let db = manager.get_connection();
    if !manager.has_table("adopted_time").await? {
        return Err(MigrationError::NothingAdopted);
    }
    let tx = db.begin().await?;
    let before = query(&tx, "SELECT times_offset FROM adoption FOR UPDATE".to_owned()).await?;
    let before: i64 = before.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    let after = i64::from(from.whole_seconds());
    if before == after {
        return Ok(Conversion::DoneBefore);
    }
    let mut rows = 0;
    for (table, has_changes) in TABLES {
        rows += tx.execute_unprepared(&shift(table, has_changes, before, after)).await?.rows_affected();
    }
    for (table, kind, reference) in REPEATED {
        tx.execute_unprepared(&format!(
            "UPDATE {table} ours JOIN adopted_time found ON found.kind = '{kind}' AND found.id = ours.{reference} \
             SET ours.since = (found.created_at - ({after})) * 1000 \
             WHERE ours.since = (found.created_at - ({before})) * 1000"
        ))
        .await?;
    }
    tx.execute_unprepared(&format!("UPDATE adoption SET times_offset = {after}")).await?;
    tx.commit().await?;
    Ok(Conversion::Done { rows })
}

/// Each time is changed only where it still is what was found, as converted before. Both are written, since
/// MySQL would otherwise note the change itself.
fn shift(table: &str, has_changes: bool, before: i64, after: i64) -> String {
    let moved = |theirs: &str, found: &str| {
        format!(
            "theirs.{theirs} = IF(UNIX_TIMESTAMP(theirs.{theirs}) = found.{found} - ({before}), \
             FROM_UNIXTIME(found.{found} - ({after})), theirs.{theirs})"
        )
    };
    let mut columns = vec![moved("createdAt", "created_at")];
    if has_changes {
        columns.push(moved("updatedAt", "updated_at"));
    }
    format!(
        "UPDATE `{table}` theirs JOIN adopted_time found ON found.kind = '{table}' AND found.id = theirs.id SET {}",
        columns.join(", ")
    )
}

async fn query(db: &impl ConnectionTrait, question: String) -> Result<Option<QueryResult>, DbErr> {
    db.query_one_raw(Statement::from_string(db.get_database_backend(), question)).await
}

/// What the existing server wrote, row by row.
#[derive(DeriveIden)]
enum AdoptedTime {
    Table,
    Kind,
    Id,
    CreatedAt,
    UpdatedAt,
}

/// A single row: how far ahead of UTC its times were, in seconds, as far as they are converted.
#[derive(DeriveIden)]
enum Adoption {
    Table,
    Number,
    TimesOffset,
}
