//! What people are told in words, for clients that show whatever comes. In Chinese, as all such clients are
//! those of the existing server.

use discuss_kernel::{ApplicationCard, Timestamp};
use serde::Serialize;

/// Something to be shown as it is.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub(crate) struct Notice<'a> {
    pub message: &'a str,
    pub sender: &'a str,
    pub timestamp: Timestamp,
}

/// What the decider is told of an open application, and its maker of the decision.
pub(crate) fn of_application(application: &ApplicationCard) -> String {
    let maker = &application.maker.username;
    let (asked, room) = (application.asked.as_ref(), application.room.as_ref());
    match (asked.map(|asked| &asked.username), room.map(|room| &room.name)) {
        (Some(_), _) if application.is_open() => format!("{maker} 请求添加您为好友"),
        (Some(asked), _) if application.accepted => format!("{asked} 同意了您的好友申请"),
        (Some(asked), _) => format!("{asked} 拒绝了您的好友申请"),
        (None, Some(room)) if application.is_open() => format!("{maker} 申请加入房间 {room}"),
        (None, Some(room)) if application.accepted => format!("您加入房间 {room} 的申请已通过"),
        (None, Some(room)) => format!("您加入房间 {room} 的申请被拒绝"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{ApplyId, RoomCard, RoomId, UserCard, UserId};

    use super::*;

    const EPOCH: Timestamp = Timestamp::from_millis(0);

    fn card(username: &str) -> UserCard {
        let (username, email) = (username.to_owned(), String::new());
        UserCard { id: UserId::random(), username, email, created_at: EPOCH, updated_at: EPOCH }
    }

    fn room(name: &str) -> RoomCard {
        let owner = card("Ben");
        RoomCard {
            id: RoomId::random(),
            name: name.to_owned(),
            description: String::new(),
            creator: owner.id,
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
            (&friend, None, "Ann 请求添加您为好友"),
            (&friend, Some(true), "Ben 同意了您的好友申请"),
            (&friend, Some(false), "Ben 拒绝了您的好友申请"),
            (&member, None, "Ann 申请加入房间 Tea"),
            (&member, Some(true), "您加入房间 Tea 的申请已通过"),
            (&member, Some(false), "您加入房间 Tea 的申请被拒绝"),
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
            assert_eq!(of_application(&application), expected);
        }
    }
}
