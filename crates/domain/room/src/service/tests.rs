use std::{sync::Arc, time::Duration};

use discuss_kernel::{
    Caller, Event, Page, RoomId,
    testing::{ManualClock, RecordingEventBus, World},
};

use super::RoomService;
use crate::{Description, RoomDraft, RoomError, RoomName, RoomUpdate, testing::InMemoryRooms};

struct Setting {
    world: World,
    events: Arc<RecordingEventBus>,
    clock: Arc<ManualClock>,
    rooms: RoomService,
    /// Ann owns it, Ben belongs to it.
    room: RoomId,
    ann: Caller,
    ben: Caller,
    /// A stranger.
    cleo: Caller,
}

fn setting() -> Setting {
    let (world, events, clock) =
        (World::default(), Arc::<RecordingEventBus>::default(), Arc::<ManualClock>::default());
    let [ann, ben, cleo] = ["Ann", "Ben", "Cleo"].map(|name| world.person(name));
    let room = world.room("Tea", ann.id);
    world.join(room, ben.id);
    let store = Arc::new(InMemoryRooms::new(world.clone()));
    let rooms = RoomService::new(store, Arc::new(world.clone()), events.clone(), clock.clone());
    Setting { world, events, clock, rooms, room, ann, ben, cleo }
}

fn draft(name: &str) -> RoomDraft {
    RoomDraft { name: RoomName::parse(name).unwrap(), description: Description::default() }
}

fn renamed(name: &str) -> RoomUpdate {
    RoomUpdate { name: Some(RoomName::parse(name).unwrap()), description: None }
}

#[tokio::test]
async fn whoever_opens_a_room_owns_it_and_is_in_it() {
    let s = setting();
    let id = s.rooms.create(&s.cleo, draft("Coffee")).await.unwrap();
    let room = s.rooms.existing(id).await.unwrap();
    assert_eq!(room.creator, s.cleo.id);
    assert!(s.world.lock().is_member(id, s.cleo.id));
    let joined = Event::Membership { room: id, name: "Coffee".into(), user: s.cleo.id, began: true };
    assert_eq!(s.events.take(), [joined]);
}

#[tokio::test]
async fn a_name_is_given_once_whatever_its_letter_case() {
    let s = setting();
    assert!(matches!(s.rooms.create(&s.cleo, draft("TEA")).await, Err(RoomError::NameTaken)));
    s.rooms.delete(&s.ann, s.room).await.unwrap();
    s.events.take();
    assert!(matches!(s.rooms.create(&s.cleo, draft("tea")).await, Err(RoomError::NameTaken)));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn strangers_see_a_room_but_not_its_owners_address() {
    let s = setting();
    let page = Page::new(None, None);
    for (caller, address) in
        [(&s.ann, "ann@example.org"), (&s.ben, "ann@example.org"), (&s.cleo, "a•••@example.org")]
    {
        assert_eq!(s.rooms.find(caller, s.room).await.unwrap().owner.email, address);
        assert_eq!(s.rooms.list(caller, page).await.unwrap().rows[0].owner.email, address);
        assert_eq!(s.rooms.search(caller, "tea").await.unwrap()[0].owner.email, address);
    }
    assert_eq!(s.rooms.list_owned(&s.ann, page).await.unwrap().total, 1);
    assert_eq!(s.rooms.list_owned(&s.ben, page).await.unwrap().total, 0);
}

#[tokio::test]
async fn searching_for_nothing_finds_nothing() {
    let s = setting();
    for blank in ["", "  ", "\t", "\0", "a\0"] {
        assert!(s.rooms.search(&s.ann, blank).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_owner_changes_a_room_and_its_members_hear_of_it() {
    let s = setting();
    s.clock.advance(Duration::from_secs(60));
    s.rooms.update(&s.ann, s.room, renamed("Coffee")).await.unwrap();
    let room = s.rooms.existing(s.room).await.unwrap();
    assert_eq!(room.name, "Coffee");
    assert!(room.updated_at > room.created_at);
    assert_eq!(s.events.take(), [Event::RoomUpdated(room)]);
}

#[tokio::test]
async fn nobody_but_the_owner_changes_a_room() {
    let s = setting();
    for caller in [&s.ben, &s.cleo] {
        let refusals = [
            s.rooms.update(caller, s.room, renamed("Mine")).await,
            s.rooms.hand_over(caller, s.room, caller.id).await,
            s.rooms.delete(caller, s.room).await,
            s.rooms.require_owner(caller, s.room).await.map(drop),
        ];
        assert!(refusals.into_iter().all(|refusal| matches!(refusal, Err(RoomError::NotOwner))));
    }
    let room = s.rooms.existing(s.room).await.unwrap();
    assert_eq!((room.name.as_str(), room.creator), ("Tea", s.ann.id));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_room_goes_to_a_member_and_to_nobody_else() {
    let s = setting();
    let refused = s.rooms.hand_over(&s.ann, s.room, s.cleo.id).await;
    assert!(matches!(refused, Err(RoomError::HeirNotAMember)));
    s.rooms.hand_over(&s.ann, s.room, s.ben.id).await.unwrap();
    assert!(matches!(s.events.take().as_slice(), [Event::RoomUpdated(room)] if room.creator == s.ben.id));
    let by_former_owner = s.rooms.delete(&s.ann, s.room).await;
    assert!(matches!(by_former_owner, Err(RoomError::NotOwner)));
    assert!(s.world.lock().is_member(s.room, s.ann.id), "the former owner stays");
}

#[tokio::test]
async fn a_deleted_room_is_gone() {
    let s = setting();
    s.rooms.delete(&s.ann, s.room).await.unwrap();
    assert_eq!(s.events.take(), [Event::RoomDeleted { room: s.room, name: "Tea".into() }]);
    let refusals = [
        s.rooms.find(&s.ann, s.room).await.map(drop),
        s.rooms.update(&s.ann, s.room, renamed("Coffee")).await,
        s.rooms.hand_over(&s.ann, s.room, s.ben.id).await,
        s.rooms.delete(&s.ann, s.room).await,
    ];
    assert!(refusals.into_iter().all(|refusal| matches!(refusal, Err(RoomError::NotFound))));
    assert_eq!(s.events.take(), []);
}
