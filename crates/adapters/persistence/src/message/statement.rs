//! Statements over many rows at once.
//!
//! Every length of a list is another statement to a database, to be prepared and kept. So lists come in
//! lengths of powers of two only: what is looked for is filled up with its last value, what is written is
//! cut into pieces.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    sea_query::{Expr, ExprTrait, InsertStatement, IntoValueTuple, Query, SelectStatement, Value},
};

/// What the table of pairs is called within a statement.
const WANTED: &str = "wanted";

/// Selects from a table the rows whose two columns hold one of `pairs`, each by the index on them.
///
/// MySQL finds rows by an index when the pairs are listed; the others when they are joined, SQLite only
/// with the pairs first, which `CROSS JOIN` asks for. A row that was asked for twice may come twice.
pub fn select_pairs<E, P>(
    backend: DbBackend,
    table: E,
    [one, other]: [E::Column; 2],
    pairs: Vec<P>,
) -> SelectStatement
where
    E: EntityTrait,
    P: IntoValueTuple + Clone,
{
    let pairs = filled_up(pairs);
    let mut select = Query::select();
    let (one, other) = (Expr::col((table, one)), Expr::col((table, other)));
    if backend == DbBackend::MySql {
        select.from(table).and_where(Expr::tuple([one, other]).in_tuples(pairs));
    } else {
        select
            .from_values(pairs, WANTED)
            .cross_join(table)
            .and_where(one.equals((WANTED, "column1")))
            .and_where(other.equals((WANTED, "column2")));
    }
    select
}

/// A list for `IN`.
pub fn filled_up<V: Clone>(mut values: Vec<V>) -> Vec<V> {
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    values
}

/// Writes all rows, as `insert` says, which lacks nothing but them.
pub async fn insert_rows<const N: usize>(
    tx: &DatabaseTransaction,
    insert: &InsertStatement,
    mut rows: Vec<[Value; N]>,
) -> Result<(), DbErr> {
    while !rows.is_empty() {
        let piece = largest_piece(rows.len());
        let mut insert = insert.clone();
        for row in rows.drain(..piece) {
            insert.values_panic(row.map(Expr::from));
        }
        tx.execute(&insert).await?;
    }
    Ok(())
}

/// The largest power of two that is not larger than `rows`.
const fn largest_piece(rows: usize) -> usize {
    1 << rows.ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_lengths_of_powers_of_two() {
        for (length, filled) in [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (1_024, 1_024)] {
            assert_eq!(filled_up(vec![7; length]).len(), filled);
        }
        for (length, piece) in [(1, 1), (3, 2), (1_023, 512), (1_024, 1_024)] {
            assert_eq!(largest_piece(length), piece);
        }
    }
}
