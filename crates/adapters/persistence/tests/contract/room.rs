//! What rooms promise.

use discuss_apply::{ApplyError, Wish};
use discuss_kernel::{Page, RoomId, Rows};
use discuss_room::{Description, RoomError, RoomName, RoomUpdate};

use crate::stores::{Stores, at, at_once, new_room};

contract! {
    a_room_is_found_as_it_was_stored,
    its_owner_is_its_first_member,
    room_names_are_taken_whatever_the_letter_case,
    of_many_who_want_a_room_name_at_once_one_gets_it,
    rooms_are_listed_oldest_first,
    ones_own_rooms_are_listed_apart,
    rooms_are_searched_by_name,
    a_change_of_a_room_touches_only_what_it_names,
    a_room_changes_only_to_a_free_name,
    a_room_is_handed_over_to_a_member_only,
    a_deleted_room_is_nowhere_to_be_found,
    a_deleted_room_keeps_its_name,
    the_memberships_of_a_deleted_room_end,
    the_open_applications_of_a_deleted_room_end,
    a_missing_room_is_not_changed,
}

fn renamed(name: &str) -> RoomUpdate {
    RoomUpdate { name: Some(RoomName::parse(name).unwrap()), description: None }
}

fn names(page: Rows<discuss_kernel::RoomCard>) -> Vec<String> {
    page.rows.into_iter().map(|room| room.name).collect()
}

async fn a_room_is_found_as_it_was_stored(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = new_room("Tea 茶 🍵", ann, 7);
    stores.rooms.insert(&room).await.unwrap();

    let card = stores.rooms.find(room.id).await.unwrap().unwrap();

    assert_eq!((card.id, card.name.as_str(), card.description.as_str()), (room.id, "Tea 茶 🍵", "for tests"));
    assert_eq!((card.creator, card.created_at, card.updated_at), (ann, at(7), at(7)));
    assert_eq!(card.owner, stores.users.find(ann).await.unwrap().unwrap());
    assert_eq!(stores.members.room(room.id).await.unwrap().unwrap(), card);
    assert_eq!(stores.rooms.find(RoomId::random()).await.unwrap(), None);
}

async fn its_owner_is_its_first_member(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = new_room("Tea", ann, 7);
    stores.rooms.insert(&room).await.unwrap();
    assert!(stores.members.is_member(room.id, ann).await.unwrap());
    let [member] = stores.members.of_room(room.id).await.unwrap().try_into().unwrap();
    assert_eq!((member.user.id, member.created_at), (ann, at(7)));
}

async fn room_names_are_taken_whatever_the_letter_case(stores: Stores) {
    let ann = stores.person("Ann").await;
    stores.room("Café ЧАЙ", ann).await;
    for name in ["CAFÉ чай", "café чай"] {
        let double = new_room(name, ann, 1);
        assert_refused!(stores.rooms.insert(&double).await, RoomError::NameTaken);
        assert_eq!(stores.rooms.find(double.id).await.unwrap(), None);
        assert!(!stores.members.is_member(double.id, ann).await.unwrap());
    }
}

