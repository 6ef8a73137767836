//! The five tables of the existing server, as its database has them. Where they exist they are left as
//! they are.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::schema::{Apply, Friend, Member, Room, User, create_missing_index, new_table};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// MySQL makes an index for every foreign key by itself; the others leave it to us.
const REFERENCES: [(&str, &str); 8] = [
    ("room", "creator"),
    ("member", "user_id"),
    ("member", "room_id"),
    ("friend", "creator"),
    ("friend", "friend_id"),
    ("apply", "user_id"),
    ("apply", "room_id"),
    ("apply", "apply_user_id"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for (table, statement) in definitions(backend) {
            if !manager.has_table(table).await? {
                manager.create_table(statement).await?;
            }
        }
        if backend != DbBackend::MySql {
            for (table, column) in REFERENCES {
                create_missing_index(manager, table, column).await?;
            }
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Every table, by name.
pub fn definitions(backend: DbBackend) -> Vec<(&'static str, TableCreateStatement)> {
    vec![
        ("user", user(backend)),
        ("room", room(backend)),
        ("member", member(backend)),
        ("friend", friend(backend)),
        ("apply", apply(backend)),
    ]
}

fn user(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, User::Table)
        .col(id(User::Id))
        .col(text(User::Username, 100).not_null())
        .col(text(User::Password, 100).not_null())
        .col(text(User::Email, 100).not_null())
        .col(made_at(backend, User::CreatedAt))
        .col(changed_at(backend, User::UpdatedAt))
        .col(deleted(User::IsDeleted))
        .index(Index::create().name("IDX_78a916df40e02a9deb1c4b75ed").unique().col(User::Username))
        .index(Index::create().name("IDX_e12875dfb3b1d92d7d7c5377e2").unique().col(User::Email))
        .take()
}

fn room(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, Room::Table)
        .col(id(Room::Id))
        .col(text(Room::Name, 100).not_null())
        .col(text(Room::Description, 100).not_null())
        .col(text(Room::Creator, 100).not_null())
        .col(made_at(backend, Room::CreatedAt))
        .col(changed_at(backend, Room::UpdatedAt))
        .col(deleted(Room::IsDeleted))
        .index(Index::create().name("IDX_535c742a3606d2e3122f441b26").unique().col(Room::Name))
        .foreign_key(&mut to_user("FK_a9b7d208b90f31d4c85cec44966", Room::Table, Room::Creator))
        .take()
}

fn member(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, Member::Table)
        .col(id(Member::Id))
        .col(text(Member::UserId, 100).not_null())
        .col(text(Member::RoomId, 100).not_null())
        .col(made_at(backend, Member::CreatedAt))
        .col(deleted(Member::IsDeleted))
        .foreign_key(&mut to_user("FK_efc766611e939bdbe6f7088984d", Member::Table, Member::UserId))
        .foreign_key(&mut to_room("FK_41c44802f1b923710ddebe78d66", Member::Table, Member::RoomId))
        .take()
}

fn friend(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, Friend::Table)
        .col(id(Friend::Id))
        .col(text(Friend::Creator, 100).not_null())
        .col(text(Friend::Other, 100).not_null())
        .col(made_at(backend, Friend::CreatedAt))
        .col(deleted(Friend::IsDeleted))
        .foreign_key(&mut to_user("FK_fcd8eaf67146d6b7117f23727fc", Friend::Table, Friend::Creator))
        .foreign_key(&mut to_user("FK_ad82b556a3a1c0f48deb40e1393", Friend::Table, Friend::Other))
        .take()
}

fn apply(backend: DbBackend) -> TableCreateStatement {
    new_table(backend, Apply::Table)
        .col(id(Apply::Id))
        .col(text(Apply::UserId, 100).not_null().default(""))
        .col(text(Apply::RoomId, 255).null())
        .col(text(Apply::Asked, 255).null())
        .col(ColumnDef::new(Apply::Status).tiny_integer().not_null())
        .col(ColumnDef::new(Apply::HandleStatus).tiny_integer().not_null())
        .col(made_at(backend, Apply::CreatedAt))
        .col(changed_at(backend, Apply::UpdatedAt))
        .col(deleted(Apply::IsDeleted))
        .foreign_key(&mut to_user("FK_2834b82cb411d4b3772cb7202e2", Apply::Table, Apply::UserId))
        .foreign_key(&mut to_room("FK_18fdbe96cef188164428aed340c", Apply::Table, Apply::RoomId))
        .foreign_key(&mut to_user("FK_447cb3465cae83e440027a4ef5c", Apply::Table, Apply::Asked))
        .take()
}

fn id(column: impl IntoIden) -> ColumnDef {
    text(column, 36).not_null().primary_key().take()
}

fn text(column: impl IntoIden, length: u32) -> ColumnDef {
    ColumnDef::new(column).string_len(length).take()
}

fn deleted(column: impl IntoIden) -> ColumnDef {
    ColumnDef::new(column).tiny_integer().not_null().default(0).take()
}

fn made_at(backend: DbBackend, column: impl IntoIden) -> ColumnDef {
    let mut definition = ColumnDef::new(column);
    if backend == DbBackend::MySql {
        // The existing server's are whole seconds; where we make the table, lists need not break ties.
        definition.custom("timestamp(6)").default(Expr::cust("CURRENT_TIMESTAMP(6)"));
    } else {
        definition.timestamp().default(Expr::current_timestamp());
    }
    definition.not_null().take()
}

fn changed_at(backend: DbBackend, column: impl IntoIden) -> ColumnDef {
    let mut definition = made_at(backend, column);
    if backend == DbBackend::MySql {
        definition.extra("ON UPDATE CURRENT_TIMESTAMP(6)");
    }
    definition
}

fn to_user(name: &str, table: impl IntoTableRef, column: impl IntoIden) -> ForeignKeyCreateStatement {
    reference(name).from(table, column).to(User::Table, User::Id).take()
}

fn to_room(name: &str, table: impl IntoTableRef, column: impl IntoIden) -> ForeignKeyCreateStatement {
    reference(name).from(table, column).to(Room::Table, Room::Id).take()
}

fn reference(name: &str) -> ForeignKeyCreateStatement {
    let nothing = ForeignKeyAction::NoAction;
    ForeignKey::create().name(name).on_delete(nothing).on_update(nothing).take()
}
