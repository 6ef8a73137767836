use std::sync::Arc;

use discuss_friend::{FriendService, testing::InMemoryFriends};
use discuss_kernel::{
    ApplyId, Caller, Clock, Event, EventBus, Failure, Kind, RoomId, SystemClock, UserId,
    testing::{RecordingEventBus, World},
};
use discuss_member::{MemberService, testing::InMemoryMembers};
use discuss_room::{RoomError, RoomService, testing::InMemoryRooms};

use super::ApplyService;
use crate::{ApplyError, Wish, testing::InMemoryApplications};

struct Setting {
    world: World,
    events: Arc<RecordingEventBus>,
    applications: ApplyService,
    /// Ann owns it and is alone in it.
    room: RoomId,
    ann: Caller,
    ben: Caller,
    cleo: Caller,
}

fn setting() -> Setting {
    let (world, events) = (World::default(), Arc::<RecordingEventBus>::default());
    let [ann, ben, cleo] = ["Ann", "Ben", "Cleo"].map(|name| world.person(name));
    let room = world.room("Tea", ann.id);
    let applications = service(&world, events.clone());
    Setting { world, events, applications, room, ann, ben, cleo }
}

fn service(world: &World, events: Arc<dyn EventBus>) -> ApplyService {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let friends = Arc::new(InMemoryFriends::new(world.clone()));
    let members = Arc::new(InMemoryMembers::new(world.clone()));
    let rooms = Arc::new(InMemoryRooms::new(world.clone()));
    ApplyService::new(
        Arc::new(InMemoryApplications::new(world.clone())),
        Arc::new(FriendService::new(friends, events.clone(), clock.clone())),
        Arc::new(MemberService::new(members, events.clone(), clock.clone())),
        Arc::new(RoomService::new(rooms, Arc::new(world.clone()), events.clone(), clock.clone())),
        events,
        clock,
    )
}

impl Setting {
    /// An open application of Ben's, already announced.
    async fn ben_wishes(&self, wish: Wish) -> ApplyId {
        let id = self.applications.apply(&self.ben, wish, None).await.unwrap().id;
        self.events.take();
        id
    }
}

