//! From rows to the cards that lists and events show.
//!
//! A row whose ids are no ids has no card: an adopted database may hold such rows, and they are skipped.

use discuss_kernel::{RoomCard, UserCard};
use sea_orm::DerivePartialModel;

use crate::{
    entity::{room, user},
    moment::Moment,
};

/// What of a person's row is shown.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "user::Entity")]
pub struct UserRow {
    id: String,
    username: String,
    email: String,
    created_at: Moment,
    updated_at: Moment,
}

impl UserRow {
    /// The person's card.
    pub fn card(self) -> Option<UserCard> {
        Some(UserCard {
            id: self.id.parse().ok()?,
            username: self.username,
            email: self.email,
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
        })
    }
}

/// What of a room's row is shown. The owner's row is joined under the name [`RoomRow::OWNER`].
#[derive(DerivePartialModel)]
#[sea_orm(entity = "room::Entity")]
pub struct RoomRow {
    id: String,
    name: String,
    description: String,
    created_at: Moment,
    updated_at: Moment,
    #[sea_orm(nested, alias = "owner")]
    owner: UserRow,
}

impl RoomRow {
    /// What the owner's row is called in the query.
    pub const OWNER: &str = "owner";

    /// The room's card.
    pub fn card(self) -> Option<RoomCard> {
        let owner = self.owner.card()?;
        Some(RoomCard {
            id: self.id.parse().ok()?,
            name: self.name,
            description: self.description,
            creator: owner.id,
            created_at: self.created_at.into(),
            updated_at: self.updated_at.into(),
            owner,
        })
    }
}
