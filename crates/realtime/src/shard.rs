//! The part of the hub that one thread looks after.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use discuss_kernel::{Audience, Ended, Event, RoomId, SessionId, UserId};
use parking_lot::Mutex;

use crate::{Dismissal, Weigh, outbox::Outbox};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SeatId(pub u64);

/// Whether a connection shows that its user is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Seen,
    Unseen,
}

/// What the hub can reach of one connection.
pub(crate) struct Mailbox<E> {
    pub user: UserId,
    pub session: Option<SessionId>,
    pub visibility: Visibility,
    pub outbox: Outbox<E>,
}

/// A fact, and what audiences are told of it, in order.
pub(crate) struct News<E> {
    pub event: Event,
    pub deliveries: Vec<(Audience, E)>,
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

impl<E> Entry<E> {
    /// Whether it is told of a fact that is meant for its user. Before it is announced, only what operators say.
    fn hears(&self, event: &Event) -> bool {
        matches!(self.rooms, Rooms::Known(_)) || matches!(event, Event::Announced { .. })
    }
}

/// The connections of one thread, and which rooms each of them listens to.
///
/// Whenever the lock is free:
/// 1. `by_room[r]` holds `s` exactly when `seats[s].rooms` is `Known` and contains `r`;
/// 2. `by_user[u]` is the set of seats of `u`, and no index keeps an empty set;
/// 3. a membership that begins or ends between opening and announcing a seat is kept in `Unknown`, so
///    that a list of rooms loaded meanwhile cannot bring it back or lose it.
///
/// While the lock is held nothing awaits, encodes or logs. Delivery does not wait: a full outbox asks
/// that one connection to go and never slows its neighbours.
struct State<E> {
    seats: HashMap<SeatId, Entry<E>>,
    by_user: HashMap<UserId, HashSet<SeatId>>,
    by_room: HashMap<RoomId, HashMap<SeatId, Arc<Mailbox<E>>>>,
}

/// See the invariants at [`State`]. Only other threads' questions, and the end of logins, come from outside the
/// thread that the shard belongs to.
pub(crate) struct Shard<E>(Mutex<State<E>>);

impl<E> Default for Shard<E> {
    fn default() -> Self {
        Self(Mutex::new(State { seats: HashMap::new(), by_user: HashMap::new(), by_room: HashMap::new() }))
    }
}

impl<E: Weigh + Clone> Shard<E> {
    /// Adds a connection, which hears nothing but announcements to people before it is announced itself.
    pub fn add(&self, id: SeatId, mailbox: Mailbox<E>) {
        let mut state = self.0.lock();
        state.by_user.entry(mailbox.user).or_default().insert(id);
        state.seats.insert(id, Entry { mailbox: Arc::new(mailbox), rooms: Rooms::Unknown(HashMap::new()) });
    }

    /// Lets a connection hear. Returns the rooms it listens to, unless it was announced before.
    pub fn announce(&self, id: SeatId, rooms: impl IntoIterator<Item = RoomId>) -> Option<HashSet<RoomId>> {
        let mut state = self.0.lock();
        let State { seats, by_room, .. } = &mut *state;
        let entry = seats.get_mut(&id)?;
        let Rooms::Unknown(changed) = &entry.rooms else {
            return None;
        };
        let unchanged = rooms.into_iter().filter(|room| changed.get(room) != Some(&false));
        let joined = changed.iter().filter(|(_, joined)| **joined).map(|(room, _)| *room);
        let rooms: HashSet<RoomId> = unchanged.chain(joined).collect();
        for room in &rooms {
            by_room.entry(*room).or_default().insert(id, Arc::clone(&entry.mailbox));
        }
        entry.rooms = Rooms::Known(rooms.clone());
        Some(rooms)
    }

    /// Removes a connection. Returns the rooms it listened to, if it was announced.
    pub fn remove(&self, id: SeatId) -> Option<HashSet<RoomId>> {
        let mut state = self.0.lock();
        let Entry { mailbox, rooms } = state.seats.remove(&id)?;
        if let Some(seats) = state.by_user.get_mut(&mailbox.user) {
            seats.remove(&id);
            if seats.is_empty() {
                state.by_user.remove(&mailbox.user);
            }
        }
        let Rooms::Known(rooms) = rooms else {
            return None;
        };
        for room in &rooms {
            state.stop_listening(*room, id);
        }
        Some(rooms)
    }

