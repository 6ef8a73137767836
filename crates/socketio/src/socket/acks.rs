//! Acknowledgements that the server waits for.

use std::collections::BTreeMap;

use super::Namespace;

/// Events that have been sent and not been answered, by their number. Numbers are not used twice.
#[derive(Debug, Default)]
pub(super) struct PendingAcks {
    last: u64,
    pending: BTreeMap<u64, Namespace>,
}

impl PendingAcks {
    /// A number for an event of which the server wants to hear that it has arrived. Of more than `limit`, the
    /// oldest is not waited for any more.
    pub fn expect(&mut self, namespace: Namespace, limit: usize) -> u64 {
        while self.pending.len() >= limit.max(1) {
            self.pending.pop_first();
        }
        self.last += 1;
        self.pending.insert(self.last, namespace);
        self.last
    }

    /// Whether this answers an event that was sent; once only.
    pub fn settle(&mut self, id: u64, namespace: &Namespace) -> bool {
        let is_expected = self.pending.get(&id) == Some(namespace);
        if is_expected {
            self.pending.remove(&id);
        }
        is_expected
    }

    /// Nothing more comes from there.
    pub fn forget(&mut self, namespace: &Namespace) {
        self.pending.retain(|_, pending| pending != namespace);
    }
}
