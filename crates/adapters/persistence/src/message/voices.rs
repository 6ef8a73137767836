//! Who may speak where, as of the transaction that asks.
//!
//! What allows somebody to speak is read with a shared lock: whoever ends the membership or the
//! friendship meanwhile waits until the message is stored, and whoever came first is seen. SQLite needs no
//! locks, since a transaction that writes there is alone.

use std::collections::HashSet;

use discuss_kernel::{Conversation, RoomId, UserId};
use discuss_message::{Refusal, Voice};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{
    append::Numbered,
    place::Place,
    statement::{lists, query_pairs},
};
use crate::entity::{
    block::{self, Column},
    friendship, membership, room, user,
};

/// Lets those drafts pass whose authors may speak. Two statements where nothing is refused, five at most.
pub async fn check<'d>(
    tx: &DatabaseTransaction,
    drafts: Vec<Result<Numbered<'d>, Refusal>>,
) -> Result<Vec<Result<Numbered<'d>, Refusal>>, DbErr> {
    let asked: Vec<Numbered<'_>> = drafts.iter().flatten().copied().collect();
    let voices = Voices::read(tx, &asked).await?;
    let doubtful: Vec<Numbered<'_>> = asked.into_iter().filter(|draft| !voices.allow(draft)).collect();
    let open = Open::read(tx, &doubtful).await?;
    let blocks = Blocks::read(tx, &doubtful).await?;
    let judge = |draft: Numbered<'d>| match (draft.place, draft.draft.voice) {
        _ if voices.allow(&draft) => Ok(draft),
        (Place::Room(_), _) if !open.has(&draft) => Err(Refusal::NoSuchRoom),
        (Place::Room(_), _) => Err(Refusal::NotAMember),
        (Place::Pair { .. }, _) if !open.has(&draft) => Err(Refusal::NoSuchUser),
        (Place::Pair { .. }, _) if blocks.by_author(&draft) => Err(Refusal::BlockedByAuthor),
        (Place::Pair { .. }, Voice::Acquaintance) if !blocks.by_other(&draft) => Ok(draft),
        (Place::Pair { .. }, _) => Err(Refusal::NotFriends),
    };
    Ok(drafts.into_iter().map(|draft| draft.and_then(judge)).collect())
}

/// Memberships and friendships. They end with the room or the account, so whoever has one is told nothing
/// about closed rooms and accounts.
struct Voices {
    /// Room and member.
    members: HashSet<(i64, i64)>,
    /// Author and friend.
    friends: HashSet<(i64, i64)>,
}

