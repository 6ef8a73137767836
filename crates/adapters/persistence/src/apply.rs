//! Applications.

use std::cmp::Reverse;

use async_trait::async_trait;
use discuss_apply::{ApplyError, ApplyRepository, NewApplication, Wish};
use discuss_kernel::{ApplicationCard, ApplyId, MemberId, RoomId, StoreError, Timestamp, UserId};
use discuss_room::RoomError;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, DerivePartialModel, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select, Set,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    Database,
    card::{RoomRow, UserRow},
    entity::{account, application_note, apply, open_application, room, room_index},
    error::{Fault, store_error},
    friend::{befriend, has_blocked},
    lock::{living_accounts, living_room},
    member::join,
    moment::Moment,
    numbers::CHUNK,
};

/// Applications in a database.
pub struct Applications {
    db: Database,
}

impl Applications {
    /// The applications of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl ApplyRepository for Applications {
    async fn insert(&self, application: &NewApplication) -> Result<ApplicationCard, ApplyError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let open = open_row(tx, application).await?;
                let same = open_application::Column::WishKey.eq(open.wish_key.as_ref().as_str());
                if open_application::Entity::find().filter(same).count(tx).await? > 0 {
                    return Err(Fault::Refused(ApplyError::AlreadyOpen));
                }
                apply::Entity::insert(row_of(application)).exec_without_returning(tx).await?;
                open_application::Entity::insert(open).exec_without_returning(tx).await?;
                if let Some(note) = &application.note {
                    let note = application_note::ActiveModel {
                        apply_id: Set(application.id.to_string()),
                        note: Set(note.as_str().to_owned()),
                    };
                    application_note::Entity::insert(note).exec_without_returning(tx).await?;
                }
                card(tx, application.id).await
            })
            .await
    }

    async fn find(&self, id: ApplyId) -> Result<Option<ApplicationCard>, StoreError> {
        Ok(self.list(apply::Column::Id.eq(id.to_string())).await?.pop())
    }

    async fn made_by(&self, maker: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        self.list(apply::Column::UserId.eq(maker.to_string())).await
    }

    async fn asking(&self, asked: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        self.list(apply::Column::ApplyUserId.eq(asked.to_string())).await
    }

    async fn open_for_room(&self, room: RoomId) -> Result<Vec<ApplicationCard>, StoreError> {
        let number = self.db.numbers().room(self.db.reader(), room).await.map_err(store_error)?;
        let Some(number) = number else { return Ok(Vec::new()) };
        self.list(open_application::Column::RoomNumber.eq(number)).await
    }

    async fn open_to(&self, decider: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        let number = self.db.numbers().user(self.db.reader(), decider).await.map_err(store_error)?;
        let Some(number) = number else { return Ok(Vec::new()) };
        let own_rooms = room_index::Entity::find()
            .select_only()
            .column(room_index::Column::Number)
            .join(JoinType::InnerJoin, room_index::Relation::Room.def())
            .filter(room::Column::Creator.eq(decider.to_string()))
            .into_query();
        let for_oneself = self.list(open_application::Column::AskedNumber.eq(number)).await?;
        let mut open = self.list(open_application::Column::RoomNumber.in_subquery(own_rooms)).await?;
        open.extend(for_oneself);
        open.sort_by_key(|application| (Reverse(application.created_at), application.id));
        Ok(open)
    }

    async fn decide(
        &self,
        id: ApplyId,
        accepted: bool,
        at: Timestamp,
    ) -> Result<ApplicationCard, ApplyError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let sides = lock_sides(tx, id).await?;
                take(tx, id).await?;
                change(tx, id, decision(accepted, at)).await?;
                if accepted {
                    grant(tx, &sides, at).await?;
                }
                card(tx, id).await
            })
            .await
    }

    async fn withdraw(&self, id: ApplyId, at: Timestamp) -> Result<ApplicationCard, ApplyError> {
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                take(tx, id).await?;
                let withdrawn = apply::ActiveModel {
                    is_deleted: Set(1),
                    updated_at: Set(at.into()),
                    ..Default::default()
                };
                change(tx, id, withdrawn).await?;
                card(tx, id).await
            })
            .await
    }
}

impl Applications {
    /// Those that are `meant`, newest first, without those that were withdrawn. What an adopted database holds
    /// undecided without being open, a double for instance, or for nothing at all, is not shown either.
    async fn list(&self, meant: SimpleExpr) -> Result<Vec<ApplicationCard>, StoreError> {
        let counts = Condition::any()
            .add(apply::Column::HandleStatus.ne(0))
            .add(open_application::Column::ApplyId.is_not_null());
        let asks = Condition::any()
            .add(apply::Column::RoomId.is_not_null())
            .add(apply::Column::ApplyUserId.is_not_null());
        let rows = with_sides()
            .join(JoinType::LeftJoin, apply::Relation::Open.def())
            .filter(meant)
            .filter(apply::Column::IsDeleted.eq(0))
            .filter(counts)
            .filter(asks)
            .order_by_desc(apply::Column::CreatedAt)
            .order_by_asc(apply::Column::Id)
            .limit(<dyn ApplyRepository>::MAX_LISTED)
            .into_partial_model::<ApplicationRow>()
            .all(self.db.reader())
            .await
            .map_err(store_error)?;
        Ok(rows.into_iter().filter_map(ApplicationRow::card).collect())
    }
}

