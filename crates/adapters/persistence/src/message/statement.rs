//! Statements over many rows at once.
//!
//! Every length of a list is another statement to a database, to be prepared and kept. So lists come in
//! lengths of powers of two only: what is looked for is filled up with its last value, what is written is
//! cut into pieces.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryResult,
    sea_query::{Expr, ExprTrait, InsertStatement, IntoValueTuple, Query, SelectStatement, Value},
};

/// What the table of pairs is called within a statement.
const WANTED: &str = "wanted";

/// How many are looked for at once. Asked for a thousand, PostgreSQL and MariaDB would rather read the whole
/// table.
const AT_ONCE: usize = 256;

/// The rows of a table whose two columns hold one of `pairs`, each found by the index on them; `refine` says
/// what to select. A row that was asked for twice may come twice.
pub async fn query_pairs<E, P>(
    tx: &DatabaseTransaction,
    table: E,
    key: [E::Column; 2],
    pairs: Vec<P>,
    refine: impl Fn(&mut SelectStatement),
) -> Result<Vec<QueryResult>, DbErr>
where
    E: EntityTrait,
    P: IntoValueTuple + Clone,
{
    let mut rows = Vec::new();
    for pairs in lists(pairs) {
        let mut select = select_pairs(tx.get_database_backend(), table, key, pairs);
        refine(&mut select);
        rows.extend(tx.query_all(&select).await?);
    }
    Ok(rows)
}

/// MySQL finds rows by an index when the pairs are listed; the others when they are joined, SQLite only with
/// the pairs first, which `CROSS JOIN` asks for.
fn select_pairs<E, P>(
    backend: DbBackend,
    table: E,
    [one, other]: [E::Column; 2],
    pairs: Vec<P>,
) -> SelectStatement
where
    E: EntityTrait,
    P: IntoValueTuple,
{
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

/// Cuts what is looked for into lists for `IN`, in the same order.
pub fn lists<V: Clone>(values: Vec<V>) -> impl Iterator<Item = Vec<V>> {
    let mut rest = values;
    std::iter::from_fn(move || {
        let later = rest.split_off(rest.len().min(AT_ONCE));
        let mut list = std::mem::replace(&mut rest, later);
        let last = list.last()?.clone();
        list.resize(list.len().next_power_of_two(), last);
        Some(list)
    })
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
        let cases: [(usize, &[usize]); 6] =
            [(0, &[]), (1, &[1]), (3, &[4]), (256, &[256]), (257, &[256, 1]), (1_024, &[256; 4])];
        for (length, lengths) in cases {
            let values: Vec<usize> = (0..length).collect();
            let lists: Vec<Vec<usize>> = lists(values.clone()).collect();
            assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
            let mut all = lists.concat();
            all.dedup();
            assert_eq!(all, values);
        }
        for (length, piece) in [(1, 1), (3, 2), (1_023, 512), (1_024, 1_024)] {
            assert_eq!(largest_piece(length), piece);
        }
    }
}
