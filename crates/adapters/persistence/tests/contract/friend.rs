//! What friendships promise.

use discuss_kernel::UserId;

use crate::stores::{Stores, at, at_once};

contract! {
    a_friendship_has_two_directions,
    strangers_are_no_friends,
    friends_are_listed_newest_first,
    a_friendship_ends_in_both_directions,
    a_friendship_ends_only_once,
    a_friendship_is_revived,
}

async fn a_friendship_has_two_directions(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    stores.befriend(ann, ben, 7).await;
    let mut ids = Vec::new();
    for (one, other) in [(ann, ben), (ben, ann)] {
        assert!(stores.friends.are_friends(one, other).await.unwrap());
        assert_eq!(stores.friends.ids(one).await.unwrap(), [other]);
        let [card] = stores.friends.list(one).await.unwrap().try_into().unwrap();
        assert_eq!(card.user, stores.users.find(one).await.unwrap().unwrap());
        assert_eq!(card.friend, stores.users.find(other).await.unwrap().unwrap());
        assert_eq!(card.created_at, at(7));
        ids.push(card.id);
    }
    assert_ne!(ids[0], ids[1]);
}

async fn strangers_are_no_friends(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    stores.befriend(ann, ben, 1).await;
    stores.befriend(ben, cleo, 1).await;
    for (one, other) in [(ann, cleo), (cleo, ann), (ann, ann), (ann, UserId::random())] {
        assert!(!stores.friends.are_friends(one, other).await.unwrap());
        assert!(!stores.friends.end(one, other, at(2)).await.unwrap());
    }
    assert_eq!(stores.friends.list(ann).await.unwrap().len(), 1);
}

async fn friends_are_listed_newest_first(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    stores.befriend(ann, ben, 5).await;
    stores.befriend(cleo, ann, 9).await;
    stores.befriend(dan, ann, 1).await;
    let listed = stores.friends.list(ann).await.unwrap();
    assert_eq!(listed.iter().map(|card| card.friend.id).collect::<Vec<_>>(), [cleo, ben, dan]);
}

async fn a_friendship_ends_in_both_directions(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    stores.befriend(ann, ben, 1).await;
    stores.befriend(ann, cleo, 1).await;

    assert!(stores.friends.end(ben, ann, at(2)).await.unwrap());

    for (one, other) in [(ann, ben), (ben, ann)] {
        assert!(!stores.friends.are_friends(one, other).await.unwrap());
        assert!(!stores.friends.ids(one).await.unwrap().contains(&other));
        assert!(stores.friends.list(one).await.unwrap().iter().all(|card| card.friend.id != other));
    }
    assert!(stores.friends.are_friends(ann, cleo).await.unwrap());
}

async fn a_friendship_ends_only_once(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    stores.befriend(ann, ben, 1).await;
    let outcomes = at_once(6, |nth| {
        let friends = stores.friends.clone();
        let (one, other) = if nth % 2 == 0 { (ann, ben) } else { (ben, ann) };
        async move { friends.end(one, other, at(2)).await.unwrap() }
    })
    .await;
    assert_eq!(outcomes.into_iter().filter(|ended| *ended).count(), 1);
}

async fn a_friendship_is_revived(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    stores.befriend(ann, ben, 1).await;
    stores.friends.end(ann, ben, at(2)).await.unwrap();
    stores.befriend(ann, cleo, 3).await;
    stores.befriend(ben, ann, 4).await;

    assert!(stores.friends.are_friends(ann, ben).await.unwrap());
    let listed = stores.friends.list(ann).await.unwrap();
    assert_eq!(listed.iter().map(|card| card.friend.id).collect::<Vec<_>>(), [ben, cleo]);
    assert_eq!(listed[0].created_at, at(4));
}
