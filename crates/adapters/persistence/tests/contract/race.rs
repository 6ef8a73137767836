//! What stays true when two units of work meet. Whoever comes first, the end must make sense.

use discuss_apply::Wish;
use discuss_kernel::{Conversation, MemberId, RoomId, UserId};
use discuss_member::NewMember;
use discuss_message::ClientKind;
use discuss_room::{Description, RoomUpdate};
use discuss_user::{Changes, PasswordHash, Username};

use crate::stores::{Stores, at, new_application, new_room, new_session, new_user};

contract! {
    two_who_change_to_the_same_name,
    logging_in_while_the_password_changes,
    closing_while_an_application_is_accepted,
    closing_while_somebody_applies,
    closing_while_being_let_in,
    closing_while_opening_a_room,
    closing_the_heir_while_a_room_is_handed_over,
    the_last_two_members_close_their_accounts,
    two_friends_close_their_accounts,
    leaving_while_becoming_the_owner,
    joining_while_the_room_is_deleted,
    applying_while_the_room_is_deleted,
    talking_while_everything_else_goes_on,
}

/// One meeting may happen to be no race.
const ROUNDS: u64 = 5;

async fn two_who_change_to_the_same_name(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let changes = Changes {
            username: Some(Username::parse(&format!("Same {round}")).unwrap()),
            ..Changes::default()
        };
        let registration = new_user(&format!("SAME {round}"), 1);
        let (one, other, third) = tokio::join!(
            stores.users.update(ann, &changes, at(1)),
            stores.users.update(ben, &changes, at(1)),
            stores.users.insert(&registration),
        );
        let won = [one.is_ok(), other.is_ok(), third.is_ok()];
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
    }
}

/// Whoever knows only the old password is out, however close they were.
async fn logging_in_while_the_password_changes(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let changes =
            Changes { password: Some(PasswordHash::new("another hash".into())), ..Changes::default() };
        let (anns, bens) = (new_session(ann, 1, None), new_session(ben, 1, None));
        let (changed, disabled, anns_opened, bens_opened) = tokio::join!(
            stores.users.update(ann, &changes, at(1)),
            stores.users.set_disabled(ben, true, at(1)),
            stores.sessions.open(&anns),
            stores.sessions.open(&bens),
        );
        changed.unwrap();
        disabled.unwrap();
        anns_opened.unwrap();
        bens_opened.unwrap();
        stores.users.set_disabled(ben, false, at(1)).await.unwrap();
        assert_eq!(stores.sessions.list(ann, at(2)).await.unwrap(), []);
        assert_eq!(stores.sessions.list(ben, at(2)).await.unwrap(), []);
    }
}

/// Two people with names of their own.
async fn two(stores: &Stores, round: u64) -> (UserId, UserId) {
    let [ann, ben] = stores.people([&format!("Ann {round}"), &format!("Ben {round}")]).await;
    (ann, ben)
}

/// Nobody who has gone is a friend or a member, or can become one.
async fn assert_gone(stores: &Stores, closed: UserId, friend: UserId, room: RoomId) {
    assert_eq!(stores.users.find(closed).await.unwrap(), None);
    assert!(!stores.friends.are_friends(closed, friend).await.unwrap());
    assert!(!stores.friends.ids(friend).await.unwrap().contains(&closed));
    assert!(!stores.members.is_member(room, closed).await.unwrap());
    assert!(stores.members.of_room(room).await.unwrap().iter().all(|member| member.user.id != closed));
}

/// A room has an owner, who belongs to it.
async fn assert_owned(stores: &Stores, room: RoomId, owners: &[UserId]) {
    let owner = stores.rooms.find(room).await.unwrap().unwrap().creator;
    assert!(owners.contains(&owner));
    assert!(stores.members.is_member(room, owner).await.unwrap(), "the owner has left");
}

async fn closing_while_an_application_is_accepted(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ben).await;
        let to_befriend = stores.apply(ann, Wish::Befriend(ben), 1).await.id;
        let to_join = stores.apply(ann, Wish::Join(room), 1).await.id;
        let (closed, _, _) = tokio::join!(
            stores.users.close(ann, at(2)),
            stores.applications.decide(to_befriend, true, at(2)),
            stores.applications.decide(to_join, true, at(2)),
        );
        closed.unwrap().unwrap();
        assert_gone(&stores, ann, ben, room).await;
    }
}

async fn closing_while_somebody_applies(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ben).await;
        let (to_ann, from_ann) =
            (new_application(ben, Wish::Befriend(ann), 1), new_application(ann, Wish::Join(room), 1));
        let (closed, _, _) = tokio::join!(
            stores.users.close(ann, at(2)),
            stores.applications.insert(&to_ann),
            stores.applications.insert(&from_ann),
        );
        closed.unwrap().unwrap();
        for application in [to_ann, from_ann] {
            assert!(stores.applications.decide(application.id, true, at(3)).await.is_err());
        }
        assert!(stores.applications.open_for_room(room).await.unwrap().is_empty());
        assert_gone(&stores, ann, ben, room).await;
    }
}

async fn closing_while_being_let_in(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ben).await;
        let member = NewMember { id: MemberId::random(), room, user: ann, at: at(1) };
        let (closed, _) = tokio::join!(stores.users.close(ann, at(2)), stores.members.insert(&member));
        closed.unwrap().unwrap();
        assert_gone(&stores, ann, ben, room).await;
    }
}