/// An application with everybody concerned. Their rows are joined under the names below.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "apply::Entity")]
struct ApplicationRow {
    id: String,
    status: i16,
    handle_status: i16,
    is_deleted: i16,
    created_at: Moment,
    updated_at: Moment,
    #[sea_orm(nested, alias = "maker")]
    maker: UserRow,
    #[sea_orm(nested, alias = "asked")]
    asked: Option<UserRow>,
    #[sea_orm(nested)]
    room: Option<RoomRow>,
    #[sea_orm(nested)]
    note: Option<NoteRow>,
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "application_note::Entity")]
struct NoteRow {
    note: String,
}

impl ApplicationRow {
    const MAKER: &str = "maker";
    const ASKED: &str = "asked";

    fn card(self) -> Option<ApplicationCard> {
        Some(ApplicationCard {
            id: self.id.parse().ok()?,
            maker: self.maker.card()?,
            room: self.room.and_then(RoomRow::card),
            asked: self.asked.and_then(UserRow::card),
            note: self.note.map(|row| row.note),
            accepted: self.status != 0,
            decided: self.handle_status != 0,
            withdrawn: self.is_deleted != 0,
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
        })
    }
}

fn with_sides() -> Select<apply::Entity> {
    apply::Entity::find()
        .join_as(JoinType::InnerJoin, apply::Relation::Maker.def(), ApplicationRow::MAKER)
        .join_as(JoinType::LeftJoin, apply::Relation::Asked.def(), ApplicationRow::ASKED)
        .join(JoinType::LeftJoin, apply::Relation::Room.def())
        .join_as(JoinType::LeftJoin, room::Relation::Owner.def(), RoomRow::OWNER)
        .join(JoinType::LeftJoin, apply::Relation::Note.def())
}

async fn find_card(tx: &DatabaseTransaction, id: ApplyId) -> Result<Option<ApplicationCard>, DbErr> {
    let row = with_sides().filter(apply::Column::Id.eq(id.to_string()));
    Ok(row.into_partial_model::<ApplicationRow>().one(tx).await?.and_then(ApplicationRow::card))
}

async fn card(tx: &DatabaseTransaction, id: ApplyId) -> Result<ApplicationCard, Fault<ApplyError>> {
    find_card(tx, id).await?.ok_or(Fault::Refused(ApplyError::NotFound))
}

fn row_of(application: &NewApplication) -> apply::ActiveModel {
    let (asked, room) = match application.wish {
        Wish::Befriend(asked) => (Some(asked.to_string()), None),
        Wish::Join(room) => (None, Some(room.to_string())),
    };
    apply::ActiveModel {
        id: Set(application.id.to_string()),
        user_id: Set(application.maker.to_string()),
        room_id: Set(room),
        apply_user_id: Set(asked),
        status: Set(0),
        handle_status: Set(0),
        created_at: Set(application.at.into()),
        updated_at: Set(application.at.into()),
        is_deleted: Set(0),
    }
}

/// Locks whoever is concerned and words the wish in numbers.
async fn open_row(
    tx: &DatabaseTransaction,
    application: &NewApplication,
) -> Result<open_application::ActiveModel, Fault<ApplyError>> {
    let people = match application.wish {
        Wish::Befriend(asked) => vec![application.maker, asked],
        Wish::Join(_) => vec![application.maker],
    };
    let accounts = living_accounts(tx, &people).await?;
    let number_of = |id: UserId| {
        let account = account_of(&accounts, &id.to_string());
        account.map(|account| account.number).ok_or(Fault::Refused(ApplyError::NoSuchUser))
    };
    let maker = number_of(application.maker)?;
    let (key, asked, room) = match application.wish {
        Wish::Befriend(asked) => {
            let asked = number_of(asked)?;
            require_no_block(tx, maker, asked).await?;
            (befriending(maker, asked), Some(asked), None)
        }
        Wish::Join(room) => {
            let room = living_room(tx, room).await?.ok_or(Fault::Refused(RoomError::NotFound.into()))?;
            (format!("room:{maker}:{}", room.number), None, Some(room.number))
        }
    };
    Ok(open_application::ActiveModel {
        apply_id: Set(application.id.to_string()),
        wish_key: Set(key),
        maker_number: Set(maker),
        asked_number: Set(asked),
        room_number: Set(room),
    })
}

/// The key of the wish to befriend somebody.
fn befriending(maker: i64, asked: i64) -> String {
    format!("friend:{maker}:{asked}")
}

