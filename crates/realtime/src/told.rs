//! What has been told of who is here.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use discuss_kernel::{RoomId, UserId};

/// What was last told of every user and every room.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Whether somebody is online; those who are not are left out.
    pub users: Latest<UserId, bool>,
    /// Who is in a room; rooms with nobody are left out.
    pub rooms: Latest<RoomId, Vec<UserId>>,
}

/// What was last told of each, where it is not the default.
///
/// Somebody who arrives is shown what is true at that moment, which may not have been told yet, and may never be, should
/// it change back. So what differs is doubtful until the next telling, which happens then in any case.
#[derive(Debug)]
pub(crate) struct Latest<K, V> {
    told: HashMap<K, V>,
    doubtful: HashSet<K>,
}

impl<K, V> Default for Latest<K, V> {
    fn default() -> Self {
        Self { told: HashMap::new(), doubtful: HashSet::new() }
    }
}

impl<K: Eq + Hash + Copy, V: Default + PartialEq + Clone> Latest<K, V> {
    /// Somebody is shown `state`. Whether it differs from what was told.
    pub fn show(&mut self, of: K, state: &V) -> bool {
        let differs = match self.told.get(&of) {
            Some(told) => told != state,
            None => *state != V::default(),
        };
        if differs {
            self.doubtful.insert(of);
        }
        differs
    }

    /// Something has kept it from being told.
    pub fn doubt(&mut self, of: K) {
        self.doubtful.insert(of);
    }

    /// It is about to be told, if need be. Whether it has to be.
    pub fn tell(&mut self, of: K, state: &V) -> bool {
        let before =
            if *state == V::default() { self.told.remove(&of) } else { self.told.insert(of, state.clone()) };
        let was_doubtful = self.doubtful.remove(&of);
        was_doubtful || before.unwrap_or_default() != *state
    }
}
