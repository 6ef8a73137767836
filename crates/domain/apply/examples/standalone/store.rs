//! A store of one's own: the ports of the `friend` and `apply` crates over a few lists.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use discuss_apply::{ApplyError, ApplyRepository, NewApplication, Wish};
use discuss_friend::{BlockCard, Blocked, FriendCard, FriendError, FriendRepository};
use discuss_kernel::{
    ApplicationCard, ApplyId, Caller, FriendId, RoomId, StoreError, Timestamp, UserCard, UserId,
};

/// People, their applications and their friendships. Yours may be a database: then each method is a
/// transaction, as here it is one lock.
#[derive(Default)]
pub struct Store(Mutex<Tables>);

#[derive(Default)]
struct Tables {
    people: HashMap<UserId, UserCard>,
    applications: Vec<ApplicationCard>,
    friends: Vec<FriendCard>,
    /// Who has blocked whom.
    blocks: Vec<(UserId, BlockCard)>,
}

impl Store {
    /// Somebody new.
    pub fn add(&self, name: &str) -> Caller {
        let (id, now) = (UserId::random(), Timestamp::from_millis(0));
        let card = UserCard {
            id,
            username: name.into(),
            email: String::new(),
            avatar: None,
            created_at: now,
            updated_at: now,
        };
        self.tables().people.insert(id, card);
        Caller { id, session: None, is_admin: false }
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().expect("nobody panics while holding the lock")
    }

    /// The applications that are `meant`, newest first.
    fn listed(&self, meant: impl Fn(&ApplicationCard) -> bool) -> Vec<ApplicationCard> {
        let tables = self.tables();
        let shown = tables.applications.iter().rev().filter(|application| !application.withdrawn);
        shown.filter(|application| meant(application)).cloned().collect()
    }
}

#[async_trait]
impl FriendRepository for Store {
    async fn list(&self, user: UserId) -> Result<Vec<FriendCard>, StoreError> {
        Ok(self.tables().friends.iter().rev().filter(|card| card.user.id == user).cloned().collect())
    }

    async fn ids(&self, user: UserId) -> Result<Vec<UserId>, StoreError> {
        Ok(self.list(user).await?.into_iter().map(|card| card.friend.id).collect())
    }

    async fn are_friends(&self, one: UserId, other: UserId) -> Result<bool, StoreError> {
        Ok(self.ids(one).await?.contains(&other))
    }

    async fn end(&self, one: UserId, other: UserId, _at: Timestamp) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let before = tables.friends.len();
        tables.friends.retain(|card| !is_between(card, one, other));
        Ok(tables.friends.len() < before)
    }

    async fn blocked(&self, user: UserId) -> Result<Vec<BlockCard>, StoreError> {
        let tables = self.tables();
        let own = tables.blocks.iter().rev().filter(|(by, _)| *by == user);
        Ok(own.map(|(_, card)| card.clone()).collect())
    }

    async fn block(&self, user: UserId, other: UserId, at: Timestamp) -> Result<Blocked, FriendError> {
        if self.has_blocked(user, other).await? {
            return Ok(Blocked::default());
        }
        let mut tables = self.tables();
        let card = tables.people.get(&other).cloned().ok_or(FriendError::NoSuchUser)?;
        tables.blocks.push((user, BlockCard { user: card, since: at }));
        let before = tables.friends.len();
        tables.friends.retain(|card| !is_between(card, user, other));
        let ended_friendship = tables.friends.len() < before;
        let mut refused = None;
        for application in tables.applications.iter_mut().filter(|application| application.is_open()) {
            let sides = (application.maker.id, application.decider());
            if sides == (other, Some(user)) {
                (application.decided, application.updated_at) = (true, at);
                refused = Some(application.clone());
            } else if sides == (user, Some(other)) {
                (application.withdrawn, application.updated_at) = (true, at);
            }
        }
        Ok(Blocked { is_new: true, ended_friendship, refused })
    }

    async fn unblock(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let before = tables.blocks.len();
        tables.blocks.retain(|(by, card)| (*by, card.user.id) != (user, other));
        Ok(tables.blocks.len() < before)
    }

    async fn has_blocked(&self, user: UserId, other: UserId) -> Result<bool, StoreError> {
        Ok(self.blocked(user).await?.iter().any(|card| card.user.id == other))
    }
}

