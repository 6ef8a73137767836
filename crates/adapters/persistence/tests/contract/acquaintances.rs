//! Who may see whose mail address.

use std::collections::HashSet;

use discuss_apply::Wish;
use discuss_kernel::UserId;

use crate::stores::{Stores, at};

contract! {
    friends_know_each_other,
    former_friends_know_each_other_by_their_application,
    room_mates_know_each_other,
    both_sides_of_an_application_know_each_other,
    an_applicant_and_the_owner_of_the_room_know_each_other,
    what_was_withdrawn_makes_nobody_known,
    only_those_who_were_asked_about_are_named,
    many_are_asked_about_at_once,
}

async fn know_each_other(stores: &Stores, one: UserId, other: UserId) -> bool {
    let forth = stores.acquaintances.of(one, &[other]).await.unwrap();
    let back = stores.acquaintances.of(other, &[one]).await.unwrap();
    assert_eq!(forth.contains(&other), back.contains(&one), "it is mutual");
    forth.contains(&other)
}

async fn friends_know_each_other(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    stores.befriend(ann, ben, 1).await;
    stores.befriend(ben, cleo, 1).await;
    assert!(know_each_other(&stores, ann, ben).await);
    assert!(!know_each_other(&stores, ann, cleo).await, "a friend's friend is a stranger");
}

async fn former_friends_know_each_other_by_their_application(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    stores.befriend(ann, ben, 1).await;
    stores.friends.end(ann, ben, at(2)).await.unwrap();
    assert!(know_each_other(&stores, ann, ben).await);
}

async fn room_mates_know_each_other(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    let room = stores.room("Tea", ann).await;
    for user in [ben, cleo] {
        stores.join(room, user, 1).await;
    }
    assert!(know_each_other(&stores, ben, cleo).await);
    assert!(know_each_other(&stores, ann, cleo).await);
    assert!(!know_each_other(&stores, ann, dan).await);
    stores.leave(room, cleo).await;
    assert!(!know_each_other(&stores, ben, cleo).await, "a former member is a stranger");
    stores.rooms.delete(room, at(2)).await.unwrap();
    assert!(!know_each_other(&stores, ann, ben).await, "a deleted room has no mates");
}

async fn both_sides_of_an_application_know_each_other(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let application = stores.apply(ann, Wish::Befriend(ben), 1).await;
    assert!(know_each_other(&stores, ann, ben).await);
    assert!(!know_each_other(&stores, cleo, ben).await);
    stores.applications.decide(application.id, false, at(2)).await.unwrap();
    assert!(know_each_other(&stores, ann, ben).await, "both still list it");
}

async fn an_applicant_and_the_owner_of_the_room_know_each_other(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    stores.apply(cleo, Wish::Join(room), 2).await;
    assert!(know_each_other(&stores, cleo, ann).await);
    assert!(!know_each_other(&stores, cleo, ben).await, "the other members do not decide");
}

async fn what_was_withdrawn_makes_nobody_known(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let application = stores.apply(ann, Wish::Befriend(ben), 1).await;
    stores.applications.withdraw(application.id, at(2)).await.unwrap();
    assert!(!know_each_other(&stores, ann, ben).await);
}

async fn only_those_who_were_asked_about_are_named(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    for friend in [ben, cleo] {
        stores.befriend(ann, friend, 1).await;
    }
    let others = [ben, dan, UserId::random(), ben];
    assert_eq!(stores.acquaintances.of(ann, &others).await.unwrap(), HashSet::from([ben]));
    assert!(stores.acquaintances.of(ann, &[]).await.unwrap().is_empty());
    assert!(stores.acquaintances.of(UserId::random(), &others).await.unwrap().is_empty());
}

async fn many_are_asked_about_at_once(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    stores.befriend(ann, ben, 1).await;
    let mut others: Vec<UserId> = (0..3_000).map(|_| UserId::random()).collect();
    others.push(ben);
    assert_eq!(stores.acquaintances.of(ann, &others).await.unwrap(), HashSet::from([ben]));
}
