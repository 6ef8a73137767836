//! How far a client has proven to have received what it was told.

use std::collections::HashMap;

use discuss_kernel::Conversation;

/// What was written, and not proven to have arrived.
///
/// An answer to a ping proves what was written before that ping. `before` was written before the next ping, or the one
/// that is under way; `after` was written while one is under way.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    /// How many answers were heard.
    pongs: u64,
    before: Positions,
    after: Positions,
}

type Positions = HashMap<Conversation, u64>;

impl Receipts {
    /// Nothing was written.
    pub fn new() -> Self {
        Self::default()
    }

    /// Entries have been written, after `pings` pings.
    pub fn written(&mut self, entries: impl IntoIterator<Item = (Conversation, u64)>, pings: u64) {
        let positions = if pings == self.pongs { &mut self.before } else { &mut self.after };
        for (conversation, seq) in entries {
            let position = positions.entry(conversation).or_default();
            *position = seq.max(*position);
        }
    }

    /// The client has answered a ping. How far it has come.
    pub fn answered(&mut self) -> Vec<(Conversation, u64)> {
        self.pongs += 1;
        let proven = std::mem::replace(&mut self.before, std::mem::take(&mut self.after));
        proven.into_iter().collect()
    }

    /// The client has received all of it. How far it has come.
    pub fn all(&mut self) -> Vec<(Conversation, u64)> {
        let (before, after) = (std::mem::take(&mut self.before), std::mem::take(&mut self.after));
        before.into_iter().chain(after).collect()
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::RoomId;

    use super::*;

    #[test]
    fn an_answer_proves_what_was_written_before_the_ping() {
        let room = Conversation::Room(RoomId::random());
        let mut receipts = Receipts::default();
        receipts.written([(room, 1), (room, 2)], 0);
        receipts.written([(room, 3)], 1);
        assert_eq!(receipts.answered(), [(room, 2)]);
        // The second ping left before the first answer was heard.
        receipts.written([(room, 4)], 2);
        assert_eq!(receipts.answered(), [(room, 3)]);
        assert_eq!(receipts.all(), [(room, 4)]);
        assert_eq!(receipts.all(), []);
    }
}
