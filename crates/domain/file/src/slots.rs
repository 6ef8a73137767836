//! How many uploads are under way.

use std::{collections::HashMap, sync::Arc};

use discuss_kernel::UserId;
use parking_lot::Mutex;

use crate::FileLimits;

/// Counts uploads, of all and of each user. Clones share the count.
///
/// A user without uploads is not in the map, so it never has more entries than there are uploads.
#[derive(Clone, Default)]
pub struct Slots(Arc<Mutex<HashMap<UserId, usize>>>);

/// One upload that counts until it is dropped.
pub struct Slot {
    slots: Slots,
    user: UserId,
}

impl Slots {
    /// `None` when all are taken, or all that this user may have.
    pub fn take(&self, user: UserId, limits: FileLimits) -> Option<Slot> {
        let mut taken = self.0.lock();
        let own = taken.get(&user).copied().unwrap_or(0);
        let all: usize = taken.values().sum();
        if own >= limits.uploads_per_user || all >= limits.uploads {
            return None;
        }
        taken.insert(user, own + 1);
        Some(Slot { slots: self.clone(), user })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.0.lock();
        if let Some(own) = taken.get_mut(&self.user) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_more_than_their_share() {
        let limits = FileLimits { max_bytes: 1, quota_bytes: None, uploads: 3, uploads_per_user: 2 };
        let (slots, ann, ben) = (Slots::default(), UserId::random(), UserId::random());
        let first = slots.take(ann, limits);
        let second = slots.take(ann, limits);
        assert!(first.is_some() && second.is_some());
        assert!(slots.take(ann, limits).is_none(), "a third one of hers");
        let third = slots.take(ben, limits);
        assert!(third.is_some() && slots.take(ben, limits).is_none(), "a fourth one of all");
        drop(second);
        assert!(slots.take(ben, limits).is_some());
        drop((first, third));
        assert!(slots.0.lock().is_empty());
    }
}
