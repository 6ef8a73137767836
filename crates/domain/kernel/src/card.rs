//! Read models: how people, rooms and applications appear in lists and events.

use crate::{ApplyId, RoomId, Timestamp, UserId};

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCard {
    /// Whose card it is.
    pub id: UserId,
    /// The name, as it was chosen.
    pub username: String,
    /// The mail address: whole as it comes from a repository, see [`UserCard::mask`].
    pub email: String,
    /// Where their picture is, as a path below the origin.
    pub avatar: Option<String>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl UserCard {
    /// Makes it a card for strangers: of the address only the first character and the domain remain.
    pub fn mask(&mut self) {
        let (local, domain) = self.email.rsplit_once('@').unwrap_or((&self.email, ""));
        let first: String = local.chars().take(1).collect();
        self.email = format!("{first}•••@{domain}");
    }
}

/// A room as it appears in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomCard {
    /// Which room.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Who owns it.
    pub creator: UserId,
    /// Where its picture is, as a path below the origin.
    pub avatar: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The owner's card.
    pub owner: UserCard,
}

/// A request to befriend somebody (`asked`) or to join a room (`room`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationCard {
    /// Which application.
    pub id: ApplyId,
    /// Who made it.
    pub maker: UserCard,
    /// The room to join.
    pub room: Option<RoomCard>,
    /// The one to befriend.
    pub asked: Option<UserCard>,
    /// What the maker says with it.
    pub note: Option<String>,
    /// Whether it was accepted.
    pub accepted: bool,
    /// Whether it was decided at all.
    pub decided: bool,
    /// Whether its maker took it back.
    pub withdrawn: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl ApplicationCard {
    /// Who may decide it: the one asked, or the room's owner.
    #[must_use]
    pub fn decider(&self) -> Option<UserId> {
        self.asked.as_ref().map(|asked| asked.id).or(self.room.as_ref().map(|room| room.creator))
    }

    /// Whether it still waits for a decision.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !self.decided && !self.withdrawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_see_a_masked_address() {
        let cases =
            [("ann@example.org", "a•••@example.org"), ("茶@example.org", "茶•••@example.org"), ("", "•••@")];
        for (whole, masked) in cases {
            let epoch = Timestamp::from_millis(0);
            let mut card = UserCard {
                id: UserId::random(),
                username: "ann".into(),
                email: whole.into(),
                avatar: None,
                created_at: epoch,
                updated_at: epoch,
            };
            card.mask();
            assert_eq!(card.email, masked);
        }
    }
}
