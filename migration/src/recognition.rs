//! Tells a database that the existing server made from one that only has tables of the same names.

use std::collections::HashMap;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, QueryResult},
};

use crate::{
    MigrationError, m20261123_000001_server_nestjs_tables as server_nestjs,
    m20261123_000002_accounts as accounts, m20261123_000003_messages as messages,
    m20261124_000004_adopted_database as adopted, m20261124_000005_files as files,
    m20261124_000006_jobs as jobs, m20261124_000011_notes as notes,
    m20261125_000012_preferences as preferences, m20261125_000013_blocks as blocks,
    m20261125_000014_avatars as avatars, schema::IdText, times,
};

/// Refuses a database with a table that bears one of our names and is another one, before anything is changed.
/// What migrations that are `applied` have made is known.
pub async fn require_known(manager: &SchemaManager<'_>, applied: &[String]) -> Result<(), MigrationError> {
    let backend = manager.get_database_backend();
    let made = [
        (server_nestjs::Migration.name().to_owned(), server_nestjs::definitions(backend)),
        (accounts::Migration.name().to_owned(), accounts::definitions(backend, &IdText::default())),
        (messages::Migration.name().to_owned(), messages::definitions(backend)),
        (adopted::Migration.name().to_owned(), times::definitions(backend, &IdText::default())),
        (files::Migration.name().to_owned(), files::definitions(backend)),
        (jobs::Migration.name().to_owned(), jobs::definitions(backend)),
        (notes::Migration.name().to_owned(), notes::definitions(backend, &IdText::default())),
        (preferences::Migration.name().to_owned(), preferences::definitions(backend)),
        (blocks::Migration.name().to_owned(), blocks::definitions(backend)),
        (avatars::Migration.name().to_owned(), avatars::definitions(backend, &IdText::default())),
    ];
    for (migration, tables) in made {
        if applied.contains(&migration) {
            continue;
        }
        for (table, definition) in tables {
            if manager.has_table(table).await? {
                require_same(manager, table, &definition).await?;
            }
        }
    }
    Ok(())
}

async fn require_same(
    manager: &SchemaManager<'_>,
    table: &'static str,
    definition: &TableCreateStatement,
) -> Result<(), MigrationError> {
    let unknown = |what: String| Err(MigrationError::Unknown(format!("the table {table} {what}")));
    if manager.get_database_backend() != DbBackend::MySql {
        for column in definition.get_columns() {
            let name = column.get_column_name();
            if !manager.has_column(table, &name).await? {
                return unknown(format!("has no column {name}"));
            }
        }
        return Ok(());
    }
    let mut found = found_columns(manager, table).await?;
    for column in definition.get_columns() {
        let name = column.get_column_name();
        match found.remove(&name) {
            None => return unknown(format!("has no column {name}")),
            Some(found) if !found.is_like(column) => {
                return unknown(format!("has a column {name} of the type {}", found.kind));
            }
            Some(_) => {}
        }
    }
    match found.into_iter().find(|(_, column)| column.must_be_given) {
        Some((name, _)) => unknown(format!("has a column {name} that needs a value")),
        None => Ok(()),
    }
}

/// A column as MySQL describes it.
struct FoundColumn {
    kind: String,
    /// Whether no row can be made without it.
    must_be_given: bool,
}

impl FoundColumn {
    /// Whether it holds what a column of ours holds; lengths may differ.
    fn is_like(&self, ours: &ColumnDef) -> bool {
        let kinds: &[&str] = match ours.get_column_type() {
            Some(ColumnType::String(_)) => &["varchar", "char"],
            Some(ColumnType::TinyInteger) => &["tinyint"],
            Some(ColumnType::Custom(name)) if name.to_string().starts_with("timestamp") => &["timestamp"],
            _ => return true,
        };
        kinds.contains(&self.kind.as_str())
    }
}

async fn found_columns(
    manager: &SchemaManager<'_>,
    table: &str,
) -> Result<HashMap<String, FoundColumn>, DbErr> {
    let question = Query::select()
        .columns(["COLUMN_NAME", "DATA_TYPE", "IS_NULLABLE", "COLUMN_DEFAULT", "EXTRA"])
        .from(("information_schema", "COLUMNS"))
        .and_where(Expr::col("TABLE_SCHEMA").eq(Expr::cust("DATABASE()")))
        .and_where(Expr::col("TABLE_NAME").eq(table))
        .take();
    let read = |row: QueryResult| -> Result<_, DbErr> {
        let (nullable, extra): (String, String) =
            (row.try_get("", "IS_NULLABLE")?, row.try_get("", "EXTRA")?);
        let default: Option<String> = row.try_get("", "COLUMN_DEFAULT")?;
        let fills_itself = nullable == "YES" || default.is_some() || !extra.is_empty();
        let column = FoundColumn { kind: row.try_get("", "DATA_TYPE")?, must_be_given: !fills_itself };
        Ok((row.try_get("", "COLUMN_NAME")?, column))
    };
    manager.get_connection().query_all(&question).await?.into_iter().map(read).collect()
}