#[async_trait]
impl ApplyRepository for Store {
    async fn insert(&self, application: &NewApplication) -> Result<ApplicationCard, ApplyError> {
        let NewApplication { id, maker, wish, note, at } = application.clone();
        let Wish::Befriend(asked) = wish else { return Err(ApplyError::NotFound) };
        let mut tables = self.tables();
        let is_same = |card: &ApplicationCard| card.maker.id == maker && card.decider() == Some(asked);
        if tables.applications.iter().any(|card| card.is_open() && is_same(card)) {
            return Err(ApplyError::AlreadyOpen);
        }
        let has_blocked = |one, two| tables.blocks.iter().any(|(by, card)| (*by, card.user.id) == (one, two));
        if has_blocked(maker, asked) {
            return Err(ApplyError::BlockedByMaker);
        } else if has_blocked(asked, maker) {
            return Err(ApplyError::NotPossible);
        }
        let person = |id| tables.people.get(&id).cloned().ok_or(ApplyError::NoSuchUser);
        let card = ApplicationCard {
            id,
            maker: person(maker)?,
            room: None,
            asked: Some(person(asked)?),
            note: note.map(|note| note.as_str().to_owned()),
            accepted: false,
            decided: false,
            withdrawn: false,
            created_at: at,
            updated_at: at,
        };
        tables.applications.push(card.clone());
        Ok(card)
    }

    async fn find(&self, id: ApplyId) -> Result<Option<ApplicationCard>, StoreError> {
        Ok(self.listed(|application| application.id == id).pop())
    }

    async fn made_by(&self, maker: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        Ok(self.listed(|application| application.maker.id == maker))
    }

    async fn asking(&self, asked: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        Ok(self.listed(|application| application.decider() == Some(asked)))
    }

    async fn open_for_room(&self, _room: RoomId) -> Result<Vec<ApplicationCard>, StoreError> {
        Ok(Vec::new())
    }

    async fn open_to(&self, decider: UserId) -> Result<Vec<ApplicationCard>, StoreError> {
        let waits = |card: &ApplicationCard| card.is_open() && card.decider() == Some(decider);
        Ok(self.listed(waits))
    }

    async fn decide(
        &self,
        id: ApplyId,
        accepted: bool,
        at: Timestamp,
    ) -> Result<ApplicationCard, ApplyError> {
        let mut tables = self.tables();
        let decided = open(&mut tables, id)?;
        (decided.decided, decided.accepted, decided.updated_at) = (true, accepted, at);
        let decided = decided.clone();
        if let (true, Some(asked)) = (accepted, &decided.asked)
            && !tables.friends.iter().any(|card| is_between(card, decided.maker.id, asked.id))
        {
            for (user, friend) in [(&decided.maker, asked), (asked, &decided.maker)] {
                let (user, friend) = (user.clone(), friend.clone());
                tables.friends.push(FriendCard { id: FriendId::random(), user, friend, created_at: at });
            }
        }
        Ok(decided)
    }

    async fn withdraw(&self, id: ApplyId, at: Timestamp) -> Result<ApplicationCard, ApplyError> {
        let mut tables = self.tables();
        let withdrawn = open(&mut tables, id)?;
        (withdrawn.withdrawn, withdrawn.updated_at) = (true, at);
        Ok(withdrawn.clone())
    }
}

fn is_between(card: &FriendCard, one: UserId, other: UserId) -> bool {
    [(one, other), (other, one)].contains(&(card.user.id, card.friend.id))
}

/// The application, if it still waits for an answer.
fn open(tables: &mut Tables, id: ApplyId) -> Result<&mut ApplicationCard, ApplyError> {
    match tables.applications.iter_mut().find(|application| application.id == id) {
        Some(application) if application.is_open() => Ok(application),
        Some(application) if application.decided => Err(ApplyError::AlreadyDecided),
        _ => Err(ApplyError::NotFound),
    }
}
