//! Who is writing something.

use std::{collections::HashMap, time::Duration};

use discuss_kernel::{Conversation, Timestamp, UserId};
use parking_lot::Mutex;

/// Those who were last said to be writing, so that it is not said too often: once in [`Typists::INTERVAL`] of each, and
/// of no more than [`Typists::MOST`] in one conversation, since nobody reads more names than that.
#[derive(Debug, Default)]
pub(crate) struct Typists(Mutex<HashMap<Conversation, Vec<(UserId, Timestamp)>>>);

impl Typists {
    /// Clients say it every three seconds.
    pub const INTERVAL: Duration = Duration::from_secs(2);
    /// In one conversation.
    pub const MOST: usize = 4;
    /// With more conversations than this, those where nobody writes any more are forgotten.
    const CONVERSATIONS: usize = 1_024;

    /// Whether it is to be said that `user` is writing; then it counts as said.
    pub fn admit(&self, user: UserId, conversation: Conversation, now: Timestamp) -> bool {
        let mut typists = self.0.lock();
        if typists.len() >= Self::CONVERSATIONS {
            typists.retain(|_, those| those.iter().any(|(_, at)| is_fresh(*at, now)));
        }
        let those = typists.entry(conversation).or_default();
        those.retain(|(_, at)| is_fresh(*at, now));
        let is_news = those.len() < Self::MOST && those.iter().all(|(typist, _)| *typist != user);
        if is_news {
            those.push((user, now));
        }
        is_news
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) < Typists::INTERVAL
}

#[cfg(test)]
mod tests {
    use discuss_kernel::RoomId;

    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_770_000_000_000);

    fn room() -> Conversation {
        Conversation::Room(RoomId::random())
    }

    #[test]
    fn it_is_said_once_in_a_while() {
        let (typists, ann, tea) = (Typists::default(), UserId::random(), room());
        assert!(typists.admit(ann, tea, NOON));
        assert!(!typists.admit(ann, tea, NOON.plus(Typists::INTERVAL / 2)));
        assert!(typists.admit(ann, room(), NOON), "elsewhere it is news");
        assert!(typists.admit(ann, tea, NOON.plus(Typists::INTERVAL)));
    }

    #[test]
    fn of_a_crowd_a_few_are_named() {
        let (typists, tea) = (Typists::default(), room());
        let admitted = |now| (0..100).filter(|_| typists.admit(UserId::random(), tea, now)).count();
        assert_eq!(admitted(NOON), Typists::MOST);
        assert_eq!(admitted(NOON.plus(Typists::INTERVAL)), Typists::MOST);
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let (typists, ann) = (Typists::default(), UserId::random());
        for nth in 0..3 {
            let now = NOON.plus(Typists::INTERVAL * nth);
            assert!((0..Typists::CONVERSATIONS).all(|_| typists.admit(ann, room(), now)));
        }
        assert!(typists.0.lock().len() <= Typists::CONVERSATIONS);
    }
}
