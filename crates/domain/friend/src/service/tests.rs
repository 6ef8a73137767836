use std::sync::Arc;

use discuss_kernel::{
    Caller, Event, SystemClock,
    testing::{RecordingEventBus, World},
};

mod blocks;

use super::FriendService;
use crate::{FriendError, testing::InMemoryFriends};

struct Setting {
    world: World,
    events: Arc<RecordingEventBus>,
    friends: FriendService,
}

/// Ann and Ben are friends, Cleo is a stranger to both.
fn setting() -> (Setting, [Caller; 3]) {
    let (world, events) = (World::default(), Arc::new(RecordingEventBus::default()));
    let people = ["Ann", "Ben", "Cleo"].map(|name| world.person(name));
    world.befriend(people[0].id, people[1].id);
    let store = Arc::new(InMemoryFriends::new(world.clone()));
    let friends = FriendService::new(store, events.clone(), Arc::new(SystemClock));
    (Setting { world, events, friends }, people)
}

#[tokio::test]
async fn everybody_sees_only_their_own_friends() {
    let (Setting { friends, .. }, [ann, ben, cleo]) = setting();
    let [friend] = friends.list(&ann).await.unwrap().try_into().unwrap();
    assert_eq!((friend.user.id, friend.friend.id), (ann.id, ben.id));
    assert!(friends.list(&cleo).await.unwrap().is_empty());
    assert_eq!(friends.ids(ben.id).await.unwrap(), [ann.id]);
}

#[tokio::test]
async fn either_of_two_friends_ends_it_for_both() {
    let (Setting { friends, events, .. }, [ann, ben, _]) = setting();
    friends.end(&ben, ann.id).await.unwrap();
    assert!(!friends.are_friends(ann.id, ben.id).await.unwrap());
    assert_eq!(events.take(), [Event::Friendship { one: ben.id, other: ann.id, began: false }]);
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_ended() {
    let (Setting { friends, events, .. }, [ann, ben, cleo]) = setting();
    friends.end(&ann, ben.id).await.unwrap();
    events.take();
    for (caller, other) in [(&ann, ben.id), (&cleo, ann.id), (&ann, ann.id)] {
        assert!(matches!(friends.end(caller, other).await, Err(FriendError::NotFound)));
    }
    assert_eq!(events.take(), []);
}

#[tokio::test]
async fn former_friends_can_become_friends_again() {
    let (Setting { world, friends, .. }, [ann, ben, _]) = setting();
    friends.end(&ann, ben.id).await.unwrap();
    world.befriend(ben.id, ann.id);
    assert!(friends.are_friends(ann.id, ben.id).await.unwrap());
}

#[test]
fn nobody_is_befriended_without_being_asked() {
    let (Setting { friends, .. }, [ann, ..]) = setting();
    assert!(matches!(friends.befriend_directly(&ann), Err(FriendError::OnlyByApplication)));
}
