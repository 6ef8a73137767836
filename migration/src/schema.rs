//! Words that the migrations share: the existing server's tables, and how each database writes a type.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Accounts.
#[derive(DeriveIden, Clone, Copy)]
pub enum User {
    Table,
    Id,
    Username,
    Password,
    Email,
    #[sea_orm(iden = "createdAt")]
    CreatedAt,
    #[sea_orm(iden = "updatedAt")]
    UpdatedAt,
    #[sea_orm(iden = "isDeleted")]
    IsDeleted,
}

/// Rooms.
#[derive(DeriveIden, Clone, Copy)]
pub enum Room {
    Table,
    Id,
    Name,
    Description,
    Creator,
    #[sea_orm(iden = "createdAt")]
    CreatedAt,
    #[sea_orm(iden = "updatedAt")]
    UpdatedAt,
    #[sea_orm(iden = "isDeleted")]
    IsDeleted,
}

/// Who belongs to a room.
#[derive(DeriveIden, Clone, Copy)]
pub enum Member {
    Table,
    Id,
    UserId,
    RoomId,
    #[sea_orm(iden = "createdAt")]
    CreatedAt,
    #[sea_orm(iden = "isDeleted")]
    IsDeleted,
}

/// Friendships, one row for each direction.
#[derive(DeriveIden, Clone, Copy)]
pub enum Friend {
    Table,
    Id,
    Creator,
    #[sea_orm(iden = "friend_id")]
    Other,
    #[sea_orm(iden = "createdAt")]
    CreatedAt,
    #[sea_orm(iden = "isDeleted")]
    IsDeleted,
}

/// Requests to befriend or to join.
#[derive(DeriveIden, Clone, Copy)]
pub enum Apply {
    Table,
    Id,
    UserId,
    RoomId,
    #[sea_orm(iden = "apply_user_id")]
    Asked,
    Status,
    HandleStatus,
    #[sea_orm(iden = "createdAt")]
    CreatedAt,
    #[sea_orm(iden = "updatedAt")]
    UpdatedAt,
    #[sea_orm(iden = "isDeleted")]
    IsDeleted,
}

/// A new table, made only if it is not there yet. On MySQL it is spelt out where it lives and how it
/// compares, whatever the server's defaults.
pub fn new_table(backend: DbBackend, table: impl IntoTableRef) -> TableCreateStatement {
    let mut statement = Table::create();
    statement.table(table).if_not_exists();
    if backend == DbBackend::MySql {
        statement.engine("InnoDB").character_set("utf8mb4").collate("utf8mb4_general_ci");
    }
    statement
}

/// A required text of at most `length` characters that is compared byte by byte on every database.
pub fn key_text(backend: DbBackend, column: impl IntoIden, length: u32) -> ColumnDef {
    let mut definition = ColumnDef::new(column);
    match backend {
        DbBackend::MySql => {
            definition.custom(format!("varchar({length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"))
        }
        _ => definition.string_len(length),
    };
    definition.not_null().take()
}

/// A required whole number of eight bytes.
pub fn number(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).big_integer().not_null().take()
}

/// A primary key that counts by itself.
pub fn auto_number(column: impl IntoIden) -> ColumnDef {
    number(column).auto_increment().primary_key().take()
}

/// A required number that says yes (1) or no (0).
pub fn flag(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).small_integer().not_null().take()
}

/// Makes the table one tree instead of two, as it always is on MySQL.
pub fn keep_rows_in_the_key(backend: DbBackend, table: &mut TableCreateStatement) {
    if backend == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
}

/// How columns are defined that hold the id of a row of the existing server's tables. On MySQL they need
/// the character set and collation of what they are joined with, else no index serves the join; in an
/// adopted database that may be anything.
pub struct IdText(ColumnType);

impl Default for IdText {
    /// As in a database of our own.
    fn default() -> Self {
        Self(ColumnType::string(Some(36)))
    }
}

impl IdText {
    /// As `user.id` is defined.
    pub async fn like_existing(manager: &SchemaManager<'_>) -> Result<Self, DbErr> {
        if manager.get_database_backend() != DbBackend::MySql {
            return Ok(Self::default());
        }
        let id = TextColumn::find(manager, "user", "id").await?;
        Ok(Self(ColumnType::custom(id.definition(36))))
    }

    /// A required column of that kind.
    pub fn column(&self, column: impl IntoIden) -> ColumnDef {
        ColumnDef::new_with_type(column, self.0.clone()).not_null().take()
    }
}

/// How MySQL keeps the text of an existing column.
pub struct TextColumn {
    /// In characters.
    pub length: u64,
    charset: String,
    collation: String,
}

impl TextColumn {
    /// Looks it up on MySQL.
    pub async fn find(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<Self, DbErr> {
        let question = Query::select()
            .columns(["CHARACTER_SET_NAME", "COLLATION_NAME"])
            .expr_as(Expr::cust("CAST(CHARACTER_MAXIMUM_LENGTH AS UNSIGNED)"), "LENGTH")
            .from(("information_schema", "COLUMNS"))
            .and_where(Expr::col("TABLE_SCHEMA").eq(Expr::cust("DATABASE()")))
            .and_where(Expr::col("TABLE_NAME").eq(table))
            .and_where(Expr::col("COLUMN_NAME").eq(column))
            .take();
        let row = manager.get_connection().query_one(&question).await?;
        let row = row.ok_or_else(|| DbErr::Migration(format!("the table {table} has no column {column}")))?;
        Ok(Self {
            length: row.try_get("", "LENGTH")?,
            charset: row.try_get("", "CHARACTER_SET_NAME")?,
            collation: row.try_get("", "COLLATION_NAME")?,
        })
    }

    /// The same with another length.
    pub fn definition(&self, length: u32) -> String {
        format!("varchar({length}) CHARACTER SET {} COLLATE {}", self.charset, self.collation)
    }
}

/// Makes what follows one piece with the record of the migration. MySQL has committed at each definition, and
/// would commit statement by statement from there on.
pub async fn in_one_piece(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::MySql {
        manager.get_connection().execute_unprepared("START TRANSACTION").await?;
    }
    Ok(())
}

/// Makes the index `<table>_<column>` if it is not there yet, which MySQL cannot be asked to check.
pub async fn create_missing_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    let name = format!("{table}_{column}");
    if manager.has_index(table, &name).await? {
        return Ok(());
    }
    manager.create_index(Index::create().name(name).table(table).col(column).take()).await
}
