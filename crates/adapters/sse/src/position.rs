//! Where a client stands.

use std::{collections::VecDeque, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use discuss_kernel::{Conversation, RoomId, Timestamp, UserId};
use uuid::Uuid;

/// Where a client stands in all conversations of its user, small enough to travel with every event.
///
/// To name a position in each of a thousand conversations would take more room than the messages. So a
/// position is a moment, the *floor*, and the `seq` up to which everything is told for those few
/// conversations in which something was told about that time or later:
/// 1. entries taken until the floor are told;
/// 2. of a conversation in `told`, entries up to its `seq` are told and no others;
/// 3. of any other conversation, nothing that was taken after the floor is told.
///
/// While a stream runs the floor follows the clock at a distance of [`Position::MARGIN`]. An entry is committed a
/// moment after the time that it bears, and clocks of nodes differ; as long as both together stay below the
/// margin, no entry appears below the floor behind anybody's back. What was told longer ago than twice the
/// margin is forgotten, since it lies below the floor by then.
///
/// `told` never holds more than [`Position::MOST_TOLD`] conversations. Should more be busy within four minutes, the one
/// that was quiet for longest is left out, and a client that resumes just then hears its last minutes again:
/// rather twice than not at all, and `seq` tells that it is twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    floor: Timestamp,
    /// Those told last come last.
    told: VecDeque<Told>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    conversation: Conversation,
    seq: u64,
    at: Timestamp,
}

impl Position {
    /// How far the floor stays behind the clock.
    pub const MARGIN: Duration = Duration::from_secs(120);
    /// How many conversations are named at most: 2,144 characters of text.
    pub const MOST_TOLD: usize = 64;

    const ROOM: u8 = 0;
    const PERSON: u8 = 1;
    const FLOOR_BYTES: usize = 8;
    const TOLD_BYTES: usize = 1 + 16 + 8;

    /// Where one stands who begins to listen at `now`, once everything that went on since
    /// [`Position::horizon`] is noted.
    pub fn begin(now: Timestamp) -> Self {
        Self { floor: now.minus(Self::MARGIN), told: VecDeque::new() }
    }

    /// What was told before this moment may be forgotten at `now`.
    pub fn horizon(now: Timestamp) -> Timestamp {
        now.minus(2 * Self::MARGIN)
    }

    /// The moment until which everything is told.
    pub const fn floor(&self) -> Timestamp {
        self.floor
    }

    /// The last entry that was told of a conversation, if it is known by number.
    pub fn told(&self, conversation: Conversation) -> Option<u64> {
        self.told.iter().find(|told| told.conversation == conversation).map(|told| told.seq)
    }

    /// Notes that a conversation is told up to `seq`.
    pub fn note(&mut self, conversation: Conversation, seq: u64, at: Timestamp) {
        let known = self.told.iter().position(|told| told.conversation == conversation);
        let before = known.and_then(|place| self.told.remove(place)).map_or(0, |told| told.seq);
        self.told.push_back(Told { conversation, seq: seq.max(before), at });
        if self.told.len() > Self::MOST_TOLD {
            self.told.pop_front();
        }
    }

    /// Lets the floor follow the clock. Only for a client that has been told everything up to now.
    pub fn follow(&mut self, now: Timestamp) {
        self.floor = self.floor.max(now.minus(Self::MARGIN));
        while self.told.front().is_some_and(|told| told.at < Self::horizon(now)) {
            self.told.pop_front();
        }
    }

