//! Messages that were sent before under the same name.

use std::collections::HashMap;

use discuss_kernel::{Conversation, Message, UserId};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, FromQueryResult, QueryResult,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use super::{
    append::Numbered,
    row::{EntryRow, parse_id},
    statement::select_pairs,
};
use crate::entity::{account, conversation, entry, room_index};

/// What the table of accounts is called where it stands for one of two people.
const LOW: &str = "low_account";
const HIGH: &str = "high_account";

/// By what messages are known to their author: who that is, and the name they gave the message.
pub type Name<'d> = (i64, &'d str);

/// The name of a draft, if it has one.
pub fn name<'d>(backend: DbBackend, draft: &Numbered<'d>) -> Option<Name<'d>> {
    let client_id = draft.draft.post.client_id.as_ref()?.as_str();
    Some((draft.author, comparable(backend, client_id)))
}

/// MySQL takes texts for the same that differ only in spaces at their end.
fn comparable(backend: DbBackend, client_id: &str) -> &str {
    if backend == DbBackend::MySql { client_id.trim_end_matches(' ') } else { client_id }
}

/// The stored messages that have the names of `drafts`. No statement where no draft has a name.
pub async fn find<'d>(
    tx: &DatabaseTransaction,
    drafts: &[Numbered<'d>],
) -> Result<HashMap<Name<'d>, Message>, DbErr> {
    let backend = tx.get_database_backend();
    let named: HashMap<Name<'d>, (Name<'d>, UserId)> = drafts
        .iter()
        .filter_map(|draft| Some((name(backend, draft)?, draft)))
        .map(|(name, draft)| (name, (name, draft.draft.author)))
        .collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let names = named.keys().map(|(author, client_id)| (*author, (*client_id).to_owned())).collect();
    let mut found = HashMap::new();
    for row in tx.query_all(&select(backend, names)).await? {
        let client_id: String = row.try_get("", "client_id")?;
        let stored = (row.try_get("", "author")?, comparable(backend, &client_id));
        if let Some((name, author)) = named.get(&stored) {
            let message = EntryRow::from_query_result(&row, "")?.message(conversation_of(&row)?, *author)?;
            found.insert(*name, message);
        }
    }
    Ok(found)
}

fn select(backend: DbBackend, names: Vec<(i64, String)>) -> SelectStatement {
    use {
        account::Column as Account, conversation::Column as Log, entry::Column as Entry,
        room_index::Column as Room,
    };
    let (entry, log, room) = (entry::Entity, conversation::Entity, room_index::Entity);
    let mut select = select_pairs(backend, entry, [Entry::Author, Entry::ClientId], names);
    select
        .columns(EntryRow::COLUMNS.map(|column| (entry, column)))
        .column((entry, Entry::Author))
        .expr_as(Expr::col((room, Room::RoomId)), "room_id")
        .expr_as(Expr::col((LOW, Account::UserId)), "low_id")
        .expr_as(Expr::col((HIGH, Account::UserId)), "high_id")
        .inner_join(log, Expr::col((log, Log::Number)).equals((entry, Entry::Conversation)))
        .left_join(room, Expr::col((room, Room::Number)).equals((log, Log::RoomNumber)))
        .join_as(
            sea_orm::JoinType::LeftJoin,
            account::Entity,
            LOW,
            Expr::col((LOW, Account::Number)).equals((log, Log::LowNumber)),
        )
        .join_as(
            sea_orm::JoinType::LeftJoin,
            account::Entity,
            HIGH,
            Expr::col((HIGH, Account::Number)).equals((log, Log::HighNumber)),
        );
    select
}

fn conversation_of(row: &QueryResult) -> Result<Conversation, DbErr> {
    if let Some(room) = row.try_get::<Option<String>>("", "room_id")? {
        return Ok(Conversation::Room(parse_id(&room)?));
    }
    let (low, high): (String, String) = (row.try_get("", "low_id")?, row.try_get("", "high_id")?);
    Conversation::between(parse_id(&low)?, parse_id(&high)?).map_err(|error| DbErr::Type(error.to_string()))
}
