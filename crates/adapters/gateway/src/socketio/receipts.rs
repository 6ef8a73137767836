//! How far a client has proven to have received what it was told.

use std::{collections::HashMap, mem};

use discuss_kernel::Conversation;

/// What was told, and not proven to have arrived.
///
/// An answer to a ping proves what was written before that ping. `before` was written before the next ping, or the one
/// that is under way; `after` was written while one is under way.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    /// How many answers were heard.
    pongs: u64,
    unwritten: Positions,
    before: Positions,
    after: Positions,
}

impl Receipts {
    /// Nothing was told.
    pub fn new() -> Self {
        Self::default()
    }

    /// An entry will be written.
    pub fn told(&mut self, conversation: Conversation, seq: u64) {
        self.unwritten.reach(conversation, seq);
    }

    /// All entries that were told have been written, after `pings` pings.
    pub fn written(&mut self, pings: u64) {
        let positions = if pings == self.pongs { &mut self.before } else { &mut self.after };
        self.unwritten.drain().for_each(|(conversation, seq)| positions.reach(conversation, seq));
    }

    /// The client has answered a ping. How far it has come.
    pub fn answered(&mut self) -> Vec<(Conversation, u64)> {
        self.pongs += 1;
        let proven = self.before.drain().collect();
        self.before = mem::take(&mut self.after);
        proven
    }

    /// The client has received all of it. How far it has come.
    pub fn all(&mut self) -> Vec<(Conversation, u64)> {
        self.before.drain().chain(self.after.drain()).collect()
    }
}

/// How far some conversations have come.
#[derive(Debug, Default)]
struct Positions {
    /// The one that moved last is likely to move next, and need not be looked for.
    latest: Option<(Conversation, u64)>,
    others: HashMap<Conversation, u64>,
}

impl Positions {
    fn reach(&mut self, conversation: Conversation, seq: u64) {
        match &mut self.latest {
            Some((latest, position)) if *latest == conversation => *position = seq.max(*position),
            latest => {
                let position = self.others.remove(&conversation).map_or(seq, |position| seq.max(position));
                self.others.extend(latest.replace((conversation, position)));
            }
        }
    }

    fn drain(&mut self) -> impl Iterator<Item = (Conversation, u64)> {
        self.latest.take().into_iter().chain(self.others.drain())
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::RoomId;

    use super::*;

    fn tell(receipts: &mut Receipts, conversation: Conversation, seqs: &[u64], pings: u64) {
        seqs.iter().for_each(|seq| receipts.told(conversation, *seq));
        receipts.written(pings);
    }

    #[test]
    fn an_answer_proves_what_was_written_before_the_ping() {
        let room = Conversation::Room(RoomId::random());
        let mut receipts = Receipts::new();
        tell(&mut receipts, room, &[1, 2], 0);
        tell(&mut receipts, room, &[3], 1);
        assert_eq!(receipts.answered(), [(room, 2)]);
        // The second ping left before the first answer was heard.
        tell(&mut receipts, room, &[4], 2);
        assert_eq!(receipts.answered(), [(room, 3)]);
        assert_eq!(receipts.all(), [(room, 4)]);
        assert_eq!(receipts.all(), []);
    }

    #[test]
    fn conversations_may_take_turns() {
        let (room, other) = (Conversation::Room(RoomId::random()), Conversation::Room(RoomId::random()));
        let mut receipts = Receipts::new();
        for seq in [5, 4, 6] {
            tell(&mut receipts, room, &[seq], 0);
            tell(&mut receipts, other, &[seq], 0);
        }
        let mut positions = receipts.answered();
        positions.sort_by_key(|(conversation, _)| *conversation == other);
        assert_eq!(positions, [(room, 6), (other, 6)]);
    }

    #[test]
    fn what_is_not_written_is_not_proven() {
        let (room, other) = (Conversation::Room(RoomId::random()), Conversation::Room(RoomId::random()));
        let mut receipts = Receipts::new();
        tell(&mut receipts, room, &[2, 1], 0);
        receipts.told(other, 7);
        assert_eq!(receipts.answered(), [(room, 2)]);
        receipts.written(1);
        assert_eq!(receipts.answered(), [(other, 7)]);
    }
}
