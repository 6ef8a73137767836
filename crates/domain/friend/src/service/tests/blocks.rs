//! Blocking.

use discuss_kernel::{
    ApplyId, Failure, Kind, Timestamp, UserId,
    testing::{ApplicationRow, Tables},
};

use super::*;
use crate::FriendRepository;

/// Lets `maker` ask `asked` to be friends.
fn apply(world: &World, maker: &Caller, asked: &Caller) -> ApplyId {
    let row = ApplicationRow {
        id: ApplyId::random(),
        maker: maker.id,
        asked: Some(asked.id),
        room: None,
        note: None,
        accepted: false,
        decided: false,
        withdrawn: false,
        created_at: World::DAWN,
        updated_at: World::DAWN,
    };
    let id = row.id;
    world.lock().applications.insert(id, row);
    id
}

fn block(user: &Caller, other: &Caller, began: bool) -> Event {
    Event::Block { user: user.id, other: other.id, began }
}

#[tokio::test]
async fn a_friendship_ends_with_it_and_only_the_blocker_hears_why() {
    let (Setting { friends, events, .. }, [ann, ben, _]) = setting();
    assert!(friends.block(&ann, ben.id).await.unwrap());
    let ended = Event::Friendship { one: ann.id, other: ben.id, began: false };
    assert_eq!(events.take(), [ended, block(&ann, &ben, true)]);
    assert!(!friends.are_friends(ann.id, ben.id).await.unwrap());
    assert!(!friends.block(&ann, ben.id).await.unwrap(), "it is so already");
    assert_eq!(events.take(), []);

    assert!(friends.unblock(&ann, ben.id).await.unwrap());
    assert!(!friends.unblock(&ann, ben.id).await.unwrap());
    assert_eq!(events.take(), [block(&ann, &ben, false)]);
    assert!(!friends.are_friends(ann.id, ben.id).await.unwrap(), "what has ended does not come back");
}

#[tokio::test]
async fn what_they_had_asked_is_refused_and_what_the_blocker_had_asked_is_withdrawn() {
    let (Setting { world, friends, events }, [ann, _, cleo]) = setting();
    let (to_ann, to_cleo) = (apply(&world, &cleo, &ann), apply(&world, &ann, &cleo));
    friends.block(&ann, cleo.id).await.unwrap();
    let told = events.take();
    let [Event::Decided(refused), last] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((refused.id, refused.decided, refused.accepted), (to_ann, true, false));
    assert_eq!(*last, block(&ann, &cleo, true));
    let tables = world.lock();
    let is_withdrawn = |tables: &Tables, id| tables.applications[&id].withdrawn;
    assert!(is_withdrawn(&tables, to_cleo) && !is_withdrawn(&tables, to_ann));
}

#[tokio::test]
async fn everybody_sees_and_ends_only_their_own_blocks() {
    let (Setting { friends, events, .. }, [ann, ben, cleo]) = setting();
    friends.block(&ann, cleo.id).await.unwrap();
    events.take();
    let [blocked] = friends.blocked(&ann).await.unwrap().try_into().unwrap();
    assert_eq!((blocked.user.id, blocked.user.email.as_str()), (cleo.id, "c•••@example.org"));
    for caller in [&ben, &cleo] {
        assert!(friends.blocked(caller).await.unwrap().is_empty());
        assert!(!friends.unblock(caller, ann.id).await.unwrap());
        assert!(!friends.unblock(caller, cleo.id).await.unwrap());
    }
    assert_eq!(events.take(), []);
    assert!(friends.has_blocked(ann.id, cleo.id).await.unwrap());
    assert!(!friends.has_blocked(cleo.id, ann.id).await.unwrap());
}

#[tokio::test]
async fn oneself_and_nobody_cannot_be_blocked() {
    let (Setting { friends, events, .. }, [ann, ..]) = setting();
    for (other, kind) in [(ann.id, Kind::Invalid), (UserId::random(), Kind::NotFound)] {
        assert_eq!(friends.block(&ann, other).await.unwrap_err().kind(), kind);
    }
    assert_eq!(events.take(), []);
    assert!(friends.blocked(&ann).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_blocks_without_end() {
    let (Setting { world, friends, .. }, [ann, ben, _]) = setting();
    let at = Timestamp::from_millis(0);
    world
        .lock()
        .blocks
        .extend((0..<dyn FriendRepository>::MAX_BLOCKED).map(|_| ((ann.id, UserId::random()), at)));
    assert!(matches!(friends.block(&ann, ben.id).await, Err(FriendError::TooManyBlocked)));
    assert!(friends.are_friends(ann.id, ben.id).await.unwrap(), "nothing has happened");
}
