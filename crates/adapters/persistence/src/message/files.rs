//! The files that messages mention.

use std::collections::HashMap;

use discuss_file::FileName;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Query, Value},
};

use super::{
    append::Numbering,
    statement::{insert_rows, lists},
};
use crate::entity::{
    file,
    file_mention::{self, Column},
};

/// Ties the files that `entries` mention to them, so that they are not cleaned away. No statement where no entry
/// mentions a file, and two where some do.
pub async fn tie(tx: &DatabaseTransaction, entries: &[Numbering<'_>]) -> Result<(), DbErr> {
    let mut mentions: HashMap<[u8; 16], Vec<&Numbering<'_>>> = HashMap::new();
    for entry in entries {
        for path in entry.draft.files() {
            mentions.entry(FileName::key(&path.name)).or_default().push(entry);
        }
    }
    let mut rows = Vec::new();
    for (number, key) in find(tx, mentions.keys().copied().collect()).await? {
        let entries = mentions.get(key.as_slice()).into_iter().flatten();
        rows.extend(entries.map(|entry| [number, entry.conversation, entry.seq].map(Value::from)));
    }
    let insert = Query::insert()
        .into_table(file_mention::Entity)
        .columns([Column::FileNumber, Column::Conversation, Column::Seq])
        .to_owned();
    insert_rows(tx, &insert, rows).await
}

/// The numbers of those files that are there. They are locked, so that whoever is about to forget one waits until
/// the message is stored, and then sees that it is mentioned.
async fn find(tx: &DatabaseTransaction, keys: Vec<[u8; 16]>) -> Result<Vec<(i64, Vec<u8>)>, DbErr> {
    let mut found = Vec::new();
    for keys in lists(keys) {
        let some: Vec<(i64, Vec<u8>)> = file::Entity::find()
            .select_only()
            .columns([file::Column::Number, file::Column::Name])
            .filter(file::Column::Name.is_in(keys.iter().map(|key| key.to_vec())))
            .order_by_asc(file::Column::Number)
            .lock_shared()
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(some);
    }
    Ok(found)
}
