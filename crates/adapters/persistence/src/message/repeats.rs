//! Entries that were sent before under the same name.

use std::collections::HashMap;

use discuss_kernel::{Conversation, Entry, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, DerivePartialModel, EntityTrait,
    JoinType, QueryFilter, QuerySelect, RelationTrait,
};

use super::{
    append::Numbered,
    row::{EntryRow, parse_id},
    statement::{lists, query_pairs},
};
use crate::entity::{
    account, conversation,
    entry::{self, Column},
    room_index,
};

/// By what entries are known to their author: who that is, and the name they gave the entry.
pub type Name<'d> = (i64, &'d str);

/// The name of a draft, if it has one.
pub fn name<'d>(backend: DbBackend, draft: &Numbered<'d>) -> Option<Name<'d>> {
    let client_id = draft.draft.client_id()?.as_str();
    Some((draft.author, comparable(backend, client_id)))
}

/// MySQL takes texts for the same that differ only in spaces at their end.
fn comparable(backend: DbBackend, client_id: &str) -> &str {
    if backend == DbBackend::MySql { client_id.trim_end_matches(' ') } else { client_id }
}

/// The stored entries that have the names of `drafts`. No statement where no draft has a name, and only the
/// one that looks at the index where nothing was sent before.
pub async fn find<'d>(
    tx: &DatabaseTransaction,
    drafts: &[Numbered<'d>],
) -> Result<HashMap<Name<'d>, Entry>, DbErr> {
    let backend = tx.get_database_backend();
    let named: HashMap<Name<'d>, (Name<'d>, UserId)> = drafts
        .iter()
        .filter_map(|draft| Some((name(backend, draft)?, draft.draft.author)))
        .map(|(name, author)| (name, (name, author)))
        .collect();
    let names = named.keys().map(|(author, client_id)| (*author, (*client_id).to_owned())).collect();
    let numbers = query_pairs(tx, entry::Entity, [Column::Author, Column::ClientId], names, |select| {
        select.column((entry::Entity, Column::Number));
    });
    let numbers: Vec<i64> = numbers.await?.iter().map(|row| row.try_get_by(0)).collect::<Result<_, _>>()?;
    let mut found = HashMap::new();
    for row in read(tx, numbers).await? {
        let client_id = row.entry.client_id.as_deref().unwrap_or_default();
        let draft = named.get(&(row.entry.author, comparable(backend, client_id))).copied();
        if let Some((name, author)) = draft {
            found.insert(name, row.entry(author)?);
        }
    }
    Ok(found)
}

async fn read(tx: &DatabaseTransaction, numbers: Vec<i64>) -> Result<Vec<EarlierRow>, DbErr> {
    let mut rows = Vec::new();
    for list in lists(numbers) {
        let some = entry::Entity::find()
            .filter(Column::Number.is_in(list))
            .join(JoinType::InnerJoin, entry::Relation::Conversation.def())
            .join(JoinType::LeftJoin, conversation::Relation::Room.def())
            .join_as(JoinType::LeftJoin, conversation::Relation::Low.def(), EarlierRow::LOW)
            .join_as(JoinType::LeftJoin, conversation::Relation::High.def(), EarlierRow::HIGH)
            .into_partial_model::<EarlierRow>()
            .all(tx)
            .await?;
        rows.extend(some);
    }
    Ok(rows)
}

/// An entry and whose conversation it belongs to: a room's, or that of two accounts, which are joined under
/// the names [`EarlierRow::LOW`] and [`EarlierRow::HIGH`].
#[derive(DerivePartialModel)]
#[sea_orm(entity = "entry::Entity")]
struct EarlierRow {
    #[sea_orm(nested)]
    entry: EntryRow,
    #[sea_orm(nested)]
    room: Option<RoomRow>,
    #[sea_orm(nested, alias = "low")]
    low: Option<PersonRow>,
    #[sea_orm(nested, alias = "high")]
    high: Option<PersonRow>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "room_index::Entity")]
struct RoomRow {
    room_id: String,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "account::Entity")]
struct PersonRow {
    user_id: String,
}

impl EarlierRow {
    const LOW: &str = "low";
    const HIGH: &str = "high";

    fn entry(self, author: UserId) -> Result<Entry, DbErr> {
        let nobody = || DbErr::RecordNotFound("whose conversation an entry belongs to".into());
        let conversation = match self.room {
            Some(room) => Conversation::Room(parse_id(&room.room_id)?),
            None => {
                let (low, high) = self.low.zip(self.high).ok_or_else(nobody)?;
                let pair = Conversation::between(parse_id(&low.user_id)?, parse_id(&high.user_id)?);
                pair.map_err(|_| nobody())?
            }
        };
        self.entry.entry(conversation, author)
    }
}
