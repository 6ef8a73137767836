//! The hub: who is connected to this node.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use discuss_kernel::{Ended, RoomId, SessionId, UserId};
use parking_lot::{Mutex, MutexGuard, RwLock};
use tokio::sync::{Notify, mpsc};

use crate::{
    Dismissal, Inbox, Post, Weigh,
    census::{Census, PresenceChanges},
    outbox::{Capacity, outbox},
    shard::{Mailbox, News, SeatId, Shard, Visibility},
    told::Told,
};

/// How many facts may wait for one shard; then the fan-out waits.
const NEWS_WAITING: usize = 1_024;

/// How much one connection, and one user, may use.
#[derive(Debug, Clone, Copy)]
pub struct HubLimits {
    /// How many events may wait for one connection.
    pub outbox_messages: usize,
    /// How many bytes of events may wait for one connection.
    pub outbox_bytes: usize,
    /// How many connections one user may have.
    pub connections_per_user: usize,
}

impl Default for HubLimits {
    fn default() -> Self {
        Self { outbox_messages: 4_096, outbox_bytes: 4 * 1024 * 1024, connections_per_user: 32 }
    }
}

/// Why a connection gets no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSeat {
    /// Its user has as many connections as allowed.
    #[error("too many connections")]
    TooManyConnections,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
}

/// Who is connected to this node. Cheap to clone.
///
/// The connections are divided into *shards*, one for each thread that serves connections: a fact crosses to
/// that thread once, and not once for every connection. The hub knows the shards, and counts who is here.
pub struct Hub<E>(Arc<Shared<E>>);

struct Shared<E> {
    limits: HubLimits,
    census: Mutex<Census>,
    told: Mutex<Told>,
    presence_changed: Notify,
    shards: RwLock<Vec<Branch<E>>>,
    next_seat: AtomicU64,
}

/// A shard, and the queue of what it is told.
struct Branch<E> {
    shard: Arc<Shard<E>>,
    news: mpsc::Sender<Arc<News<E>>>,
}

impl<E> Clone for Hub<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Where the connections of one thread get their seats. Cheap to clone.
pub struct Hall<E> {
    hub: Hub<E>,
    shard: Arc<Shard<E>>,
}

impl<E> Clone for Hall<E> {
    fn clone(&self) -> Self {
        Self { hub: self.hub.clone(), shard: Arc::clone(&self.shard) }
    }
}

/// A connection's place in the hub. Dropping it is leaving.
pub struct Seat<E: Weigh + Clone> {
    /// What is to be written to the connection, and whether it has to go.
    pub inbox: Inbox<E>,
    id: SeatId,
    user: UserId,
    visibility: Visibility,
    hall: Hall<E>,
}

impl<E: Weigh + Clone> Hub<E> {
    /// A hub that nobody is connected to.
    #[must_use]
    pub fn new(limits: HubLimits) -> Self {
        Self(Arc::new(Shared {
            limits,
            census: Mutex::default(),
            told: Mutex::default(),
            presence_changed: Notify::new(),
            shards: RwLock::default(),
            next_seat: AtomicU64::new(0),
        }))
    }

    /// Opens a hall for the connections of a thread. Its [`Post`] has to run on that thread.
    #[must_use]
    pub fn hall(&self) -> (Hall<E>, Post<E>) {
        let (news, queue) = mpsc::channel(NEWS_WAITING);
        let shard = Arc::new(Shard::default());
        self.0.shards.write().push(Branch { shard: Arc::clone(&shard), news });
        (Hall { hub: self.clone(), shard: Arc::clone(&shard) }, Post::new(shard, queue))
    }

    /// Asks the connections of ended logins to go.
    pub fn end_sessions(&self, user: UserId, ended: Ended) {
        for branch in self.0.shards.read().iter() {
            branch.shard.end_sessions(user, ended);
        }
    }

    /// Asks everybody to go and lets nobody in any more.
    pub fn stop(&self) {
        self.0.census.lock().close();
        for branch in self.0.shards.read().iter() {
            branch.shard.dismiss_all(Dismissal::Stopping);
        }
    }

    /// Whether an announced connection of `user` lives.
    #[must_use]
    pub fn is_online(&self, user: UserId) -> bool {
        self.0.census.lock().is_online(user)
    }

    /// Those of `users` who have an announced connection, in the order given.
    #[must_use]
    pub fn online(&self, users: &[UserId]) -> Vec<UserId> {
        let census = self.0.census.lock();
        users.iter().copied().filter(|user| census.is_online(*user)).collect()
    }

