//! What people are told in words, for clients that show whatever comes.

use discuss_kernel::{ApplicationCard, Phrase, Timestamp};
use serde::Serialize;

/// Something to be shown as it is.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Notice<'a> {
    pub message: &'a str,
    pub sender: &'a str,
    pub timestamp: Timestamp,
}

/// How an event becomes a notice.
#[derive(Debug)]
pub(crate) enum Wording {
    /// Its data is one.
    AsData,
    /// In the language of whoever is told.
    Phrase(Phrase, Timestamp),
}

/// What the decider is told of an open application, and its maker of the decision.
pub(crate) fn of_application(application: &ApplicationCard) -> Option<Phrase> {
    let (is_open, is_accepted) = (application.is_open(), application.accepted);
    let maker = application.maker.username.as_str();
    match (&application.asked, &application.room) {
        (Some(_), _) if is_open => Some(Phrase::new("notice-friend-applied").with("maker", maker)),
        (Some(asked), _) => {
            let asked = asked.username.as_str();
            Some(match is_accepted {
                true => Phrase::new("notice-friend-accepted").with("asked", asked),
                false => Phrase::new("notice-friend-refused").with("asked", asked),
            })
        }
        (None, Some(room)) => {
            let room = room.name.as_str();
            Some(match (is_open, is_accepted) {
                (true, _) => Phrase::new("notice-room-applied").with("maker", maker).with("room", room),
                (false, true) => Phrase::new("notice-room-accepted").with("room", room),
                (false, false) => Phrase::new("notice-room-refused").with("room", room),
            })
        }
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{ApplyId, RoomCard, RoomId, UserCard, UserId};

    use super::*;

    const EPOCH: Timestamp = Timestamp::from_millis(0);

    fn card(username: &str) -> UserCard {
        UserCard {
            id: UserId::random(),
            username: username.to_owned(),
            email: String::new(),
            avatar: None,
            created_at: EPOCH,
            updated_at: EPOCH,
        }
    }

    fn room(name: &str) -> RoomCard {
        let owner = card("Ben");
        RoomCard {
            id: RoomId::random(),
            name: name.to_owned(),
            description: String::new(),
            creator: owner.id,
            avatar: None,
            created_at: EPOCH,
            updated_at: EPOCH,
            owner,
        }
    }

    #[test]
    fn an_application_and_its_decision_in_words() {
        let friend = (Some(card("Ben")), None);
        let member = (None, Some(room("Tea")));
        let cases = [
            (&friend, None, Phrase::new("notice-friend-applied").with("maker", "Ann")),
            (&friend, Some(true), Phrase::new("notice-friend-accepted").with("asked", "Ben")),
            (&friend, Some(false), Phrase::new("notice-friend-refused").with("asked", "Ben")),
            (&member, None, Phrase::new("notice-room-applied").with("maker", "Ann").with("room", "Tea")),
            (&member, Some(true), Phrase::new("notice-room-accepted").with("room", "Tea")),
            (&member, Some(false), Phrase::new("notice-room-refused").with("room", "Tea")),
        ];
        for ((asked, room), decision, expected) in cases {
            let application = ApplicationCard {
                id: ApplyId::random(),
                maker: card("Ann"),
                asked: asked.clone(),
                room: room.clone(),
                note: None,
                accepted: decision == Some(true),
                decided: decision.is_some(),
                withdrawn: false,
                created_at: EPOCH,
                updated_at: EPOCH,
            };
            assert_eq!(of_application(&application), Some(expected));
        }
    }
}