    /// As the `id` of an event, for `viewer`.
    pub fn encode(&self, viewer: UserId) -> String {
        let mut bytes = Vec::with_capacity(Self::FLOOR_BYTES + self.told.len() * Self::TOLD_BYTES);
        bytes.extend(self.floor.millis().to_be_bytes());
        for told in &self.told {
            let (kind, id) = match told.conversation {
                Conversation::Room(room) => (Self::ROOM, room.uuid()),
                // What somebody hears of in private is between them and another.
                Conversation::Pair(pair) => (Self::PERSON, pair.other(viewer).unwrap_or(viewer).uuid()),
            };
            bytes.push(kind);
            bytes.extend(id.as_bytes());
            bytes.extend(told.seq.to_be_bytes());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the `id` that `viewer` was given last; `None` when it is none. Whoever makes one up learns what
    /// they may read anyway.
    pub fn decode(id: &str, viewer: UserId, now: Timestamp) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(id).ok()?;
        let (floor, rest) = bytes.split_first_chunk::<{ Self::FLOOR_BYTES }>()?;
        let (entries, odd) = rest.as_chunks::<{ Self::TOLD_BYTES }>();
        if !odd.is_empty() || entries.len() > Self::MOST_TOLD {
            return None;
        }
        let told = |entry: &[u8; Self::TOLD_BYTES]| {
            let (kind, rest) = entry.split_first()?;
            let (id, seq) = rest.split_first_chunk::<16>()?;
            let id = Uuid::from_bytes(*id);
            let conversation = match *kind {
                Self::ROOM => Conversation::Room(RoomId::from_uuid(id)),
                Self::PERSON => Conversation::between(viewer, UserId::from_uuid(id)).ok()?,
                _ => return None,
            };
            Some(Told { conversation, seq: u64::from_be_bytes(seq.try_into().ok()?), at: now })
        };
        let told = entries.iter().map(told).collect::<Option<VecDeque<_>>>()?;
        Some(Self { floor: Timestamp::from_millis(i64::from_be_bytes(*floor)), told })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_770_000_000_000);

    fn after(seconds: u64) -> Timestamp {
        NOON.plus(Duration::from_secs(seconds))
    }

    fn room() -> Conversation {
        Conversation::Room(RoomId::random())
    }

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let (ann, ben) = (UserId::random(), UserId::random());
        let mut position = Position::begin(NOON);
        assert_eq!(Position::decode(&position.encode(ann), ann, NOON), Some(position.clone()));
        position.note(room(), u64::MAX, NOON);
        position.note(Conversation::between(ann, ben).unwrap(), 7, NOON);
        assert_eq!(Position::decode(&position.encode(ann), ann, NOON), Some(position));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let ann = UserId::random();
        let mut position = Position::begin(NOON);
        position.note(Conversation::between(ann, UserId::random()).unwrap(), 7, NOON);
        let id = position.encode(ann);
        let unknown_kind = URL_SAFE_NO_PAD.encode([&[0; 8][..], &[9; 25]].concat());
        let to_oneself = URL_SAFE_NO_PAD.encode([&[0; 8][..], &[1], ann.uuid().as_bytes(), &[0; 8]].concat());
        let too_many = URL_SAFE_NO_PAD.encode(vec![0; 8 + 65 * 25]);
        for id in ["", "7", "not an id", &id[1..], &unknown_kind, &to_oneself, &too_many] {
            assert_eq!(Position::decode(id, ann, NOON), None, "{id:?}");
        }
    }

    #[test]
    fn a_position_only_moves_forward() {
        let (mut position, tea) = (Position::begin(NOON), room());
        position.note(tea, 7, NOON);
        position.note(tea, 5, NOON);
        assert_eq!(position.told(tea), Some(7));
        position.follow(after(60));
        position.follow(after(30));
        assert_eq!(position.floor(), after(60).minus(Position::MARGIN));
    }

    #[test]
    fn what_lies_safely_below_the_floor_is_forgotten() {
        let (mut position, [tea, coffee]) = (Position::begin(NOON), [room(), room()]);
        position.note(tea, 1, NOON);
        position.note(coffee, 1, after(10));
        position.follow(after(240));
        assert_eq!((position.told(tea), position.told(coffee)), (Some(1), Some(1)));
        position.follow(after(241));
        assert_eq!((position.told(tea), position.told(coffee)), (None, Some(1)));
        assert!(position.floor() > NOON, "so that what was told then lies below it");
    }

    #[test]
    fn an_id_stays_small_however_many_conversations_there_are() {
        let (mut position, first) = (Position::begin(NOON), room());
        position.note(first, 1, NOON);
        let mut last = first;
        for _ in 0..1_000 {
            last = room();
            position.note(last, u64::MAX, NOON);
        }
        assert_eq!(position.encode(UserId::random()).len(), 2_144);
        assert_eq!((position.told(first), position.told(last)), (None, Some(u64::MAX)));
    }
}
