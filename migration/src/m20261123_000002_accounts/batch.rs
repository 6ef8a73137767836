//! Rows on their way into a table, and the numbers they got there.

use std::{collections::HashMap, hash::Hash, str::FromStr};

use sea_orm::ConnectionTrait;
use sea_orm_migration::prelude::*;

/// How many rows are inserted at once: fewer values than any database allows.
const CHUNK: usize = 500;

/// Rows for one table.
pub struct Batch<I> {
    table: I,
    columns: Vec<I>,
    rows: Vec<Vec<Value>>,
}

impl<I: Iden + Copy> Batch<I> {
    /// No rows yet.
    pub fn new(table: I, columns: impl Into<Vec<I>>) -> Self {
        Self { table, columns: columns.into(), rows: Vec::new() }
    }

    /// One more row: a value for each column.
    pub fn push(&mut self, row: impl Into<Vec<Value>>) {
        self.rows.push(row.into());
    }

    /// Inserts them in order.
    pub async fn insert(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        for chunk in self.rows.chunks(CHUNK) {
            let mut insert = Query::insert();
            insert.into_table(self.table).columns(self.columns.iter().copied());
            for row in chunk {
                insert.values_panic(row.iter().cloned().map(Expr::val));
            }
            db.execute(&insert).await?;
        }
        Ok(())
    }
}

/// The number of every id in a table.
pub async fn numbers<I: Iden + Copy, Id: FromStr + Eq + Hash>(
    db: &impl ConnectionTrait,
    table: I,
    id: I,
    number: I,
) -> Result<HashMap<Id, i64>, DbErr> {
    let rows = db.query_all(Query::select().columns([id, number]).from(table)).await?;
    let mut numbers = HashMap::with_capacity(rows.len());
    for row in rows {
        let text: String = row.try_get_by_index(0)?;
        if let Ok(id) = text.parse() {
            numbers.insert(id, row.try_get_by_index(1)?);
        }
    }
    Ok(numbers)
}
