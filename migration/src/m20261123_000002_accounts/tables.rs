//! The definitions. Numbers stand for the text ids of people and rooms wherever rows are many: they are
//! short, and in an index they come in the order in which they were made.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{IdText, auto_number, create_missing_index, flag, key_text, new_table, number};

/// What we know of an account beside its row in `user`.
#[derive(DeriveIden, Clone, Copy)]
pub enum Account {
    Table,
    Number,
    UserId,
    UsernameKey,
    EmailKey,
    Role,
    Disabled,
    TokensAfter,
}

/// What we know of a room beside its row in `room`.
#[derive(DeriveIden, Clone, Copy)]
pub enum RoomIndex {
    Table,
    Number,
    RoomId,
    NameKey,
}

/// Who is whose friend: two rows for each pair, changed together.
#[derive(DeriveIden, Clone, Copy)]
pub enum Friendship {
    Table,
    UserNumber,
    FriendNumber,
    FriendId,
    Active,
    Since,
}

/// Who belongs to which room.
#[derive(DeriveIden, Clone, Copy)]
pub enum Membership {
    Table,
    RoomNumber,
    UserNumber,
    MemberId,
    Active,
    Since,
}

/// Applications that wait for an answer. Deleting the row is the decision.
#[derive(DeriveIden, Clone, Copy)]
pub enum OpenApplication {
    Table,
    ApplyId,
    WishKey,
    MakerNumber,
    AskedNumber,
    RoomNumber,
}

/// Logins.
#[derive(DeriveIden, Clone, Copy)]
enum Session {
    Table,
    Number,
    #[sea_orm(iden = "session_id")]
    Id,
    UserNumber,
    CreatedAt,
    RenewedAt,
    ExpiresAt,
    EndedAt,
    RefreshDigest,
    Address,
    Agent,
}

impl Friendship {
    /// All columns.
    pub const COLUMNS: [Self; 5] =
        [Self::UserNumber, Self::FriendNumber, Self::FriendId, Self::Active, Self::Since];
}

impl Membership {
    /// All columns.
    pub const COLUMNS: [Self; 5] =
        [Self::RoomNumber, Self::UserNumber, Self::MemberId, Self::Active, Self::Since];
}

impl OpenApplication {
    /// All columns.
    pub const COLUMNS: [Self; 5] =
        [Self::ApplyId, Self::WishKey, Self::MakerNumber, Self::AskedNumber, Self::RoomNumber];
}

/// Every table, by name; `ids` is how those columns are defined that hold an id of an existing table.
pub fn definitions(backend: DbBackend, ids: &IdText) -> Vec<(&'static str, TableCreateStatement)> {
    vec![
        ("account", account(backend, ids)),
        ("room_index", room_index(backend, ids)),
        ("friendship", friendship(backend, ids)),
        ("membership", membership(backend, ids)),
        ("open_application", open_application(backend, ids)),
        ("session", session(backend)),
    ]
}

/// Makes what is not there yet.
pub async fn create(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let ids = IdText::like_existing(manager).await?;
    for (_, table) in definitions(backend, &ids) {
        manager.create_table(table).await?;
    }
    for (table, column) in [
        ("membership", "user_number"),
        ("open_application", "maker_number"),
        ("open_application", "asked_number"),
        ("open_application", "room_number"),
        ("session", "user_number"),
        ("session", "ended_at"),
        ("session", "expires_at"),
    ] {
        create_missing_index(manager, table, column).await?;
    }
    Ok(())
}

fn account(backend: DbBackend, ids: &IdText) -> TableCreateStatement {
    new_table(backend, Account::Table)
        .col(auto_number(Account::Number))
        .col(ids.column(Account::UserId).unique_key())
        .col(key_text(backend, Account::UsernameKey, 255).unique_key())
        .col(key_text(backend, Account::EmailKey, 255).unique_key())
        .col(flag(Account::Role).default(0))
        .col(flag(Account::Disabled).default(0))
        .col(number(Account::TokensAfter).default(0))
        .take()
}

fn room_index(backend: DbBackend, ids: &IdText) -> TableCreateStatement {
    new_table(backend, RoomIndex::Table)
        .col(auto_number(RoomIndex::Number))
        .col(ids.column(RoomIndex::RoomId).unique_key())
        .col(key_text(backend, RoomIndex::NameKey, 255).unique_key())
        .take()
}

fn friendship(backend: DbBackend, ids: &IdText) -> TableCreateStatement {
    new_table(backend, Friendship::Table)
        .col(number(Friendship::UserNumber))
        .col(number(Friendship::FriendNumber))
        .col(ids.column(Friendship::FriendId))
        .col(flag(Friendship::Active))
        .col(number(Friendship::Since))
        .primary_key(Index::create().col(Friendship::UserNumber).col(Friendship::FriendNumber))
        .take()
}

fn membership(backend: DbBackend, ids: &IdText) -> TableCreateStatement {
    new_table(backend, Membership::Table)
        .col(number(Membership::RoomNumber))
        .col(number(Membership::UserNumber))
        .col(ids.column(Membership::MemberId).unique_key())
        .col(flag(Membership::Active))
        .col(number(Membership::Since))
        .primary_key(Index::create().col(Membership::RoomNumber).col(Membership::UserNumber))
        .take()
}

fn open_application(backend: DbBackend, ids: &IdText) -> TableCreateStatement {
    new_table(backend, OpenApplication::Table)
        .col(ids.column(OpenApplication::ApplyId).primary_key())
        .col(key_text(backend, OpenApplication::WishKey, 80).unique_key())
        .col(number(OpenApplication::MakerNumber))
        .col(number(OpenApplication::AskedNumber).null())
        .col(number(OpenApplication::RoomNumber).null())
        .take()
}

fn session(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, Session::Table)
        .col(auto_number(Session::Number))
        .col(ColumnDef::new(Session::Id).binary_len(16).not_null().unique_key())
        .col(number(Session::UserNumber))
        .col(number(Session::CreatedAt))
        .col(number(Session::RenewedAt))
        .col(number(Session::ExpiresAt))
        .col(number(Session::EndedAt).null())
        .col(ColumnDef::new(Session::RefreshDigest).binary_len(32).null())
        .col(ColumnDef::new(Session::Address).string_len(45).null())
        .col(ColumnDef::new(Session::Agent).string_len(255).null())
        .take()
}
