//! Who is here, on all shards together.

use std::collections::{HashMap, HashSet};

use discuss_kernel::{RoomId, UserId};

use crate::NoSeat;

/// What has changed since the presence watch last looked.
#[derive(Debug, Default)]
pub(crate) struct PresenceChanges {
    pub users: HashSet<UserId>,
    pub rooms: HashSet<RoomId>,
}

/// Counts connections by user.
///
/// Whenever the lock around it is free:
/// 1. `seats[u]` is how many seats of `u` there are, and `announced[u]` how many of them hear and are seen; neither
///    holds a zero;
/// 2. so the first arrival and the last departure of a user are each noted exactly once in `changes`;
/// 3. once it is `closed`, no seat is added.
#[derive(Debug, Default)]
pub(crate) struct Census {
    seats: HashMap<UserId, usize>,
    announced: HashMap<UserId, usize>,
    changes: PresenceChanges,
    closed: bool,
}

impl Census {
    /// Counts a new connection of `user`, who may have `limit`.
    pub fn admit(&mut self, user: UserId, limit: usize) -> Result<(), NoSeat> {
        if self.closed {
            return Err(NoSeat::Stopping);
        }
        let seats = self.seats.entry(user).or_default();
        if *seats >= limit {
            return Err(NoSeat::TooManyConnections);
        }
        *seats += 1;
        Ok(())
    }

    /// One of them is gone.
    pub fn dismiss(&mut self, user: UserId) {
        count_down(&mut self.seats, user);
    }

    /// A connection hears from now on. Whether that makes its user present.
    pub fn announce(&mut self, user: UserId, rooms: &HashSet<RoomId>) -> bool {
        let announced = self.announced.entry(user).or_default();
        *announced += 1;
        let arrived = *announced == 1;
        if arrived {
            self.note(user, rooms);
        }
        arrived
    }

    /// One that heard is gone. Whether that makes its user absent.
    pub fn depart(&mut self, user: UserId, rooms: &HashSet<RoomId>) -> bool {
        let departed = count_down(&mut self.announced, user);
        if departed {
            self.note(user, rooms);
        }
        departed
    }

    fn note(&mut self, user: UserId, rooms: &HashSet<RoomId>) {
        self.changes.users.insert(user);
        self.changes.rooms.extend(rooms);
    }

    /// The presence of `user` is still to be told.
    pub fn note_user(&mut self, user: UserId) {
        self.changes.users.insert(user);
    }

    /// Who is in `room` is still to be told.
    pub fn note_room(&mut self, room: RoomId) {
        self.changes.rooms.insert(room);
    }

    pub fn take_changes(&mut self) -> PresenceChanges {
        std::mem::take(&mut self.changes)
    }

    pub fn is_online(&self, user: UserId) -> bool {
        self.announced.contains_key(&user)
    }

    /// Lets nobody in any more.
    pub fn close(&mut self) {
        self.closed = true;
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.seats.is_empty() && self.announced.is_empty()
    }
}

/// Whether that was the last.
fn count_down(counts: &mut HashMap<UserId, usize>, user: UserId) -> bool {
    let Some(count) = counts.get_mut(&user) else { return false };
    *count -= 1;
    let is_last = *count == 0;
    if is_last {
        counts.remove(&user);
    }
    is_last
}