    /// Who listens to a room, each once, ordered by id.
    #[must_use]
    pub fn online_in(&self, room: RoomId) -> Vec<UserId> {
        let mut users = Vec::new();
        for branch in self.0.shards.read().iter() {
            branch.shard.listening(room, &mut users);
        }
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Passes a fact on to every shard; waits while the queue of one is full.
    pub(crate) async fn tell(&self, news: News<E>) {
        let news = Arc::new(news);
        let queues: Vec<_> = self.0.shards.read().iter().map(|branch| branch.news.clone()).collect();
        let mut closed = false;
        for queue in queues {
            closed |= queue.send(Arc::clone(&news)).await.is_err();
        }
        if closed {
            // The thread of that shard has ended, and with it all of its connections.
            self.0.shards.write().retain(|branch| !branch.news.is_closed());
        }
    }

    /// Says that the presence of `user` is still to be told.
    pub(crate) fn presence_changed(&self, user: UserId) {
        self.0.census.lock().note_user(user);
        self.0.presence_changed.notify_one();
    }

    /// Says that who is in `room` is still to be told, if only to forget it.
    pub(crate) fn presence_changed_in(&self, room: RoomId) {
        self.0.census.lock().note_room(room);
        self.0.presence_changed.notify_one();
    }

    /// Waits until presence has changed since the changes were last taken.
    pub(crate) async fn presence_has_changed(&self) {
        self.0.presence_changed.notified().await;
    }

    /// For whom and where presence has changed since this was last asked.
    pub(crate) fn take_presence_changes(&self) -> PresenceChanges {
        self.0.census.lock().take_changes()
    }

    /// What has been told of who is here.
    pub(crate) fn told(&self) -> MutexGuard<'_, Told> {
        self.0.told.lock()
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.census.lock().is_empty() && self.0.shards.read().iter().all(|branch| branch.shard.is_empty())
    }
}

impl<E: Weigh + Clone> Hall<E> {
    /// The hub that the hall belongs to.
    #[must_use]
    pub const fn hub(&self) -> &Hub<E> {
        &self.hub
    }

    /// Gives a connection of `user` a place. Before it is announced it hears nothing but what
    /// operators announce.
    ///
    /// # Errors
    /// When the user has as many connections as allowed, or the server is stopping.
    pub fn open(&self, user: UserId, session: Option<SessionId>) -> Result<Seat<E>, NoSeat> {
        self.seat(user, session, Visibility::Seen)
    }

    /// The same for a connection that only listens: when it is announced it hears, but nobody sees by it that
    /// its user is there.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_unseen(&self, user: UserId, session: Option<SessionId>) -> Result<Seat<E>, NoSeat> {
        self.seat(user, session, Visibility::Unseen)
    }

    fn seat(
        &self,
        user: UserId,
        session: Option<SessionId>,
        visibility: Visibility,
    ) -> Result<Seat<E>, NoSeat> {
        let Shared { limits, census, next_seat, .. } = &*self.hub.0;
        let capacity = Capacity { messages: limits.outbox_messages, bytes: limits.outbox_bytes };
        let (outbox, inbox) = outbox(capacity);
        let id = SeatId(next_seat.fetch_add(1, Ordering::Relaxed));
        // Under the lock, so that a hub that stops overlooks nobody.
        let mut census = census.lock();
        census.admit(user, limits.connections_per_user)?;
        self.shard.add(id, Mailbox { user, session, visibility, outbox });
        drop(census);
        Ok(Seat { inbox, id, user, visibility, hall: self.clone() })
    }
}

impl<E: Weigh + Clone> Seat<E> {
    /// Lets the connection hear, and lets it be seen unless it only listens. `rooms` are those its user belonged to at some moment after
    /// it was opened.
    pub fn announce(&self, rooms: impl IntoIterator<Item = RoomId>) {
        let Some(rooms) = self.hall.shard.announce(self.id, rooms) else {
            return;
        };
        let hub = &self.hall.hub.0;
        if self.visibility == Visibility::Seen && hub.census.lock().announce(self.user, &rooms) {
            hub.presence_changed.notify_one();
        }
    }

    /// Asks all other connections of the same user to go, but for those that only listen; unless this one has to go itself: of two that take
    /// each other's place at the same time, one stays.
    pub fn replace_others(&self) {
        let hub = &self.hall.hub.0;
        // Under the lock, so that one comes after the other.
        let _turn = hub.census.lock();
        if self.inbox.dismissal().is_none() {
            for branch in hub.shards.read().iter() {
                branch.shard.dismiss_others(self.user, self.id, Dismissal::Replaced);
            }
        }
    }
}

impl<E: Weigh + Clone> Drop for Seat<E> {
    fn drop(&mut self) {
        let rooms = self.hall.shard.remove(self.id).filter(|_| self.visibility == Visibility::Seen);
        let hub = &self.hall.hub.0;
        let mut census = hub.census.lock();
        census.dismiss(self.user);
        if rooms.is_some_and(|rooms| census.depart(self.user, &rooms)) {
            hub.presence_changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests;
