//! The files that messages mention.

use std::collections::{BTreeSet, HashMap};

use discuss_file::{FileName, FilePath};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Query, Value},
};

use super::statement::{insert_rows, lists};
use crate::entity::{
    file,
    file_mention::{self, Column},
};

/// The files that one message mentions.
pub struct Mention {
    /// The conversation's number.
    pub conversation: i64,
    /// The message's place there.
    pub seq: i64,
    /// Which files.
    pub files: BTreeSet<FilePath>,
}

/// Ties files to the messages that mention them, so that they are not cleaned away. No statement where no message
/// mentions a file, and two where some do.
pub async fn tie(tx: &DatabaseTransaction, mentions: &[Mention]) -> Result<(), DbErr> {
    let rows = rows(tx, mentions).await?.into_iter().map(|row| row.map(Value::from));
    let insert = Query::insert()
        .into_table(file_mention::Entity)
        .columns([Column::FileNumber, Column::Conversation, Column::Seq])
        .to_owned();
    insert_rows(tx, &insert, rows.collect()).await
}

/// Lets go of files that messages do not mention any more.
pub async fn untie(tx: &DatabaseTransaction, mentions: &[Mention]) -> Result<(), DbErr> {
    for [file, conversation, seq] in rows(tx, mentions).await? {
        file_mention::Entity::delete_by_id((file, conversation, seq)).exec(tx).await?;
    }
    Ok(())
}

/// File, conversation and `seq` for each file that is there and each message that mentions it.
async fn rows(tx: &DatabaseTransaction, mentions: &[Mention]) -> Result<Vec<[i64; 3]>, DbErr> {
    let mut by_file: HashMap<[u8; 16], Vec<&Mention>> = HashMap::new();
    for mention in mentions {
        for path in &mention.files {
            by_file.entry(FileName::key(&path.name)).or_default().push(mention);
        }
    }
    let mut rows = Vec::new();
    for (number, key) in find(tx, by_file.keys().copied().collect()).await? {
        let mentions = by_file.get(key.as_slice()).into_iter().flatten();
        rows.extend(mentions.map(|mention| [number, mention.conversation, mention.seq]));
    }
    Ok(rows)
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