async fn closing_while_opening_a_room(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = new_room(&format!("Tea {round}"), ann, 1);
        let (closed, _) = tokio::join!(stores.users.close(ann, at(2)), stores.rooms.insert(&room));
        closed.unwrap().unwrap();
        assert_eq!(stores.rooms.find(room.id).await.unwrap(), None, "a room without an owner");
        assert_gone(&stores, ann, ben, room.id).await;
    }
}

async fn closing_the_heir_while_a_room_is_handed_over(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ann).await;
        stores.join(room, ben, 1).await;
        let (closed, _) =
            tokio::join!(stores.users.close(ben, at(2)), stores.rooms.hand_over(room, ben, at(2)));
        closed.unwrap().unwrap();
        assert_owned(&stores, room, &[ann]).await;
    }
}

async fn the_last_two_members_close_their_accounts(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ann).await;
        stores.join(room, ben, 1).await;
        let (one, other) = tokio::join!(stores.users.close(ann, at(2)), stores.users.close(ben, at(2)));
        let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
        assert_eq!(stores.rooms.find(room).await.unwrap(), None, "a room without members");
        assert_eq!(one.deleted.len() + other.deleted.len(), 1);
        assert_eq!(one.left.len() + other.left.len(), 1);
    }
}

async fn two_friends_close_their_accounts(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        stores.befriend(ann, ben, 1).await;
        let (one, other) = tokio::join!(stores.users.close(ann, at(2)), stores.users.close(ben, at(2)));
        let told = [one.unwrap().unwrap().friends, other.unwrap().unwrap().friends].concat();
        assert!(told.contains(&ann) || told.contains(&ben), "somebody tells that it has ended");
        assert!(!stores.friends.are_friends(ann, ben).await.unwrap());
    }
}

async fn leaving_while_becoming_the_owner(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ann).await;
        let membership = stores.join(room, ben, 1).await.id;
        let (left, handed_over) =
            tokio::join!(stores.members.end(membership, at(2)), stores.rooms.hand_over(room, ben, at(2)));
        assert_ne!(left.is_ok_and(|left| left), handed_over.is_ok(), "one of the two comes too late");
        assert_owned(&stores, room, &[ann, ben]).await;
    }
}

async fn joining_while_the_room_is_deleted(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ann).await;
        let member = NewMember { id: MemberId::random(), room, user: ben, at: at(1) };
        let application = stores.apply(ben, Wish::Join(room), 1).await.id;
        let (deleted, _, _) = tokio::join!(
            stores.rooms.delete(room, at(2)),
            stores.members.insert(&member),
            stores.applications.decide(application, true, at(2)),
        );
        assert!(deleted.unwrap());
        assert!(!stores.members.is_member(room, ben).await.unwrap());
        assert!(stores.members.rooms_of(ben).await.unwrap().is_empty());
        assert!(stores.members.of_room(room).await.unwrap().is_empty());
    }
}

async fn applying_while_the_room_is_deleted(stores: Stores) {
    for round in 0..ROUNDS {
        let (ann, ben) = two(&stores, round).await;
        let room = stores.room(&format!("Tea {round}"), ann).await;
        let application = new_application(ben, Wish::Join(room), 1);
        let (deleted, _) =
            tokio::join!(stores.rooms.delete(room, at(2)), stores.applications.insert(&application));
        assert!(deleted.unwrap());
        assert!(stores.applications.open_for_room(room).await.unwrap().is_empty());
        assert!(stores.applications.decide(application.id, true, at(3)).await.is_err());
        assert!(!stores.members.is_member(room, ben).await.unwrap());
    }
}

/// Nobody is told that a lock was in the way: who has to wait, waits.
async fn talking_while_everything_else_goes_on(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let cleo = stores.person("Cleo").await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let public = Conversation::Room(room);
    let talk = async |author, first, second| {
        for _ in 0..ROUNDS {
            stores.count_up(author, first, 20).await;
            stores.count_up(author, second, 20).await;
        }
    };
    let read = async |reader| {
        for seq in 1..=ROUNDS * 4 {
            for conversation in [public, private] {
                stores.messages.mark_read(reader, conversation, seq * 5, at(2)).await.unwrap();
                let kind = ClientKind::WEBSOCKET;
                stores.messages.mark_delivered(reader, conversation, kind, seq * 5).await.unwrap();
            }
            stores.messages.conversations(reader, 10).await.unwrap();
        }
    };
    let come_and_go = async {
        for round in 0..ROUNDS {
            stores.join(room, cleo, round).await;
            stores.befriend(cleo, ann, round).await;
            let update = RoomUpdate { name: None, description: Some(Description::default()) };
            stores.rooms.update(room, &update, at(round)).await.unwrap();
            stores.users.update(ben, &Changes::default(), at(round)).await.unwrap();
            stores.friends.end(ann, cleo, at(round)).await.unwrap();
            stores.leave(room, cleo).await;
        }
    };
    tokio::join!(talk(ann, public, private), talk(ben, private, public), read(ann), read(ben), come_and_go);
    for conversation in [public, private] {
        let last_seq = stores.messages.missed(conversation, 0, 1).await.unwrap().last_seq;
        assert_eq!(last_seq, ROUNDS * 40);
    }
}
