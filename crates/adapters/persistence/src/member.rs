//! Memberships.

use async_trait::async_trait;
use discuss_kernel::{MemberId, RoomCard, RoomId, StoreError, Timestamp, UserId};
use discuss_member::{MemberCard, MemberError, MemberRepository, NewMember};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Set,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use crate::{
    Database,
    card::{RoomRow, UserRow},
    entity::{account, conversation, member, membership, room, room_index},
    error::{Fault, store_error},
    friend::has_blocked,
    lock::{living_account, living_room},
    message::forget_preferences,
    moment::Moment,
    numbers::CHUNK,
    room::find as find_room,
};

/// Memberships in a database.
pub struct Members {
    db: Database,
}

impl Members {
    /// The memberships of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl MemberRepository for Members {
    async fn room(&self, id: RoomId) -> Result<Option<RoomCard>, StoreError> {
        find_room(self.db.reader(), id).await.map_err(store_error)
    }

    async fn find(&self, id: MemberId) -> Result<Option<MemberCard>, StoreError> {
        find(self.db.reader(), id).await.map_err(store_error)
    }

    async fn of_room(&self, room: RoomId) -> Result<Vec<MemberCard>, StoreError> {
        let number = self.db.numbers().room(self.db.reader(), room).await.map_err(store_error)?;
        let Some(number) = number else { return Ok(Vec::new()) };
        list(self.db.reader(), membership::Column::RoomNumber.eq(number)).await.map_err(store_error)
    }

    async fn of_user(&self, user: UserId) -> Result<Vec<MemberCard>, StoreError> {
        let number = self.db.numbers().user(self.db.reader(), user).await.map_err(store_error)?;
        let Some(number) = number else { return Ok(Vec::new()) };
        list(self.db.reader(), membership::Column::UserNumber.eq(number)).await.map_err(store_error)
    }

    async fn rooms_of(&self, user: UserId) -> Result<Vec<(RoomId, String)>, StoreError> {
        let number = self.db.numbers().user(self.db.reader(), user).await.map_err(store_error)?;
        let Some(number) = number else { return Ok(Vec::new()) };
        rooms_of(self.db.reader(), number).await.map_err(store_error)
    }

    async fn is_member(&self, room: RoomId, user: UserId) -> Result<bool, StoreError> {
        let (db, numbers) = (self.db.reader(), self.db.numbers());
        let room = numbers.room(db, room).await.map_err(store_error)?;
        let user = numbers.user(db, user).await.map_err(store_error)?;
        let (Some(room), Some(user)) = (room, user) else { return Ok(false) };
        is_member(db, room, user).await.map_err(store_error)
    }

    async fn insert(&self, member: &NewMember) -> Result<MemberCard, MemberError> {
        let numbers = self.db.numbers();
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let user = living_account(tx, member.user).await?;
                let room =
                    living_room(tx, member.room).await?.ok_or(Fault::Refused(MemberError::NoSuchRoom))?;
                let user = user.ok_or(Fault::Refused(MemberError::NoSuchUser))?;
                if let Ok(owner) = room.row.creator.parse()
                    && let Some(owner) = numbers.user(tx, owner).await?
                    && has_blocked(tx, user.number, owner).await?
                {
                    return Err(Fault::Refused(MemberError::NotPossible));
                }
                let joined = join(tx, (room.number, member.room), &user, member.id, member.at).await?;
                let id = joined.ok_or(Fault::Refused(MemberError::AlreadyMember))?;
                find(tx, id).await?.ok_or(Fault::Refused(MemberError::NotFound))
            })
            .await
    }

    async fn end(&self, id: MemberId, _at: Timestamp) -> Result<bool, MemberError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let Some(member) = find(tx, id).await? else { return Ok(false) };
                let Some(room) = living_room(tx, member.room.id).await? else { return Ok(false) };
                if room.row.creator == member.user.id.to_string() {
                    return Err(Fault::Refused(MemberError::OwnerCannotLeave));
                }
                Ok(end_memberships(tx, membership::Column::MemberId.eq(id.to_string())).await?)
            })
            .await
    }
}

/// A membership with its room and its user.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "member::Entity")]
struct MemberRow {
    id: String,
    created_at: Moment,
    #[sea_orm(nested)]
    room: RoomRow,
    #[sea_orm(nested)]
    user: UserRow,
}

impl MemberRow {
    fn card(self) -> Option<MemberCard> {
        Some(MemberCard {
            id: self.id.parse().ok()?,
            room: self.room.card()?,
            user: self.user.card()?,
            created_at: self.created_at.into(),
        })
    }
}

/// The memberships that go on and are `meant`, newest first.
async fn list(db: &impl ConnectionTrait, meant: SimpleExpr) -> Result<Vec<MemberCard>, DbErr> {
    let rows = member::Entity::find()
        .inner_join(membership::Entity)
        .join(JoinType::InnerJoin, member::Relation::User.def())
        .join(JoinType::InnerJoin, member::Relation::Room.def())
        .join_as(JoinType::InnerJoin, room::Relation::Owner.def(), RoomRow::OWNER)
        .filter(meant)
        .filter(membership::Column::Active.eq(1))
        .order_by_desc(member::Column::CreatedAt)
        .order_by_asc(member::Column::Id)
        .into_partial_model::<MemberRow>()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(MemberRow::card).collect())
}

async fn find(db: &impl ConnectionTrait, id: MemberId) -> Result<Option<MemberCard>, DbErr> {
    Ok(list(db, membership::Column::MemberId.eq(id.to_string())).await?.pop())
}