#[tokio::test]
async fn the_one_who_decides_hears_of_an_application() {
    let s = setting();
    for wish in [Wish::Befriend(s.ann.id), Wish::Join(s.room)] {
        let application = s.applications.apply(&s.ben, wish, None).await.unwrap();
        assert_eq!(application.decider(), Some(s.ann.id));
        assert_eq!(s.events.take(), [Event::Applied(application)]);
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_not_asked() {
    let s = setting();
    s.world.befriend(s.ann.id, s.ben.id);
    s.world.join(s.room, s.ben.id);
    let apply = async |wish| s.applications.apply(&s.ben, wish, None).await;
    assert!(matches!(apply(Wish::Befriend(s.ben.id)).await, Err(ApplyError::ToOneself)));
    assert!(matches!(apply(Wish::Befriend(s.ann.id)).await, Err(ApplyError::AlreadyFriends)));
    assert!(matches!(apply(Wish::Befriend(UserId::random())).await, Err(ApplyError::NoSuchUser)));
    assert!(matches!(apply(Wish::Join(s.room)).await, Err(ApplyError::AlreadyMember)));
    let nowhere = apply(Wish::Join(RoomId::random())).await;
    assert!(matches!(nowhere, Err(ApplyError::Room(RoomError::NotFound))));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn who_is_blocked_cannot_ask_and_does_not_learn_why() {
    let s = setting();
    s.world.block(s.ann.id, s.ben.id);
    let refused = s.applications.apply(&s.ben, Wish::Befriend(s.ann.id), None).await.unwrap_err();
    assert_eq!(refused.kind(), Kind::Forbidden);
    assert!(!refused.to_string().contains("block"), "{refused}");
    let own = s.applications.apply(&s.ann, Wish::Befriend(s.ben.id), None).await;
    assert!(matches!(own, Err(ApplyError::BlockedByMaker)), "whoever blocks has to unblock first");
    assert_eq!(s.events.take(), []);
    assert!(s.applications.asking_me(&s.ann).await.unwrap().is_empty());

    s.applications.apply(&s.ben, Wish::Join(s.room), None).await.expect("rooms are no matter of theirs");
    s.world.lock().blocks.clear();
    s.applications.apply(&s.ben, Wish::Befriend(s.ann.id), None).await.expect("nothing stays of it");
}

#[tokio::test]
async fn the_same_is_not_asked_twice_while_it_is_open() {
    let s = setting();
    s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    let again = s.applications.apply(&s.ben, Wish::Befriend(s.ann.id), None).await;
    assert!(matches!(again, Err(ApplyError::AlreadyOpen)));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn former_friends_may_ask_again() {
    let s = setting();
    s.world.befriend(s.ann.id, s.ben.id);
    s.world.lock().unfriend(s.ann.id, s.ben.id);
    let id = s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    s.applications.decide(&s.ann, id, true).await.unwrap();
    assert!(s.world.lock().are_friends(s.ann.id, s.ben.id));
}

#[tokio::test]
async fn an_accepted_application_makes_a_friendship() {
    let s = setting();
    let id = s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    let decided = s.applications.decide(&s.ann, id, true).await.unwrap();
    assert!(s.world.lock().are_friends(s.ann.id, s.ben.id));
    let friendship = Event::Friendship { one: s.ben.id, other: s.ann.id, began: true };
    assert_eq!(s.events.take(), [Event::Decided(decided), friendship]);
}

#[tokio::test]
async fn an_accepted_application_makes_a_membership() {
    let s = setting();
    let id = s.ben_wishes(Wish::Join(s.room)).await;
    let decided = s.applications.decide(&s.ann, id, true).await.unwrap();
    assert!(s.world.lock().is_member(s.room, s.ben.id));
    let membership = Event::Membership { room: s.room, name: "Tea".into(), user: s.ben.id, began: true };
    assert_eq!(s.events.take(), [Event::Decided(decided), membership]);
}

#[tokio::test]
async fn a_refused_application_makes_nothing_but_is_answered() {
    let s = setting();
    for wish in [Wish::Befriend(s.ann.id), Wish::Join(s.room)] {
        let id = s.ben_wishes(wish).await;
        let decided = s.applications.decide(&s.ann, id, false).await.unwrap();
        assert_eq!(s.events.take(), [Event::Decided(decided)]);
    }
    assert!(!s.world.lock().are_friends(s.ann.id, s.ben.id));
    assert!(!s.world.lock().is_member(s.room, s.ben.id));
}

#[tokio::test]
async fn nobody_decides_for_another() {
    let s = setting();
    s.world.join(s.room, s.cleo.id);
    for wish in [Wish::Befriend(s.ann.id), Wish::Join(s.room)] {
        let id = s.ben_wishes(wish).await;
        for caller in [&s.ben, &s.cleo] {
            let refused = s.applications.decide(caller, id, true).await;
            assert!(matches!(refused, Err(ApplyError::NotDecider)));
        }
    }
    let unknown = s.applications.decide(&s.ann, ApplyId::random(), true).await;
    assert!(matches!(unknown, Err(ApplyError::NotFound)));
    assert!(!s.world.lock().is_member(s.room, s.ben.id));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn the_new_owner_of_a_room_decides() {
    let s = setting();
    let id = s.ben_wishes(Wish::Join(s.room)).await;
    s.world.join(s.room, s.cleo.id);
    s.world.lock().rooms.get_mut(&s.room).unwrap().creator = s.cleo.id;
    let by_former_owner = s.applications.decide(&s.ann, id, true).await;
    assert!(matches!(by_former_owner, Err(ApplyError::NotDecider)));
    s.applications.decide(&s.cleo, id, true).await.unwrap();
}

#[tokio::test]
async fn it_is_decided_only_once() {
    let s = setting();
    let id = s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    s.applications.decide(&s.ann, id, false).await.unwrap();
    s.events.take();
    let again = s.applications.decide(&s.ann, id, true).await;
    assert!(matches!(again, Err(ApplyError::AlreadyDecided)));
    assert!(!s.world.lock().are_friends(s.ann.id, s.ben.id));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn only_its_maker_takes_an_application_back() {
    let s = setting();
    let id = s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    for caller in [&s.ann, &s.cleo] {
        assert!(matches!(s.applications.withdraw(caller, id).await, Err(ApplyError::NotMaker)));
    }
    assert!(s.applications.withdraw(&s.ben, id).await.unwrap().withdrawn);
    assert!(matches!(s.applications.withdraw(&s.ben, id).await, Err(ApplyError::NotFound)));
    assert!(matches!(s.applications.decide(&s.ann, id, true).await, Err(ApplyError::NotFound)));
}

#[tokio::test]
async fn what_was_decided_is_not_taken_back() {
    let s = setting();
    let id = s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    s.applications.decide(&s.ann, id, true).await.unwrap();
    let refused = s.applications.withdraw(&s.ben, id).await;
    assert!(matches!(refused, Err(ApplyError::AlreadyDecided)));
}

#[tokio::test]
async fn everybody_sees_only_what_concerns_them() {
    let s = setting();
    s.ben_wishes(Wish::Befriend(s.ann.id)).await;
    s.ben_wishes(Wish::Join(s.room)).await;
    for (caller, made, asking) in [(&s.ann, 0, 1), (&s.ben, 2, 0), (&s.cleo, 0, 0)] {
        assert_eq!(s.applications.made(caller).await.unwrap().len(), made);
        assert_eq!(s.applications.asking_me(caller).await.unwrap().len(), asking);
    }
    assert_eq!(s.applications.for_room(&s.ann, s.room).await.unwrap().len(), 1);
    s.world.join(s.room, s.cleo.id);
    for caller in [&s.ben, &s.cleo] {
        let refused = s.applications.for_room(caller, s.room).await;
        assert!(matches!(refused, Err(ApplyError::Room(RoomError::NotOwner))));
    }
}

#[tokio::test]
async fn without_rooms_there_is_none_to_join() {
    let s = setting();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let friends = Arc::new(InMemoryFriends::new(s.world.clone()));
    let friends = Arc::new(FriendService::new(friends, s.events.clone(), clock.clone()));
    let store = Arc::new(InMemoryApplications::new(s.world.clone()));
    let applications = ApplyService::without_rooms(store, friends, s.events.clone(), clock);

    let to_join = applications.apply(&s.ben, Wish::Join(s.room), None).await.map(drop);
    let listed = applications.for_room(&s.ann, s.room).await.map(drop);
    for refused in [to_join, listed] {
        assert!(matches!(refused, Err(ApplyError::Room(RoomError::NotFound))));
    }
}
