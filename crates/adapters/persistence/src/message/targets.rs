//! The messages that a group changes or answers.

use std::collections::{BTreeSet, HashMap};

use discuss_kernel::{Content, Extra, MessageId, Timestamp};
use discuss_message::{Act, Refusal, Revision, mentioned_files};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, QueryFilter, sea_query::Expr,
};

use super::{
    append::Numbered,
    files::{self, Mention},
    row::{parse_message_id, stored_content},
    statement::lists,
};
use crate::entity::entry::{self, Column};

/// What a group changes or answers, by id.
pub struct Targets(HashMap<MessageId, Target>);

/// A message and what becomes of it.
struct Target {
    row: TargetRow,
    /// What it said before.
    before: Option<Content>,
    extra: Option<Extra>,
    /// What it says after the revisions until now; nothing when one of them recalls it.
    now: Option<Content>,
    is_changed: bool,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "entry::Entity")]
struct TargetRow {
    number: i64,
    conversation: i64,
    seq: i64,
    message_id: Vec<u8>,
    author: i64,
    content: String,
    extra: Option<String>,
    at: i64,
}

impl Targets {
    /// Finds the messages that drafts are about to change, or answer. No statement where none is.
    pub async fn find(tx: &DatabaseTransaction, drafts: &[Numbered<'_>]) -> Result<Self, DbErr> {
        let wanted = drafts.iter().filter_map(|draft| match &draft.draft.act {
            Act::Revise { revision, .. } => Some(revision.message),
            Act::Say { post, .. } => post.reply_to,
        });
        let wanted = wanted.map(|id| id.uuid().as_bytes().to_vec());
        let mut targets = HashMap::new();
        for ids in lists(Vec::from_iter(BTreeSet::from_iter(wanted))) {
            let rows = entry::Entity::find()
                .filter(Column::MessageId.is_in(ids))
                .filter(Column::Kind.eq(entry::MESSAGE))
                .into_partial_model::<TargetRow>()
                .all(tx)
                .await?;
            for row in rows {
                targets.insert(parse_message_id(&row.message_id)?, Target::new(row));
            }
        }
        Ok(Self(targets))
    }

    /// The place of the message in `conversation` that is answered there.
    pub fn answered(&self, conversation: i64, message: MessageId) -> Result<i64, Refusal> {
        let target = self.0.get(&message).filter(|target| target.row.conversation == conversation);
        target.map(|target| target.row.seq).ok_or(Refusal::NoSuchMessage)
    }

    /// Does what a revision by `author` in `conversation` wants, if it may. Revisions come in the order of the log.
    pub fn revise(
        &mut self,
        author: i64,
        conversation: i64,
        revision: &Revision,
        since: Option<Timestamp>,
    ) -> Result<(), Refusal> {
        let target = self.0.get_mut(&revision.message).ok_or(Refusal::NoSuchMessage)?;
        if target.row.conversation != conversation {
            Err(Refusal::NoSuchMessage)
        } else if target.row.author != author {
            Err(Refusal::NotTheAuthor)
        } else if target.now.is_none() {
            Err(Refusal::Recalled)
        } else if since.is_some_and(|since| target.row.at < since.millis()) {
            Err(Refusal::TooLate)
        } else {
            target.now.clone_from(&revision.content);
            target.is_changed = true;
            Ok(())
        }
    }

    /// Writes down what became of the messages, and returns the files that they mention now: one statement for each
    /// message, as few are changed.
    pub async fn store(self, tx: &DatabaseTransaction, at: Timestamp) -> Result<Vec<Mention>, DbErr> {
        let changed: Vec<Target> = self.0.into_values().filter(|target| target.is_changed).collect();
        let before: Vec<Mention> =
            changed.iter().filter_map(|target| target.mention(target.before.as_ref())).collect();
        files::untie(tx, &before).await?;
        for target in &changed {
            match &target.now {
                Some(content) => target.edit(tx, content, at).await?,
                None => target.recall(tx, at).await?,
            }
        }
        Ok(changed.iter().filter_map(|target| target.mention(target.now.as_ref())).collect())
    }
}

impl Target {
    fn new(mut row: TargetRow) -> Self {
        let before = stored_content(std::mem::take(&mut row.content));
        let extra = row.extra.take().map(Extra::stored);
        Self { row, now: before.clone(), before, extra, is_changed: false }
    }

    fn mention(&self, content: Option<&Content>) -> Option<Mention> {
        let files = mentioned_files(content?, self.extra.as_ref());
        Some(Mention { conversation: self.row.conversation, seq: self.row.seq, files })
    }

    async fn edit(&self, tx: &DatabaseTransaction, content: &Content, at: Timestamp) -> Result<(), DbErr> {
        entry::Entity::update_many()
            .col_expr(Column::Content, Expr::value(content.as_str()))
            .col_expr(Column::ChangedAt, Expr::value(at.millis()))
            .filter(Column::Number.eq(self.row.number))
            .exec(tx)
            .await
            .map(drop)
    }

    /// Takes its words from the message, and from all changes that it went through.
    async fn recall(&self, tx: &DatabaseTransaction, at: Timestamp) -> Result<(), DbErr> {
        entry::Entity::update_many()
            .col_expr(Column::Content, Expr::value(""))
            .col_expr(Column::Extra, Expr::value(None::<String>))
            .col_expr(Column::ChangedAt, Expr::value(at.millis()))
            .filter(Column::MessageId.eq(self.row.message_id.clone()))
            .exec(tx)
            .await
            .map(drop)
    }
}