    /// Tells the connections of this shard. Who comes is let in before it is told, so that they hear it; who goes
    /// is shown out after.
    pub fn tell(&self, news: &News<E>) {
        let mut state = self.0.lock();
        if let Event::Membership { room, user, began: true, .. } = &news.event {
            state.change(*user, *room, true);
        }
        for (to, what) in &news.deliveries {
            state.deliver(&news.event, to, what);
        }
        match &news.event {
            Event::Membership { room, user, began: false, .. } => state.change(*user, *room, false),
            Event::RoomDeleted { room, .. } => state.close_room(*room),
            _ => {}
        }
    }

    /// Asks the connections of ended logins to go.
    pub fn end_sessions(&self, user: UserId, ended: Ended) {
        let state = self.0.lock();
        for mailbox in state.of(user).map(|entry| &entry.mailbox) {
            if ended.includes(mailbox.session) {
                mailbox.outbox.dismiss(Dismissal::Revoked);
            }
        }
    }

    /// Asks all connections of `user` to go, but for one, and for those that only listen.
    pub fn dismiss_others(&self, user: UserId, kept: SeatId, why: Dismissal) {
        let state = self.0.lock();
        for id in state.by_user.get(&user).into_iter().flatten().filter(|id| **id != kept) {
            let mailbox = state.seats.get(id).map(|entry| &entry.mailbox);
            if let Some(mailbox) = mailbox.filter(|mailbox| mailbox.visibility == Visibility::Seen) {
                mailbox.outbox.dismiss(why);
            }
        }
    }

    /// Asks everybody to go.
    pub fn dismiss_all(&self, why: Dismissal) {
        for entry in self.0.lock().seats.values() {
            entry.mailbox.outbox.dismiss(why);
        }
    }

    /// Who is seen to listen to a room here, once for each connection.
    pub fn listening(&self, room: RoomId, users: &mut Vec<UserId>) {
        let state = self.0.lock();
        let mailboxes = state.by_room.get(&room).into_iter().flat_map(HashMap::values);
        let seen = mailboxes.filter(|mailbox| mailbox.visibility == Visibility::Seen);
        users.extend(seen.map(|mailbox| mailbox.user));
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        let state = self.0.lock();
        state.seats.is_empty() && state.by_user.is_empty() && state.by_room.is_empty()
    }
}

impl<E: Weigh + Clone> State<E> {
    fn of(&self, user: UserId) -> impl Iterator<Item = &Entry<E>> {
        self.by_user.get(&user).into_iter().flatten().filter_map(|id| self.seats.get(id))
    }

    fn deliver(&self, event: &Event, to: &Audience, what: &E) {
        match to {
            Audience::Everybody => {
                for entry in self.seats.values().filter(|entry| entry.hears(event)) {
                    entry.mailbox.outbox.push(what.clone());
                }
            }
            Audience::Room(room) => {
                for mailbox in self.by_room.get(room).into_iter().flat_map(HashMap::values) {
                    mailbox.outbox.push(what.clone());
                }
            }
            Audience::RoomBut(room, user) => {
                let mailboxes = self.by_room.get(room).into_iter().flat_map(HashMap::values);
                for mailbox in mailboxes.filter(|mailbox| mailbox.user != *user) {
                    mailbox.outbox.push(what.clone());
                }
            }
            Audience::Users(users) => {
                let entries = users.iter().flat_map(|user| self.of(*user));
                for entry in entries.filter(|entry| entry.hears(event)) {
                    entry.mailbox.outbox.push(what.clone());
                }
            }
        }
    }

    /// All connections of `user` begin or cease to listen to `room`.
    fn change(&mut self, user: UserId, room: RoomId, joined: bool) {
        for id in self.by_user.get(&user).cloned().unwrap_or_default() {
            let Some(entry) = self.seats.get_mut(&id) else { continue };
            match &mut entry.rooms {
                Rooms::Unknown(changed) => {
                    changed.insert(room, joined);
                }
                Rooms::Known(rooms) if joined => {
                    rooms.insert(room);
                    self.by_room.entry(room).or_default().insert(id, Arc::clone(&entry.mailbox));
                }
                Rooms::Known(rooms) => {
                    rooms.remove(&room);
                    self.stop_listening(room, id);
                }
            }
        }
    }

    fn close_room(&mut self, room: RoomId) {
        self.by_room.remove(&room);
        for entry in self.seats.values_mut() {
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

    fn stop_listening(&mut self, room: RoomId, id: SeatId) {
        if let Some(seats) = self.by_room.get_mut(&room) {
            seats.remove(&id);
            if seats.is_empty() {
                self.by_room.remove(&room);
            }
        }
    }
}
