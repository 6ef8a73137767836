//! Applications in memory, for tests and examples.

use std::cmp::Reverse;

use async_trait::async_trait;
use discuss_kernel::{
    ApplicationCard, ApplyId, MemberId, RoomId, StoreError, Timestamp, UserId,
    testing::{ApplicationRow, Tables, World},
};
use discuss_room::RoomError;

use crate::{ApplyError, ApplyRepository, NewApplication, Wish};

/// Keeps applications in a [`World`]; accepting one makes the friendship or membership there.
#[derive(Debug, Clone, Default)]
pub struct InMemoryApplications(World);

impl InMemoryApplications {
    /// The applications of this world.
    #[must_use]
    pub const fn new(world: World) -> Self {
        Self(world)
    }
}

#[async_trait]
impl ApplyRepository for InMemoryApplications {
    async fn insert(&self, application: &NewApplication) -> Result<ApplicationCard, ApplyError> {
        let mut tables = self.0.lock();
        tables.account(application.maker).ok_or(ApplyError::NoSuchUser)?;
        let (asked, room) = sides(&tables, application.maker, application.wish)?;
        let is_same =
            |open: &&ApplicationRow| (open.maker, open.asked, open.room) == (application.maker, asked, room);
        if tables.applications.values().filter(|row| row.is_open()).any(|row| is_same(&row)) {
            return Err(ApplyError::AlreadyOpen);
        }
        let row = ApplicationRow {
            id: application.id,
            maker: application.maker,
            asked,
            room,
            note: application.note.as_ref().map(|note| note.as_str().to_owned()),
            accepted: false,
            decided: false,
            withdrawn: false,
            created_at: application.at,
            updated_at: application.at,
        };
        let card = tables.application_card(&row).ok_or(ApplyError::NoSuchUser)?;
        tables.applications.insert(row.id, row);
        Ok(card)
    }

    async fn find(&self, id: ApplyId) -> Result<Option<ApplicationCard>, StoreError> {
        Ok(listed(&self.0.lock(), |application| application.id == id).pop())
    }

    async fn made_by(&self, maker: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        Ok(listed(&self.0.lock(), |application| application.maker == maker))
    }

    async fn asking(&self, asked: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        Ok(listed(&self.0.lock(), |application| application.asked == Some(asked)))
    }

    async fn open_for_room(&self, room: RoomId) -> Result<Vec<ApplicationCard>, StoreError> {
        Ok(listed(&self.0.lock(), |application| application.room == Some(room) && application.is_open()))
    }

    async fn open_to(&self, decider: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        let tables = self.0.lock();
        let owns = |room| tables.room(room).is_some_and(|room| room.creator == decider);
        Ok(listed(&tables, |application| {
            application.is_open()
                && (application.asked == Some(decider) || application.room.is_some_and(owns))
        }))
    }

    async fn decide(
        &self,
        id: ApplyId,
        accepted: bool,
        at: Timestamp,
    ) -> Result<ApplicationCard, ApplyError> {
        let mut tables = self.0.lock();
        let decided = settle(&mut tables, id, at, |application| {
            (application.decided, application.accepted) = (true, accepted);
        })?;
        if accepted {
            if let Some(asked) = decided.asked {
                tables.befriend(decided.maker, asked, at);
            }
            if let Some(room) = decided.room {
                tables.join(room, decided.maker, MemberId::random(), at);
            }
        }
        tables.application_card(&decided).ok_or(ApplyError::NotFound)
    }

    async fn withdraw(&self, id: ApplyId, at: Timestamp) -> Result<ApplicationCard, ApplyError> {
        let mut tables = self.0.lock();
        let withdrawn = settle(&mut tables, id, at, |application| application.withdrawn = true)?;
        tables.application_card(&withdrawn).ok_or(ApplyError::NotFound)
    }
}

/// The one asked and the room, of which there is exactly one.
fn sides(tables: &Tables, maker: UserId, wish: Wish) -> Result<(Option<UserId>, Option<RoomId>), ApplyError> {
    match wish {
        Wish::Befriend(asked) if tables.account(asked).is_none() => Err(ApplyError::NoSuchUser),
        Wish::Befriend(asked) if tables.has_blocked(maker, asked) => Err(ApplyError::BlockedByMaker),
        Wish::Befriend(asked) if tables.has_blocked(asked, maker) => Err(ApplyError::NotPossible),
        Wish::Befriend(asked) => Ok((Some(asked), None)),
        Wish::Join(room) if tables.room(room).is_none() => Err(RoomError::NotFound.into()),
        Wish::Join(room) => Ok((None, Some(room))),
    }
}

/// Ends the openness of an application as `change` says.
fn settle(
    tables: &mut Tables,
    id: ApplyId,
    at: Timestamp,
    change: impl FnOnce(&mut ApplicationRow),
) -> Result<ApplicationRow, ApplyError> {
    let application = tables.applications.get_mut(&id).ok_or(ApplyError::NotFound)?;
    if application.decided {
        return Err(ApplyError::AlreadyDecided);
    }
    if application.withdrawn {
        return Err(ApplyError::NotFound);
    }
    change(application);
    application.updated_at = at;
    Ok(application.clone())
}

/// Those that are `meant` and were not withdrawn, newest first.
fn listed(tables: &Tables, meant: impl Fn(&ApplicationRow) -> bool) -> Vec<ApplicationCard> {
    let rows =
        tables.applications.values().filter(|application| !application.withdrawn && meant(application));
    let mut cards: Vec<ApplicationCard> = rows.filter_map(|row| tables.application_card(row)).collect();
    cards.sort_by_key(|card| (Reverse(card.created_at), card.id));
    cards.truncate(usize::try_from(<dyn ApplyRepository>::MAX_LISTED).unwrap_or(usize::MAX));
    cards
}