impl Voices {
    async fn read(tx: &DatabaseTransaction, drafts: &[Numbered<'_>]) -> Result<Self, DbErr> {
        let (mut members, mut friends) = (HashSet::new(), HashSet::new());
        for draft in drafts {
            match (draft.place, draft.draft.voice) {
                (Place::Room(room), _) => _ = members.insert((room, draft.author)),
                (Place::Pair { .. }, Voice::Acquaintance) => {}
                (Place::Pair { .. }, _) => friends.extend(draft.friendship()),
            }
        }
        use {friendship::Column as Friendship, membership::Column as Membership};
        let member = [Membership::RoomNumber, Membership::UserNumber];
        let friend = [Friendship::UserNumber, Friendship::FriendNumber];
        Ok(Self {
            members: still_active(tx, membership::Entity, member, Membership::Active, members).await?,
            friends: still_active(tx, friendship::Entity, friend, Friendship::Active, friends).await?,
        })
    }

    fn allow(&self, draft: &Numbered<'_>) -> bool {
        match draft.place {
            Place::Room(room) => self.members.contains(&(room, draft.author)),
            Place::Pair { .. } => draft.friendship().is_some_and(|pair| self.friends.contains(&pair)),
        }
    }
}

/// Those of `pairs` that a table knows as active.
async fn still_active<E: EntityTrait>(
    tx: &DatabaseTransaction,
    table: E,
    key: [E::Column; 2],
    active: E::Column,
    pairs: HashSet<(i64, i64)>,
) -> Result<HashSet<(i64, i64)>, DbErr> {
    let [one, other] = key;
    let rows = query_pairs(tx, table, key, pairs.into_iter().collect(), |select| {
        select
            .columns([(table, one), (table, other)])
            .and_where(Expr::col((table, active)).eq(1))
            .lock_shared();
    });
    rows.await?.iter().map(|row| Ok((row.try_get_by(0)?, row.try_get_by(1)?))).collect()
}

/// Who has blocked whom. Between friends nobody has.
struct Blocks(HashSet<(i64, i64)>);

impl Blocks {
    async fn read(tx: &DatabaseTransaction, drafts: &[Numbered<'_>]) -> Result<Self, DbErr> {
        let pairs: HashSet<(i64, i64)> = drafts.iter().filter_map(Numbered::friendship).collect();
        let both = pairs.iter().flat_map(|(author, other)| [(*author, *other), (*other, *author)]).collect();
        let columns = [Column::UserNumber, Column::BlockedNumber];
        let rows = query_pairs(tx, block::Entity, columns, both, |select| {
            select.columns(columns.map(|column| (block::Entity, column))).lock_shared();
        });
        let pair = |row: &QueryResult| Ok((row.try_get_by(0)?, row.try_get_by(1)?));
        Ok(Self(rows.await?.iter().map(pair).collect::<Result<_, DbErr>>()?))
    }

    fn by_author(&self, draft: &Numbered<'_>) -> bool {
        draft.friendship().is_some_and(|pair| self.0.contains(&pair))
    }

    fn by_other(&self, draft: &Numbered<'_>) -> bool {
        draft.friendship().is_some_and(|(author, other)| self.0.contains(&(other, author)))
    }
}

/// Rooms and accounts that are not closed.
#[derive(Default)]
struct Open {
    rooms: HashSet<RoomId>,
    users: HashSet<UserId>,
}

impl Open {
    async fn read(tx: &DatabaseTransaction, drafts: &[Numbered<'_>]) -> Result<Self, DbErr> {
        let mut asked = Self::default();
        for draft in drafts {
            match draft.draft.conversation() {
                Conversation::Room(room) => _ = asked.rooms.insert(room),
                Conversation::Pair(pair) => asked.users.extend(pair.both()),
            }
        }
        Ok(Self { rooms: asked.open_rooms(tx).await?, users: asked.open_users(tx).await? })
    }

    async fn open_rooms(&self, tx: &DatabaseTransaction) -> Result<HashSet<RoomId>, DbErr> {
        let mut open = HashSet::new();
        for ids in lists(self.rooms.iter().map(RoomId::to_string).collect()) {
            let select = room::Entity::find().select_only().column(room::Column::Id);
            let select = select.filter(room::Column::Id.is_in(ids)).filter(room::Column::IsDeleted.eq(0));
            let ids: Vec<String> = select.into_tuple().all(tx).await?;
            open.extend(ids.iter().filter_map(|id| id.parse::<RoomId>().ok()));
        }
        Ok(open)
    }

    async fn open_users(&self, tx: &DatabaseTransaction) -> Result<HashSet<UserId>, DbErr> {
        let mut open = HashSet::new();
        for ids in lists(self.users.iter().map(UserId::to_string).collect()) {
            let select = user::Entity::find().select_only().column(user::Column::Id);
            let select = select.filter(user::Column::Id.is_in(ids)).filter(user::Column::IsDeleted.eq(0));
            let ids: Vec<String> = select.lock_shared().into_tuple().all(tx).await?;
            open.extend(ids.iter().filter_map(|id| id.parse::<UserId>().ok()));
        }
        Ok(open)
    }

    /// Whether everybody is there whose conversation it is.
    fn has(&self, draft: &Numbered<'_>) -> bool {
        match draft.draft.conversation() {
            Conversation::Room(room) => self.rooms.contains(&room),
            Conversation::Pair(pair) => pair.both().iter().all(|user| self.users.contains(user)),
        }
    }
}