async fn of_many_who_want_a_room_name_at_once_one_gets_it(stores: Stores) {
    let ann = stores.person("Ann").await;
    let outcomes = at_once(8, |_| {
        let (rooms, room) = (stores.rooms.clone(), new_room("Tea", ann, 1));
        async move { rooms.insert(&room).await }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refusal in outcomes.into_iter().filter(Result::is_err) {
        assert_refused!(refusal, RoomError::NameTaken);
    }
    assert_eq!(stores.members.of_user(ann).await.unwrap().len(), 1);
}

async fn rooms_are_listed_oldest_first(stores: Stores) {
    let ann = stores.person("Ann").await;
    for (name, seconds) in [("newest", 9), ("oldest", 1), ("deleted", 2), ("middle", 5)] {
        let room = new_room(name, ann, seconds);
        stores.rooms.insert(&room).await.unwrap();
        if name == "deleted" {
            stores.rooms.delete(room.id, at(10)).await.unwrap();
        }
    }
    let first = stores.rooms.list(Page::new(Some(1), Some(2))).await.unwrap();
    let second = stores.rooms.list(Page::new(Some(2), Some(2))).await.unwrap();
    assert_eq!((first.total, second.total), (3, 3));
    assert_eq!([names(first), names(second)].concat(), ["oldest", "middle", "newest"]);
}

async fn ones_own_rooms_are_listed_apart(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    stores.room("Ann's", ann).await;
    let bens = stores.room("Ben's", ben).await;
    stores.join(bens, ann, 1).await;
    let page = Page::new(None, None);
    assert_eq!(names(stores.rooms.list_owned(ann, page).await.unwrap()), ["Ann's"]);
    stores.rooms.hand_over(bens, ann, at(2)).await.unwrap();
    assert_eq!(stores.rooms.list_owned(ann, page).await.unwrap().total, 2);
    assert_eq!(stores.rooms.list_owned(ben, page).await.unwrap().total, 0);
}

async fn rooms_are_searched_by_name(stores: Stores) {
    let ann = stores.person("Ann").await;
    for name in ["Tea 2", "TEA 1", "100%", "a_b", "Café"] {
        stores.room(name, ann).await;
    }
    let deleted = stores.room("Tea 0", ann).await;
    stores.rooms.delete(deleted, at(1)).await.unwrap();
    let cases: [(&str, &[&str]); 5] =
        [("tea", &["TEA 1", "Tea 2"]), ("%", &["100%"]), ("_", &["a_b"]), ("CAFÉ", &["Café"]), ("tea%", &[])];
    for (fragment, expected) in cases {
        let found = stores.rooms.search(fragment, 50).await.unwrap();
        let found: Vec<&str> = found.iter().map(|room| room.name.as_str()).collect();
        assert_eq!(found, expected, "{fragment}");
    }
    assert_eq!(stores.rooms.search("tea", 1).await.unwrap().len(), 1);
}

async fn a_change_of_a_room_touches_only_what_it_names(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = stores.room("Tea", ann).await;
    stores.rooms.update(room, &renamed("Coffee"), at(5)).await.unwrap();
    let description = Some(Description::parse("").unwrap());
    stores.rooms.update(room, &RoomUpdate { name: None, description }, at(6)).await.unwrap();

    let card = stores.rooms.find(room).await.unwrap().unwrap();
    assert_eq!((card.name.as_str(), card.description.as_str()), ("Coffee", ""));
    assert_eq!((card.created_at, card.updated_at), (at(0), at(6)));
    stores.room("tea", ann).await;
}

async fn a_room_changes_only_to_a_free_name(stores: Stores) {
    let ann = stores.person("Ann").await;
    stores.room("Tea", ann).await;
    let room = stores.room("Coffee", ann).await;
    assert_refused!(stores.rooms.update(room, &renamed("TEA"), at(1)).await, RoomError::NameTaken);
    stores.rooms.update(room, &renamed("COFFEE"), at(1)).await.unwrap();
    assert_eq!(stores.rooms.find(room).await.unwrap().unwrap().name, "COFFEE");
}

async fn a_room_is_handed_over_to_a_member_only(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    let room = stores.room("Tea", ann).await;
    for user in [ben, cleo] {
        stores.join(room, user, 1).await;
    }
    stores.leave(room, cleo).await;
    for stranger in [cleo, dan] {
        assert_refused!(stores.rooms.hand_over(room, stranger, at(5)).await, RoomError::HeirNotAMember);
    }
    stores.rooms.hand_over(room, ben, at(5)).await.unwrap();
    let card = stores.rooms.find(room).await.unwrap().unwrap();
    assert_eq!((card.creator, card.owner.username.as_str(), card.updated_at), (ben, "Ben", at(5)));
    assert!(stores.members.is_member(room, ann).await.unwrap(), "the former owner stays");
}

async fn a_deleted_room_is_nowhere_to_be_found(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = stores.room("Tea", ann).await;
    assert!(stores.rooms.delete(room, at(1)).await.unwrap());
    assert!(!stores.rooms.delete(room, at(2)).await.unwrap());
    assert_eq!(stores.rooms.find(room).await.unwrap(), None);
    assert_eq!(stores.members.room(room).await.unwrap(), None);
    let page = Page::new(None, None);
    assert_eq!(stores.rooms.list(page).await.unwrap().total, 0);
    assert_eq!(stores.rooms.list_owned(ann, page).await.unwrap().total, 0);
    assert!(stores.rooms.search("tea", 10).await.unwrap().is_empty());
}

async fn a_deleted_room_keeps_its_name(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = stores.room("Tea", ann).await;
    stores.rooms.delete(room, at(1)).await.unwrap();
    assert_refused!(stores.rooms.insert(&new_room("TEA", ann, 2)).await, RoomError::NameTaken);
}

async fn the_memberships_of_a_deleted_room_end(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let member = stores.join(room, ben, 1).await;
    stores.rooms.delete(room, at(2)).await.unwrap();
    for user in [ann, ben] {
        assert!(!stores.members.is_member(room, user).await.unwrap());
        assert!(stores.members.rooms_of(user).await.unwrap().is_empty());
        assert!(stores.members.of_user(user).await.unwrap().is_empty());
    }
    assert!(stores.members.of_room(room).await.unwrap().is_empty());
    assert_eq!(stores.members.find(member.id).await.unwrap(), None);
}

async fn the_open_applications_of_a_deleted_room_end(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let (room, other) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    let refused = stores.apply(cleo, Wish::Join(room), 1).await;
    stores.applications.decide(refused.id, false, at(2)).await.unwrap();
    let open = stores.apply(ben, Wish::Join(room), 3).await;
    let elsewhere = stores.apply(ben, Wish::Join(other), 4).await;

    stores.rooms.delete(room, at(5)).await.unwrap();

    assert_eq!(stores.applications.find(open.id).await.unwrap(), None);
    assert_refused!(stores.applications.decide(open.id, true, at(6)).await, ApplyError::NotFound);
    assert!(stores.applications.open_for_room(room).await.unwrap().is_empty());
    assert_eq!(stores.applications.made_by(ben).await.unwrap(), [elsewhere]);
    let [decided] = stores.applications.made_by(cleo).await.unwrap().try_into().unwrap();
    assert_eq!(decided.room.unwrap().name, "Tea", "what was decided is still shown whole");
}

async fn a_missing_room_is_not_changed(stores: Stores) {
    let ann = stores.person("Ann").await;
    let deleted = stores.room("Tea", ann).await;
    stores.rooms.delete(deleted, at(1)).await.unwrap();
    for room in [deleted, RoomId::random()] {
        assert_refused!(stores.rooms.update(room, &renamed("Coffee"), at(2)).await, RoomError::NotFound);
        assert_refused!(stores.rooms.hand_over(room, ann, at(2)).await, RoomError::NotFound);
        assert!(!stores.rooms.delete(room, at(2)).await.unwrap());
    }
    stores.room("Coffee", ann).await;
}
