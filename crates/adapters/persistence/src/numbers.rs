//! The numbers that stand for people and rooms, remembered.
//!
//! An id and its number belong together for ever, so what was read once need not be asked again. Only what
//! is committed may be remembered: do not ask for somebody whom the same transaction has made.

use std::{collections::HashMap, hash::Hash};

use discuss_kernel::{RoomId, UserId};
use quick_cache::sync::Cache;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{account, room_index};

/// How many people, and how many rooms, are remembered.
const REMEMBERED: usize = 100_000;
/// How many values a statement lists at most: fewer than any database allows.
pub const CHUNK: usize = 500;

/// Numbers of people and rooms.
pub struct Numbers {
    users: Cache<UserId, i64>,
    rooms: Cache<RoomId, i64>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { users: Cache::new(REMEMBERED), rooms: Cache::new(REMEMBERED) }
    }
}

impl Numbers {
    /// The number of an account, be it closed. `None` when there never was one.
    pub async fn user(&self, db: &impl ConnectionTrait, id: UserId) -> Result<Option<i64>, DbErr> {
        Ok(self.user_numbers(db, &[id]).await?.remove(&id))
    }

    /// The number of a room, be it deleted. `None` when there never was one.
    pub async fn room(&self, db: &impl ConnectionTrait, id: RoomId) -> Result<Option<i64>, DbErr> {
        Ok(self.room_numbers(db, &[id]).await?.remove(&id))
    }

    /// The numbers of accounts, be they closed. Those that never were are left out.
    pub async fn user_numbers(
        &self,
        db: &impl ConnectionTrait,
        ids: &[UserId],
    ) -> Result<HashMap<UserId, i64>, DbErr> {
        let (mut known, unknown) = recall(&self.users, ids);
        for chunk in unknown.chunks(CHUNK) {
            let rows: Vec<(String, i64)> = account::Entity::find()
                .select_only()
                .columns([account::Column::UserId, account::Column::Number])
                .filter(account::Column::UserId.is_in(chunk.iter().map(UserId::to_string)))
                .into_tuple()
                .all(db)
                .await?;
            remember(&self.users, rows, &mut known);
        }
        Ok(known)
    }

    /// The numbers of rooms, be they deleted. Those that never were are left out.
    pub async fn room_numbers(
        &self,
        db: &impl ConnectionTrait,
        ids: &[RoomId],
    ) -> Result<HashMap<RoomId, i64>, DbErr> {
        let (mut known, unknown) = recall(&self.rooms, ids);
        for chunk in unknown.chunks(CHUNK) {
            let rows: Vec<(String, i64)> = room_index::Entity::find()
                .select_only()
                .columns([room_index::Column::RoomId, room_index::Column::Number])
                .filter(room_index::Column::RoomId.is_in(chunk.iter().map(RoomId::to_string)))
                .into_tuple()
                .all(db)
                .await?;
            remember(&self.rooms, rows, &mut known);
        }
        Ok(known)
    }
}

/// What is remembered of `ids`, and what is not.
fn recall<Id: Copy + Eq + Hash>(cache: &Cache<Id, i64>, ids: &[Id]) -> (HashMap<Id, i64>, Vec<Id>) {
    let mut known = HashMap::with_capacity(ids.len());
    let mut unknown = Vec::new();
    for id in ids {
        match cache.get(id) {
            Some(number) => {
                known.insert(*id, number);
            }
            None => unknown.push(*id),
        }
    }
    (known, unknown)
}

fn remember<Id: Copy + Eq + Hash + std::str::FromStr>(
    cache: &Cache<Id, i64>,
    rows: Vec<(String, i64)>,
    known: &mut HashMap<Id, i64>,
) {
    for (id, number) in rows {
        if let Ok(id) = id.parse() {
            cache.insert(id, number);
            known.insert(id, number);
        }
    }
}