async fn require_no_block(tx: &DatabaseTransaction, maker: i64, asked: i64) -> Result<(), Fault<ApplyError>> {
    if has_blocked(tx, maker, asked).await? {
        Err(Fault::Refused(ApplyError::BlockedByMaker))
    } else if has_blocked(tx, asked, maker).await? {
        Err(Fault::Refused(ApplyError::NotPossible))
    } else {
        Ok(())
    }
}

/// Whom an application concerns, as far as they are still there. All of them are locked.
struct Sides {
    maker: Option<account::Model>,
    asked: Option<account::Model>,
    room: Option<(i64, RoomId)>,
}

async fn lock_sides(tx: &DatabaseTransaction, id: ApplyId) -> Result<Sides, Fault<ApplyError>> {
    let row = apply::Entity::find_by_id(id.to_string()).one(tx).await?;
    let row = row.ok_or(Fault::Refused(ApplyError::NotFound))?;
    let asked = row.apply_user_id.unwrap_or_default();
    let people: Vec<UserId> = [&row.user_id, &asked].into_iter().filter_map(|id| id.parse().ok()).collect();
    let accounts = living_accounts(tx, &people).await?;
    let room = match row.room_id.and_then(|room| room.parse().ok()) {
        Some(id) => living_room(tx, id).await?.map(|room| (room.number, id)),
        None => None,
    };
    Ok(Sides { maker: account_of(&accounts, &row.user_id), asked: account_of(&accounts, &asked), room })
}

fn account_of(accounts: &[account::Model], id: &str) -> Option<account::Model> {
    accounts.iter().find(|account| account.user_id == id).cloned()
}

/// Makes the friendship or the membership that was asked for.
async fn grant(tx: &DatabaseTransaction, sides: &Sides, at: Timestamp) -> Result<(), Fault<ApplyError>> {
    match sides {
        Sides { maker: Some(maker), asked: Some(asked), .. } => befriend(tx, maker, asked, at).await?,
        Sides { maker: Some(maker), room: Some(room), .. } => {
            join(tx, *room, maker, MemberId::random(), at).await?;
        }
        _ => return Err(Fault::Refused(ApplyError::NotFound)),
    }
    Ok(())
}

/// Takes an application out of the open ones. Who succeeds is the only one.
async fn take(tx: &DatabaseTransaction, id: ApplyId) -> Result<(), Fault<ApplyError>> {
    let taken = open_application::Entity::delete_by_id(id.to_string()).exec(tx).await?;
    if taken.rows_affected > 0 {
        return Ok(());
    }
    let row = apply::Entity::find_by_id(id.to_string()).one(tx).await?;
    let is_decided = row.is_some_and(|row| row.handle_status != 0);
    Err(Fault::Refused(if is_decided { ApplyError::AlreadyDecided } else { ApplyError::NotFound }))
}

fn decision(accepted: bool, at: Timestamp) -> apply::ActiveModel {
    apply::ActiveModel {
        status: Set(accepted.into()),
        handle_status: Set(1),
        updated_at: Set(at.into()),
        ..Default::default()
    }
}

async fn change(tx: &DatabaseTransaction, id: ApplyId, row: apply::ActiveModel) -> Result<(), DbErr> {
    apply::Entity::update_many().set(row).filter(apply::Column::Id.eq(id.to_string())).exec(tx).await?;
    Ok(())
}

/// Ends those open applications that are `meant`, undecided.
pub async fn end_applications(
    tx: &DatabaseTransaction,
    meant: Condition,
    at: Timestamp,
) -> Result<(), DbErr> {
    let open: Vec<String> = open_application::Entity::find()
        .select_only()
        .column(open_application::Column::ApplyId)
        .filter(meant)
        .into_tuple()
        .all(tx)
        .await?;
    for open in open.chunks(CHUNK) {
        apply::Entity::update_many()
            .col_expr(apply::Column::IsDeleted, Expr::value(1))
            .col_expr(apply::Column::UpdatedAt, Expr::value(Moment::from(at)))
            .filter(apply::Column::Id.is_in(open))
            .exec(tx)
            .await?;
        let ended = open_application::Column::ApplyId.is_in(open);
        open_application::Entity::delete_many().filter(ended).exec(tx).await?;
    }
    Ok(())
}

/// Ends what two people have asked of each other, both locked: what `one` asks is withdrawn, what `other` asks is refused
/// and returned.
pub async fn end_applications_between(
    tx: &DatabaseTransaction,
    one: i64,
    other: i64,
    at: Timestamp,
) -> Result<Option<ApplicationCard>, DbErr> {
    let of = |maker, asked| open_application::Column::WishKey.eq(befriending(maker, asked));
    end_applications(tx, Condition::all().add(of(one, other)), at).await?;
    let Some(open) = open_application::Entity::find().filter(of(other, one)).one(tx).await? else {
        return Ok(None);
    };
    let Ok(id) = open.apply_id.parse() else { return Ok(None) };
    open_application::Entity::delete_by_id(open.apply_id).exec(tx).await?;
    change(tx, id, decision(false, at)).await?;
    find_card(tx, id).await
}
