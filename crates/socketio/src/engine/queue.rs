//! What waits to be handled.

use std::collections::VecDeque;

use super::{Frame, Heard};

/// So much memory an empty queue may keep, in items.
const SPARE: usize = 8;

/// A queue that is bounded in items and in bytes.
#[derive(Debug)]
pub(super) struct Queue<T> {
    items: VecDeque<T>,
    bytes: usize,
    max_items: usize,
    max_bytes: usize,
}

/// Something that knows how large it is.
pub(super) trait Weigh {
    /// In bytes.
    fn weight(&self) -> usize;
}

impl Weigh for Frame {
    fn weight(&self) -> usize {
        self.size()
    }
}

impl Weigh for Heard {
    fn weight(&self) -> usize {
        match self {
            Self::Message(message) => message.size(),
            Self::Pong => 0,
        }
    }
}

impl<T: Weigh> Queue<T> {
    pub const fn new(max_items: usize, max_bytes: usize) -> Self {
        Self { items: VecDeque::new(), bytes: 0, max_items, max_bytes }
    }

    /// Whether something so large would fit.
    pub fn has_room_for(&self, bytes: usize) -> bool {
        self.items.len() < self.max_items && self.bytes + bytes <= self.max_bytes
    }

    /// Whether there was room.
    #[must_use]
    pub fn push(&mut self, item: T) -> bool {
        let has_room = self.has_room_for(item.weight());
        if has_room {
            self.push_last_word(item);
        }
        has_room
    }

    /// For what has to be said even if there is no room.
    pub fn push_last_word(&mut self, item: T) {
        self.bytes += item.weight();
        self.items.push_back(item);
    }

    /// For what has to be said before all that waits, even if there is no room.
    pub fn push_first(&mut self, item: T) {
        self.bytes += item.weight();
        self.items.push_front(item);
    }

    pub fn peek(&self) -> Option<&T> {
        self.items.front()
    }

    pub fn pop(&mut self) -> Option<T> {
        let item = self.items.pop_front()?;
        self.bytes -= item.weight();
        // Connections live long and mostly idle; they do not hold the room that a burst once took.
        if self.items.is_empty() {
            self.items.shrink_to(SPARE);
        }
        Some(item)
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn clear(&mut self) {
        self.items = VecDeque::new();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_bounded_in_items_and_in_bytes() {
        let mut few = Queue::<Frame>::new(2, 100);
        assert_eq!(
            [few.push("4a".into()), few.push("4b".into()), few.push("4c".into())],
            [true, true, false]
        );

        let mut small = Queue::<Frame>::new(100, 5);
        assert_eq!(
            [small.push("4ab".into()), small.push("4".into()), small.push("4c".into())],
            [true, true, false]
        );
        assert_eq!(small.pop(), Some("4ab".into()));
        assert!(small.push("4c".into()), "what was taken makes room");
    }

    #[test]
    fn an_empty_queue_keeps_no_memory_of_a_burst() {
        let mut queue = Queue::<Frame>::new(1_000, 1_000_000);
        for _ in 0..1_000 {
            assert!(queue.push("4".into()));
        }
        while queue.pop().is_some() {}
        assert!(queue.items.capacity() <= SPARE);
    }
}
