//! Conversations, their entries, and how far everybody has come in them.
//!
//! Nothing here has foreign keys: a group of a thousand messages would look up each of its authors and
//! conversations once more, only to learn what the same transaction has just read. Accounts, rooms and
//! conversations are never removed, they are closed.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{auto_number, create_missing_index, keep_rows_in_the_key, key_text, new_table, number};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, table) in definitions(manager.get_database_backend()) {
            manager.create_table(table).await?;
        }
        // The conversations of the one with the lower number are found by the unique key.
        create_missing_index(manager, "conversation", "high_number").await?;
        index_client_ids(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Every table, by name.
pub fn definitions(backend: DbBackend) -> Vec<(&'static str, TableCreateStatement)> {
    vec![
        ("conversation", conversation(backend)),
        ("entry", entry(backend)),
        ("read_cursor", read_cursor(backend)),
        ("delivery_cursor", delivery_cursor(backend)),
    ]
}

/// A room's conversation has `room_number`; that of two people has the smaller of their account numbers as
/// `low_number` and the larger as `high_number`.
fn conversation(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, Conversation::Table)
        .col(auto_number(Conversation::Number))
        .col(ColumnDef::new(Conversation::RoomNumber).big_integer().unique_key())
        .col(ColumnDef::new(Conversation::LowNumber).big_integer())
        .col(ColumnDef::new(Conversation::HighNumber).big_integer())
        .col(number(Conversation::LastSeq))
        .col(number(Conversation::LastOrdinal))
        .col(number(Conversation::LastAt))
        .index(
            Index::create()
                .name("conversation_pair")
                .unique()
                .col(Conversation::LowNumber)
                .col(Conversation::HighNumber),
        )
        .take()
}

/// Rows are only ever added at the end of the table: its key grows with each.
fn entry(backend: DbBackend) -> TableCreateStatement {
    let mut key = number(Entry::Number).primary_key().take();
    let mut content = ColumnDef::new(Entry::Content).text().not_null().take();
    match backend {
        // Every integer key counts by itself there; AUTOINCREMENT would add a write to each insert.
        DbBackend::Sqlite => {}
        // 65,536 characters may take four bytes each; a `text` there has 65,535 bytes.
        DbBackend::MySql => {
            key.auto_increment();
            content.custom("mediumtext");
        }
        _ => _ = key.auto_increment(),
    }
    new_table(backend, Entry::Table)
        .col(key)
        .col(number(Entry::Conversation))
        .col(number(Entry::Seq))
        .col(ColumnDef::new(Entry::Kind).small_integer().not_null())
        .col(number(Entry::Ordinal))
        .col(ColumnDef::new(Entry::MessageId).binary_len(16).not_null())
        .col(number(Entry::Author))
        .col(key_text(backend, Entry::ClientId, 64).null())
        .col(content)
        .col(ColumnDef::new(Entry::Extra).text())
        .col(number(Entry::At))
        .index(
            Index::create().name("entry_conversation_seq").unique().col(Entry::Conversation).col(Entry::Seq),
        )
        .take()
}

/// A sender's own names for messages are unique. Most clients give none; where a database can leave those
/// rows out of the index, it does.
async fn index_client_ids(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    const NAME: &str = "entry_author_client_id";
    if manager.has_index("entry", NAME).await? {
        return Ok(());
    }
    let mut index = Index::create();
    index.name(NAME).table(Entry::Table).unique().col(Entry::Author).col(Entry::ClientId);
    if manager.get_database_backend() != DbBackend::MySql {
        index.and_where(Expr::col(Entry::ClientId).is_not_null());
    }
    manager.create_index(index).await
}

fn read_cursor(backend: DbBackend) -> TableCreateStatement {
    let mut table = new_table(backend, ReadCursor::Table)
        .col(number(ReadCursor::UserNumber))
        .col(number(ReadCursor::Conversation))
        .col(number(ReadCursor::Seq))
        .col(number(ReadCursor::Ordinal))
        .col(number(ReadCursor::At))
        .primary_key(Index::create().col(ReadCursor::UserNumber).col(ReadCursor::Conversation))
        .take();
    keep_rows_in_the_key(backend, &mut table);
    table
}

fn delivery_cursor(backend: DbBackend) -> TableCreateStatement {
    let mut table = new_table(backend, DeliveryCursor::Table)
        .col(number(DeliveryCursor::UserNumber))
        .col(number(DeliveryCursor::Conversation))
        .col(key_text(backend, DeliveryCursor::ClientKind, 16))
        .col(number(DeliveryCursor::Seq))
        .primary_key(
            Index::create()
                .col(DeliveryCursor::UserNumber)
                .col(DeliveryCursor::Conversation)
                .col(DeliveryCursor::ClientKind),
        )
        .take();
    keep_rows_in_the_key(backend, &mut table);
    table
}

#[derive(DeriveIden)]
enum Conversation {
    Table,
    Number,
    RoomNumber,
    LowNumber,
    HighNumber,
    LastSeq,
    LastOrdinal,
    LastAt,
}

#[derive(DeriveIden)]
enum Entry {
    Table,
    Number,
    Conversation,
    Seq,
    Kind,
    Ordinal,
    MessageId,
    Author,
    ClientId,
    Content,
    Extra,
    At,
}

#[derive(DeriveIden)]
enum ReadCursor {
    Table,
    UserNumber,
    Conversation,
    Seq,
    Ordinal,
    At,
}

#[derive(DeriveIden)]
enum DeliveryCursor {
    Table,
    UserNumber,
    Conversation,
    ClientKind,
    Seq,
}
