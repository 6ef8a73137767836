//! The hub: who is connected to this node, and who listens to what.

use std::{
    collections::{HashMap, HashSet},
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use discuss_kernel::{Audience, Ended, RoomId, SessionId, UserId};
use parking_lot::RwLock;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    Inbox, Weigh,
    outbox::{Outbox, outbox},
};

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

/// Why the hub asks a connection to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dismissal {
    /// More waited for it than its outbox holds.
    TooSlow,
    /// Its login has ended.
    Revoked,
    /// The server is stopping.
    Stopping,
}

/// A token that is cancelled when the connection is to go, and says why.
#[derive(Debug, Clone, Default)]
pub struct Dismissed {
    token: CancellationToken,
    why: Arc<OnceLock<Dismissal>>,
}

impl Dismissed {
    /// Why the connection is to go; too slow unless the login has ended.
    #[must_use]
    pub fn why(&self) -> Dismissal {
        self.why.get().copied().unwrap_or(Dismissal::TooSlow)
    }

    fn dismiss(&self, why: Dismissal) {
        // The first reason stays.
        let _ = self.why.set(why);
        self.token.cancel();
    }
}

impl Deref for Dismissed {
    type Target = CancellationToken;

    fn deref(&self) -> &CancellationToken {
        &self.token
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SeatId(u64);

/// What the hub can reach of one connection.
struct Mailbox<E> {
    user: UserId,
    session: Option<SessionId>,
    outbox: Outbox<E>,
    dismissed: Dismissed,
}

impl<E: Weigh> Mailbox<E> {
    fn push(&self, event: E) {
        if self.outbox.push(event).is_err() {
            self.dismissed.dismiss(Dismissal::TooSlow);
        }
    }
}

/// Which rooms a connection listens to.
enum Rooms {
    /// Not announced yet; what has changed since it was opened.
    Unknown(HashMap<RoomId, bool>),
    /// Announced.
    Known(HashSet<RoomId>),
}

struct Entry<E> {
    mailbox: Arc<Mailbox<E>>,
    rooms: Rooms,
}

/// What has changed since the presence watch last looked.
#[derive(Debug, Default)]
pub(crate) struct PresenceChanges {
    pub users: HashSet<UserId>,
    pub rooms: HashSet<RoomId>,
}

/// Who is connected to this node, and which rooms each connection listens to.
///
/// Whenever the lock is free:
/// 1. `by_room[r]` holds `s` exactly when `seats[s].rooms` is `Known` and contains `r`;
/// 2. `by_user[u]` is the set of seats of `u`, and no index keeps an empty set;
/// 3. `announced[u]` counts the seats of `u` whose rooms are `Known`, so that the first arrival and the
///    last departure of a user are each noted exactly once in `changes`;
/// 4. a membership that begins or ends between opening and announcing a seat is kept in `Unknown`, so
///    that a list of rooms loaded meanwhile cannot bring it back or lose it;
/// 5. only dropping a [`Seat`] removes it, and only its own task does that.
///
/// While the lock is held nothing awaits, encodes or logs. Delivery does not wait: a full outbox asks
/// that one connection to go and never slows its neighbours.
struct State<E> {
    seats: HashMap<SeatId, Entry<E>>,
    by_user: HashMap<UserId, HashSet<SeatId>>,
    by_room: HashMap<RoomId, HashMap<SeatId, Arc<Mailbox<E>>>>,
    announced: HashMap<UserId, usize>,
    changes: PresenceChanges,
    stopping: bool,
}

struct Shared<E> {
    state: RwLock<State<E>>,
    limits: HubLimits,
    next_seat: AtomicU64,
    presence_changed: Notify,
}

/// Connections and what they listen to. Cheap to clone; see the invariants at `State`.
pub struct Hub<E>(Arc<Shared<E>>);

impl<E> Clone for Hub<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A connection's place in the hub. Dropping it is leaving.
pub struct Seat<E: Weigh + Clone> {
    /// What is to be written to the connection.
    pub inbox: Inbox<E>,
    /// Cancelled when the connection is to go.
    pub dismissed: Dismissed,
    id: SeatId,
    user: UserId,
    hub: Hub<E>,
}

impl<E: Weigh + Clone> Drop for Seat<E> {
    fn drop(&mut self) {
        self.hub.leave(self.id, self.user);
    }
}

impl<E: Weigh + Clone> Hub<E> {
    /// A hub that nobody is connected to.
    #[must_use]
    pub fn new(limits: HubLimits) -> Self {
        Self(Arc::new(Shared {
            state: RwLock::new(State {
                seats: HashMap::new(),
                by_user: HashMap::new(),
                by_room: HashMap::new(),
                announced: HashMap::new(),
                changes: PresenceChanges::default(),
                stopping: false,
            }),
            limits,
            next_seat: AtomicU64::new(0),
            presence_changed: Notify::new(),
        }))
    }

    /// Gives a connection of `user` a place. It hears nothing before it is announced.
    ///
    /// # Errors
    /// When the user has as many connections as allowed, or the server is stopping.
    pub fn open(&self, user: UserId, session: Option<SessionId>) -> Result<Seat<E>, NoSeat> {
        let HubLimits { outbox_messages, outbox_bytes, connections_per_user } = self.0.limits;
        let id = SeatId(self.0.next_seat.fetch_add(1, Ordering::Relaxed));
        let (outbox, inbox) = outbox(outbox_messages, outbox_bytes);
        let dismissed = Dismissed::default();
        let mailbox = Arc::new(Mailbox { user, session, outbox, dismissed: dismissed.clone() });

        let mut state = self.0.state.write();
        if state.stopping {
            return Err(NoSeat::Stopping);
        }
        if state.by_user.get(&user).is_some_and(|seats| seats.len() >= connections_per_user) {
            return Err(NoSeat::TooManyConnections);
        }
        state.by_user.entry(user).or_default().insert(id);
        state.seats.insert(id, Entry { mailbox, rooms: Rooms::Unknown(HashMap::new()) });
        Ok(Seat { inbox, dismissed, id, user, hub: self.clone() })
    }

    /// Lets a connection hear, and lets it be seen. `rooms` are those its user belonged to at some
    /// moment after it was opened.
    pub fn announce(&self, seat: &Seat<E>, rooms: impl IntoIterator<Item = RoomId>) {
        let mut state = self.0.state.write();
        let state = &mut *state;
        let Some(entry) = state.seats.get_mut(&seat.id) else {
            return;
        };
        let Rooms::Unknown(changed) = &entry.rooms else {
            return;
        };

        let unchanged = rooms.into_iter().filter(|room| changed.get(room) != Some(&false));
        let joined = changed.iter().filter(|(_, joined)| **joined).map(|(room, _)| *room);
        let rooms: HashSet<RoomId> = unchanged.chain(joined).collect();
        for room in &rooms {
            state.by_room.entry(*room).or_default().insert(seat.id, Arc::clone(&entry.mailbox));
        }
        let announced = state.announced.entry(seat.user).or_default();
        *announced += 1;
        if *announced == 1 {
            state.changes.users.insert(seat.user);
            state.changes.rooms.extend(&rooms);
            self.0.presence_changed.notify_one();
        }
        entry.rooms = Rooms::Known(rooms);
    }

    /// Delivers to every announced connection of the audience.
    pub fn deliver(&self, to: &Audience, event: &E) {
        match to {
            Audience::Room(room) => self.broadcast(*room, event),
            Audience::Users(users) => {
                let state = self.0.state.read();
                for mailbox in users.iter().flat_map(|user| state.announced_of(*user)) {
                    mailbox.push(event.clone());
                }
            }
        }
    }

    /// Delivers to every connection that listens to a room.
    pub fn broadcast(&self, room: RoomId, event: &E) {
        let state = self.0.state.read();
        for mailbox in state.by_room.get(&room).into_iter().flat_map(HashMap::values) {
            mailbox.push(event.clone());
        }
    }

    /// All connections of `user` begin to listen to `room`.
    pub fn admit(&self, user: UserId, room: RoomId) {
        self.change(user, room, true);
    }

    /// No connection of `user` listens to `room` any more.
    pub fn expel(&self, user: UserId, room: RoomId) {
        self.change(user, room, false);
    }

    fn change(&self, user: UserId, room: RoomId, joined: bool) {
        let mut state = self.0.state.write();
        let state = &mut *state;
        for id in state.by_user.get(&user).into_iter().flatten() {
            let Some(entry) = state.seats.get_mut(id) else { continue };
            match &mut entry.rooms {
                Rooms::Unknown(changed) => {
                    changed.insert(room, joined);
                }
                Rooms::Known(rooms) if joined => {
                    rooms.insert(room);
                    state.by_room.entry(room).or_default().insert(*id, Arc::clone(&entry.mailbox));
                }
                Rooms::Known(rooms) => {
                    rooms.remove(&room);
                    remove(&mut state.by_room, room, *id);
                }
            }
        }
        state.changes.rooms.insert(room);
        self.0.presence_changed.notify_one();
    }

    /// Nobody listens to `room` any more: it is gone.
    pub fn close_room(&self, room: RoomId) {
        let mut state = self.0.state.write();
        let state = &mut *state;
        state.by_room.remove(&room);
        // So that the watch forgets who was there.
        state.changes.rooms.insert(room);
        self.0.presence_changed.notify_one();
        for entry in state.seats.values_mut() {
            match &mut entry.rooms {
                Rooms::Unknown(changed) => {
                    changed.insert(room, false);
                }
                Rooms::Known(rooms) => {
                    rooms.remove(&room);
                }
            }
        }
    }

    /// Asks the connections of ended logins to go.
    pub fn end_sessions(&self, user: UserId, ended: Ended) {
        let state = self.0.state.read();
        for id in state.by_user.get(&user).into_iter().flatten() {
            if let Some(entry) = state.seats.get(id).filter(|entry| ended.includes(entry.mailbox.session)) {
                entry.mailbox.dismissed.dismiss(Dismissal::Revoked);
            }
        }
    }

    /// Asks everybody to go and lets nobody in any more.
    pub fn stop(&self) {
        let mut state = self.0.state.write();
        state.stopping = true;
        for entry in state.seats.values() {
            entry.mailbox.dismissed.dismiss(Dismissal::Stopping);
        }
    }

    /// Whether an announced connection of `user` lives.
    #[must_use]
    pub fn is_online(&self, user: UserId) -> bool {
        self.0.state.read().announced.contains_key(&user)
    }

    /// Those of `users` who have an announced connection, in the order given.
    #[must_use]
    pub fn online(&self, users: &[UserId]) -> Vec<UserId> {
        let state = self.0.state.read();
        users.iter().copied().filter(|user| state.announced.contains_key(user)).collect()
    }

    /// Who listens to a room, each once, ordered by id.
    #[must_use]
    pub fn online_in(&self, room: RoomId) -> Vec<UserId> {
        let state = self.0.state.read();
        let mut users: Vec<UserId> = state
            .by_room
            .get(&room)
            .into_iter()
            .flat_map(HashMap::values)
            .map(|mailbox| mailbox.user)
            .collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Says that the presence of `user` is still to be told.
    pub(crate) fn presence_changed(&self, user: UserId) {
        self.0.state.write().changes.users.insert(user);
        self.0.presence_changed.notify_one();
    }

    /// Waits until presence has changed since the changes were last taken.
    pub(crate) async fn presence_has_changed(&self) {
        self.0.presence_changed.notified().await;
    }

    /// For whom and where presence has changed since this was last asked.
    pub(crate) fn take_presence_changes(&self) -> PresenceChanges {
        std::mem::take(&mut self.0.state.write().changes)
    }

    fn leave(&self, id: SeatId, user: UserId) {
        let mut state = self.0.state.write();
        let state = &mut *state;
        if let Some(seats) = state.by_user.get_mut(&user) {
            seats.remove(&id);
            if seats.is_empty() {
                state.by_user.remove(&user);
            }
        }
        let Some(Entry { rooms: Rooms::Known(rooms), .. }) = state.seats.remove(&id) else {
            return;
        };
        for room in &rooms {
            remove(&mut state.by_room, *room, id);
        }
        let announced = state.announced.entry(user).or_default();
        *announced = announced.saturating_sub(1);
        if *announced == 0 {
            state.announced.remove(&user);
            state.changes.users.insert(user);
            state.changes.rooms.extend(rooms);
            self.0.presence_changed.notify_one();
        }
    }
}

impl<E> State<E> {
    fn announced_of(&self, user: UserId) -> impl Iterator<Item = &Mailbox<E>> {
        self.by_user
            .get(&user)
            .into_iter()
            .flatten()
            .filter_map(|id| self.seats.get(id))
            .filter(|entry| matches!(entry.rooms, Rooms::Known(_)))
            .map(|entry| &*entry.mailbox)
    }
}

fn remove<E>(by_room: &mut HashMap<RoomId, HashMap<SeatId, Arc<Mailbox<E>>>>, room: RoomId, id: SeatId) {
    if let Some(seats) = by_room.get_mut(&room) {
        seats.remove(&id);
        if seats.is_empty() {
            by_room.remove(&room);
        }
    }
}

#[cfg(test)]
mod tests;
