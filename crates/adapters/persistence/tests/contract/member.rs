//! What memberships promise.

use discuss_kernel::{MemberId, RoomId, UserId};
use discuss_member::{MemberCard, MemberError};

use crate::stores::{Stores, at, at_once, new_member};

contract! {
    a_membership_is_found_as_it_was_stored,
    members_are_listed_newest_first,
    memberships_of_a_person_are_listed_newest_first,
    nobody_joins_twice,
    of_many_who_let_somebody_in_at_once_one_succeeds,
    nobody_joins_what_is_not_there,
    an_ended_membership_is_nowhere_to_be_found,
    a_membership_is_revived,
    the_owner_cannot_leave,
    a_membership_ends_only_once,
}

fn ids(members: &[MemberCard]) -> Vec<MemberId> {
    members.iter().map(|member| member.id).collect()
}

async fn a_membership_is_found_as_it_was_stored(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let member = new_member(room, ben);

    let card = stores.members.insert(&member).await.unwrap();

    assert_eq!((card.id, card.created_at), (member.id, at(1)));
    assert_eq!(card.room, stores.rooms.find(room).await.unwrap().unwrap());
    assert_eq!(card.user, stores.users.find(ben).await.unwrap().unwrap());
    assert_eq!(stores.members.find(member.id).await.unwrap(), Some(card));
    assert!(stores.members.is_member(room, ben).await.unwrap());
    assert_eq!(stores.members.find(MemberId::random()).await.unwrap(), None);
}

async fn members_are_listed_newest_first(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    let (room, other) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    let bens = stores.join(room, ben, 3).await;
    let dans = stores.join(room, dan, 9).await;
    let cleos = stores.join(room, cleo, 5).await;
    stores.join(other, cleo, 6).await;

    let listed = stores.members.of_room(room).await.unwrap();

    assert_eq!(ids(&listed)[..3], [dans.id, cleos.id, bens.id]);
    assert_eq!(listed.len(), 4);
    assert_eq!(listed[3].user.id, ann);
    assert!(listed.iter().all(|member| member.room.id == room));
    assert!(stores.members.of_room(RoomId::random()).await.unwrap().is_empty());
}

async fn memberships_of_a_person_are_listed_newest_first(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let (tea, coffee) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    let (older, newer) = (stores.join(coffee, ben, 1).await, stores.join(tea, ben, 2).await);

    assert_eq!(stores.members.of_user(ben).await.unwrap(), [newer, older]);
    let mut rooms = stores.members.rooms_of(ben).await.unwrap();
    rooms.sort_by(|one, other| one.1.cmp(&other.1));
    assert_eq!(rooms, [(coffee, "Coffee".to_owned()), (tea, "Tea".to_owned())]);
    assert!(stores.members.of_user(UserId::random()).await.unwrap().is_empty());
}

async fn nobody_joins_twice(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    for user in [ann, ben] {
        assert_refused!(stores.members.insert(&new_member(room, user)).await, MemberError::AlreadyMember);
    }
    assert_eq!(stores.members.of_room(room).await.unwrap().len(), 2);
}

async fn of_many_who_let_somebody_in_at_once_one_succeeds(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let outcomes = at_once(8, |_| {
        let (members, member) = (stores.members.clone(), new_member(room, ben));
        async move { members.insert(&member).await }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refusal in outcomes.into_iter().filter(Result::is_err) {
        assert_refused!(refusal, MemberError::AlreadyMember);
    }
    assert_eq!(stores.members.of_user(ben).await.unwrap().len(), 1);
}

async fn nobody_joins_what_is_not_there(stores: Stores) {
    let [ann, closed] = stores.people(["Ann", "Closed"]).await;
    let (room, deleted) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    stores.rooms.delete(deleted, at(1)).await.unwrap();
    stores.users.close(closed, at(1)).await.unwrap();
    for gone in [deleted, RoomId::random()] {
        assert_refused!(stores.members.insert(&new_member(gone, ann)).await, MemberError::NoSuchRoom);
    }
    for nobody in [closed, UserId::random()] {
        assert_refused!(stores.members.insert(&new_member(room, nobody)).await, MemberError::NoSuchUser);
    }
}

async fn an_ended_membership_is_nowhere_to_be_found(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let member = stores.join(room, ben, 1).await;

    assert!(stores.members.end(member.id, at(2)).await.unwrap());

    assert_eq!(stores.members.find(member.id).await.unwrap(), None);
    assert!(!stores.members.is_member(room, ben).await.unwrap());
    assert_eq!(stores.members.of_room(room).await.unwrap().len(), 1);
    assert!(stores.members.of_user(ben).await.unwrap().is_empty());
    assert!(stores.members.rooms_of(ben).await.unwrap().is_empty());
}

async fn a_membership_is_revived(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Tea", ann).await;
    let first = stores.join(room, ben, 1).await;
    stores.leave(room, ben).await;
    stores.join(room, cleo, 5).await;

    let again = stores.join(room, ben, 9).await;

    assert_eq!((again.id, again.created_at), (first.id, at(9)));
    let listed = stores.members.of_room(room).await.unwrap();
    assert_eq!(listed.iter().map(|member| member.user.id).collect::<Vec<_>>(), [ben, cleo, ann]);
}

async fn the_owner_cannot_leave(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let bens = stores.join(room, ben, 1).await;
    let anns = stores.members.of_user(ann).await.unwrap().remove(0);
    assert_refused!(stores.members.end(anns.id, at(2)).await, MemberError::OwnerCannotLeave);
    assert!(stores.members.is_member(room, ann).await.unwrap());

    stores.rooms.hand_over(room, ben, at(3)).await.unwrap();
    assert_refused!(stores.members.end(bens.id, at(4)).await, MemberError::OwnerCannotLeave);
    assert!(stores.members.end(anns.id, at(4)).await.unwrap(), "a former owner may leave");
}

async fn a_membership_ends_only_once(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let member = stores.join(room, ben, 1).await;
    let outcomes = at_once(6, |_| {
        let (members, id) = (stores.members.clone(), member.id);
        async move { members.end(id, at(2)).await.unwrap() }
    })
    .await;
    assert_eq!(outcomes.into_iter().filter(|ended| *ended).count(), 1);
    assert!(!stores.members.end(MemberId::random(), at(3)).await.unwrap());
}
