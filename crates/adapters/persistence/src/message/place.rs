//! Conversations as the tables know them.

use std::collections::HashMap;

use discuss_kernel::{Conversation, RoomId, UserId};
use quick_cache::sync::Cache;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::{entity::conversation, numbers::Numbers};

/// A conversation by the numbers of those whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The room with this number.
    Room(i64),
    /// Two accounts, the smaller number first.
    Pair { low: i64, high: i64 },
}

impl Place {
    /// The place of a conversation; `None` when there never was such a room, or one of the two.
    pub fn of(
        conversation: Conversation,
        users: &HashMap<UserId, i64>,
        rooms: &HashMap<RoomId, i64>,
    ) -> Option<Self> {
        match conversation {
            Conversation::Room(room) => rooms.get(&room).copied().map(Self::Room),
            Conversation::Pair(pair) => {
                let [one, other] = pair.both().map(|user| users.get(&user).copied());
                let (one, other) = (one?, other?);
                Some(Self::Pair { low: one.min(other), high: one.max(other) })
            }
        }
    }

    /// The same of one conversation, whose numbers are looked up.
    pub async fn find(
        db: &impl ConnectionTrait,
        numbers: &Numbers,
        conversation: Conversation,
    ) -> Result<Option<Self>, DbErr> {
        let (users, rooms) = match conversation {
            Conversation::Room(room) => (HashMap::new(), numbers.room_numbers(db, &[room]).await?),
            Conversation::Pair(pair) => (numbers.user_numbers(db, &pair.both()).await?, HashMap::new()),
        };
        Ok(Self::of(conversation, &users, &rooms))
    }

    /// The account that `user` talks with; `None` in a room.
    pub fn other(self, user: i64) -> Option<i64> {
        match self {
            Self::Room(_) => None,
            Self::Pair { low, high } => Some(if user == low { high } else { low }),
        }
    }
}

/// The numbers of conversations, remembered. They never change.
pub struct ConversationNumbers(Cache<Place, i64>);

impl ConversationNumbers {
    /// How many are remembered.
    const REMEMBERED: usize = 100_000;

    /// What is remembered of a place.
    pub fn recall(&self, place: Place) -> Option<i64> {
        self.0.get(&place)
    }

    /// Remembers what is committed.
    pub fn remember(&self, numbers: impl IntoIterator<Item = (Place, i64)>) {
        for (place, number) in numbers {
            self.0.insert(place, number);
        }
    }

    /// The number of a conversation; `None` while nothing has been said there.
    pub async fn find(
        &self,
        db: &impl ConnectionTrait,
        numbers: &Numbers,
        conversation: Conversation,
    ) -> Result<Option<i64>, DbErr> {
        let Some(place) = Place::find(db, numbers, conversation).await? else { return Ok(None) };
        if let Some(number) = self.recall(place) {
            return Ok(Some(number));
        }
        use conversation::Column;
        let select = conversation::Entity::find().select_only().column(Column::Number);
        let select = match place {
            Place::Room(room) => select.filter(Column::RoomNumber.eq(room)),
            Place::Pair { low, high } => {
                select.filter(Column::LowNumber.eq(low)).filter(Column::HighNumber.eq(high))
            }
        };
        let number = select.into_tuple().one(db).await?;
        self.remember(number.map(|number| (place, number)));
        Ok(number)
    }
}

impl Default for ConversationNumbers {
    fn default() -> Self {
        Self(Cache::new(Self::REMEMBERED))
    }
}