/// The rooms somebody belongs to, with their names, in the order of their numbers.
pub async fn rooms_of(db: &impl ConnectionTrait, user: i64) -> Result<Vec<(RoomId, String)>, DbErr> {
    let rows: Vec<(String, String)> = membership::Entity::find()
        .select_only()
        .columns([room::Column::Id, room::Column::Name])
        .join(JoinType::InnerJoin, membership::Relation::Room.def())
        .join(JoinType::InnerJoin, room_index::Relation::Room.def())
        .filter(membership::Column::UserNumber.eq(user))
        .filter(membership::Column::Active.eq(1))
        .order_by_asc(membership::Column::RoomNumber)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, name)| Some((id.parse().ok()?, name))).collect())
}

/// Whether somebody belongs to a room.
pub async fn is_member(db: &impl ConnectionTrait, room: i64, user: i64) -> Result<bool, DbErr> {
    let membership = membership::Entity::find_by_id((room, user)).filter(membership::Column::Active.eq(1));
    Ok(membership.count(db).await? > 0)
}

/// The id of the longest-standing member of a room who is somebody else than `user`.
pub async fn longest_standing_other(
    tx: &DatabaseTransaction,
    room: i64,
    user: i64,
) -> Result<Option<String>, DbErr> {
    membership::Entity::find()
        .select_only()
        .column(account::Column::UserId)
        .join(JoinType::InnerJoin, membership::Relation::Account.def())
        .filter(membership::Column::RoomNumber.eq(room))
        .filter(membership::Column::UserNumber.ne(user))
        .filter(membership::Column::Active.eq(1))
        .order_by_asc(membership::Column::Since)
        .order_by_asc(account::Column::UserId)
        .into_tuple()
        .one(tx)
        .await
}

/// Lets somebody into a room; both are locked. An earlier membership is revived and keeps its id, else it
/// gets `id`. The id it has, or `None` when they are in already.
pub async fn join(
    tx: &DatabaseTransaction,
    (number, room): (i64, RoomId),
    user: &account::Model,
    id: MemberId,
    at: Timestamp,
) -> Result<Option<MemberId>, DbErr> {
    match membership::Entity::find_by_id((number, user.number)).one(tx).await? {
        Some(row) if row.active != 0 => Ok(None),
        Some(row) => {
            forget_preferences(tx, row.user_number, row.room_number).await?;
            revive(tx, &row, at).await?;
            Ok(row.member_id.parse().ok())
        }
        None => {
            begin(tx, (number, room), user, id, at).await?;
            Ok(Some(id))
        }
    }
}

async fn begin(
    tx: &DatabaseTransaction,
    (number, room): (i64, RoomId),
    user: &account::Model,
    id: MemberId,
    at: Timestamp,
) -> Result<(), DbErr> {
    let row = member::ActiveModel {
        id: Set(id.to_string()),
        user_id: Set(user.user_id.clone()),
        room_id: Set(room.to_string()),
        created_at: Set(at.into()),
        is_deleted: Set(0),
    };
    member::Entity::insert(row).exec_without_returning(tx).await?;
    let membership = membership::ActiveModel {
        room_number: Set(number),
        user_number: Set(user.number),
        member_id: Set(id.to_string()),
        active: Set(1),
        since: Set(at.millis()),
        since_seq: Set(last_seq(tx, number).await?),
    };
    membership::Entity::insert(membership).exec_without_returning(tx).await?;
    Ok(())
}

async fn revive(tx: &DatabaseTransaction, row: &membership::Model, at: Timestamp) -> Result<(), DbErr> {
    member::Entity::update_many()
        .col_expr(member::Column::IsDeleted, Expr::value(0))
        .col_expr(member::Column::CreatedAt, Expr::value(Moment::from(at)))
        .filter(member::Column::Id.eq(row.member_id.as_str()))
        .exec(tx)
        .await?;
    membership::Entity::update_many()
        .col_expr(membership::Column::Active, Expr::value(1))
        .col_expr(membership::Column::Since, Expr::value(at.millis()))
        .col_expr(membership::Column::SinceSeq, Expr::value(last_seq(tx, row.room_number).await?))
        .filter(membership::Column::MemberId.eq(row.member_id.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Where the log of a room ends.
async fn last_seq(tx: &DatabaseTransaction, room: i64) -> Result<i64, DbErr> {
    let last_seq: Option<i64> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::LastSeq)
        .filter(conversation::Column::RoomNumber.eq(room))
        .into_tuple()
        .one(tx)
        .await?;
    Ok(last_seq.unwrap_or(0))
}

/// Ends those memberships that are `meant`; whether there was one.
pub async fn end_memberships(tx: &DatabaseTransaction, meant: SimpleExpr) -> Result<bool, DbErr> {
    let meant = meant.and(membership::Column::Active.eq(1));
    // Asked for first, since MySQL would look for them anew for every row of the table.
    let rows: Vec<String> = membership::Entity::find()
        .select_only()
        .column(membership::Column::MemberId)
        .filter(meant.clone())
        .into_tuple()
        .all(tx)
        .await?;
    for rows in rows.chunks(CHUNK) {
        member::Entity::update_many()
            .col_expr(member::Column::IsDeleted, Expr::value(1))
            .filter(member::Column::Id.is_in(rows))
            .exec(tx)
            .await?;
    }
    let ended = membership::Entity::update_many()
        .col_expr(membership::Column::Active, Expr::value(0))
        .filter(meant)
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}
