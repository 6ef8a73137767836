use std::sync::Arc;

use discuss_kernel::{
    Caller, Event, MemberId, RoomId, SystemClock, UserId,
    testing::{RecordingEventBus, World},
};

use super::MemberService;
use crate::{MemberError, testing::InMemoryMembers};

struct Setting {
    world: World,
    events: Arc<RecordingEventBus>,
    members: MemberService,
    /// Ann owns it, Ben belongs to it.
    room: RoomId,
    ann: Caller,
    ben: Caller,
    /// A stranger.
    cleo: Caller,
}

fn setting() -> Setting {
    let (world, events) = (World::default(), Arc::new(RecordingEventBus::default()));
    let [ann, ben, cleo] = ["Ann", "Ben", "Cleo"].map(|name| world.person(name));
    let room = world.room("Tea", ann.id);
    world.join(room, ben.id);
    let store = Arc::new(InMemoryMembers::new(world.clone()));
    let members = MemberService::new(store, events.clone(), Arc::new(SystemClock));
    Setting { world, events, members, room, ann, ben, cleo }
}

impl Setting {
    fn membership_of(&self, user: UserId) -> MemberId {
        self.world.lock().memberships[&(self.room, user)].id
    }

    fn membership_event(&self, user: UserId, began: bool) -> Event {
        Event::Membership { room: self.room, name: "Tea".into(), user, began }
    }
}

#[tokio::test]
async fn members_see_who_is_in_a_room_and_nobody_else_does() {
    let s = setting();
    for member in [&s.ann, &s.ben] {
        assert_eq!(s.members.of_room(member, s.room).await.unwrap().len(), 2);
    }
    assert!(matches!(s.members.of_room(&s.cleo, s.room).await, Err(MemberError::NotAMember)));
    let nowhere = s.members.of_room(&s.cleo, RoomId::random()).await;
    assert!(matches!(nowhere, Err(MemberError::NoSuchRoom)));
}

#[tokio::test]
async fn everybody_sees_only_their_own_memberships() {
    let s = setting();
    assert_eq!(s.members.of_user(&s.ben, s.ben.id).await.unwrap()[0].room.id, s.room);
    assert!(matches!(s.members.of_user(&s.ann, s.ben.id).await, Err(MemberError::NotOneself)));
}

#[tokio::test]
async fn a_former_member_is_a_stranger() {
    let s = setting();
    s.members.remove(&s.ben, s.membership_of(s.ben.id)).await.unwrap();
    let refused = s.members.require_member(s.ben.id, s.room).await;
    assert!(matches!(refused, Err(MemberError::NotAMember)));
    assert!(matches!(s.members.of_room(&s.ben, s.room).await, Err(MemberError::NotAMember)));
}

#[tokio::test]
async fn a_deleted_room_has_no_members() {
    let s = setting();
    s.world.lock().delete_room(s.room, World::DAWN);
    for user in [&s.ann, &s.ben] {
        let refused = s.members.require_member(user.id, s.room).await;
        assert!(matches!(refused, Err(MemberError::NoSuchRoom)));
    }
}

#[tokio::test]
async fn the_owner_lets_people_in() {
    let s = setting();
    let member = s.members.add(&s.ann, s.room, s.cleo.id).await.unwrap();
    assert_eq!(member.user.id, s.cleo.id);
    assert_eq!(s.events.take(), [s.membership_event(s.cleo.id, true)]);
    s.members.require_member(s.cleo.id, s.room).await.unwrap();
}

#[tokio::test]
async fn nobody_but_the_owner_lets_people_in() {
    let s = setting();
    for caller in [&s.ben, &s.cleo] {
        let refused = s.members.add(caller, s.room, s.cleo.id).await;
        assert!(matches!(refused, Err(MemberError::NotOwner)));
    }
    assert_eq!(s.events.take(), []);
    assert!(!s.members.is_member(s.room, s.cleo.id).await.unwrap());
}

#[tokio::test]
async fn only_somebody_new_is_let_in() {
    let s = setting();
    let add = async |room, user| s.members.add(&s.ann, room, user).await;
    assert!(matches!(add(s.room, s.ben.id).await, Err(MemberError::AlreadyMember)));
    assert!(matches!(add(s.room, UserId::random()).await, Err(MemberError::NoSuchUser)));
    assert!(matches!(add(RoomId::random(), s.cleo.id).await, Err(MemberError::NoSuchRoom)));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn who_has_blocked_the_owner_is_not_let_in() {
    let s = setting();
    s.world.block(s.cleo.id, s.ann.id);
    assert!(matches!(s.members.add(&s.ann, s.room, s.cleo.id).await, Err(MemberError::NotPossible)));
    assert_eq!(s.events.take(), []);
    assert!(!s.members.is_member(s.room, s.cleo.id).await.unwrap());
}

#[tokio::test]
async fn members_leave_by_themselves_or_are_sent_away_by_the_owner() {
    for by_owner in [false, true] {
        let s = setting();
        let caller = if by_owner { &s.ann } else { &s.ben };
        let ended = s.members.remove(caller, s.membership_of(s.ben.id)).await.unwrap();
        assert_eq!(ended.user.id, s.ben.id);
        assert_eq!(s.events.take(), [s.membership_event(s.ben.id, false)]);
        assert!(s.members.rooms_of(s.ben.id).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_else_ends_a_membership() {
    let s = setting();
    s.world.join(s.room, s.cleo.id);
    let refused = s.members.remove(&s.cleo, s.membership_of(s.ben.id)).await;
    assert!(matches!(refused, Err(MemberError::NotOwner)));
    let unknown = s.members.remove(&s.ann, MemberId::random()).await;
    assert!(matches!(unknown, Err(MemberError::NotFound)));
    assert!(s.members.is_member(s.room, s.ben.id).await.unwrap());
}

#[tokio::test]
async fn the_owner_cannot_leave() {
    let s = setting();
    let refused = s.members.remove(&s.ann, s.membership_of(s.ann.id)).await;
    assert!(matches!(refused, Err(MemberError::OwnerCannotLeave)));
    let by_member = s.members.remove(&s.ben, s.membership_of(s.ann.id)).await;
    assert!(matches!(by_member, Err(MemberError::NotOwner)));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_membership_ends_only_once() {
    let s = setting();
    let membership = s.membership_of(s.ben.id);
    s.members.remove(&s.ben, membership).await.unwrap();
    s.events.take();
    assert!(matches!(s.members.remove(&s.ben, membership).await, Err(MemberError::NotFound)));
    assert_eq!(s.events.take(), []);
}
