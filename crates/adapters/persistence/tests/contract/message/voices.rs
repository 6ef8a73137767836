//! Who may speak where, at the moment a message is stored.

use discuss_kernel::{Conversation, RoomId, UserId};
use discuss_message::{Draft, Refusal, Voice};

use crate::stores::{Stores, at, draft};

contract! {
    members_speak_in_a_room,
    nobody_speaks_where_there_is_no_room,
    friends_write_to_each_other,
    strangers_write_where_that_is_allowed,
    nobody_writes_to_somebody_who_is_not_there,
    a_refusal_does_not_fail_its_neighbours,
}

async fn say(stores: &Stores, draft: Draft) -> Result<u64, Refusal> {
    let outcome = stores.messages.append(&[draft], at(1)).await.unwrap().pop().unwrap();
    outcome.map(|appended| appended.entry.seq())
}

fn as_acquaintance(author: UserId, other: UserId) -> Draft {
    let conversation = Conversation::between(author, other).unwrap();
    Draft { voice: Voice::Acquaintance, ..draft(author, conversation, "hello") }
}

fn as_friend(author: UserId, other: UserId) -> Draft {
    draft(author, Conversation::between(author, other).unwrap(), "hello")
}

async fn members_speak_in_a_room(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let hello = |author| draft(author, Conversation::Room(room), "hello");
    assert_eq!(say(&stores, hello(ann)).await, Ok(1));
    assert_eq!(say(&stores, hello(ben)).await, Ok(2));
    assert_eq!(say(&stores, hello(cleo)).await, Err(Refusal::NotAMember));
    stores.leave(room, ben).await;
    assert_eq!(say(&stores, hello(ben)).await, Err(Refusal::NotAMember), "a former member");
    stores.join(room, ben, 9).await;
    assert_eq!(say(&stores, hello(ben)).await, Ok(3));
}

async fn nobody_speaks_where_there_is_no_room(stores: Stores) {
    let ann = stores.person("Ann").await;
    let deleted = stores.room("Tea", ann).await;
    stores.say(ann, Conversation::Room(deleted), "while it lasted").await;
    stores.rooms.delete(deleted, at(1)).await.unwrap();
    for room in [deleted, RoomId::random()] {
        let hello = draft(ann, Conversation::Room(room), "hello");
        assert_eq!(say(&stores, hello).await, Err(Refusal::NoSuchRoom));
    }
}

async fn friends_write_to_each_other(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    stores.befriend(ann, ben, 1).await;
    assert_eq!(say(&stores, as_friend(ann, ben)).await, Ok(1));
    assert_eq!(say(&stores, as_friend(ben, ann)).await, Ok(2));
    assert_eq!(say(&stores, as_friend(cleo, ann)).await, Err(Refusal::NotFriends));
    stores.friends.end(ben, ann, at(2)).await.unwrap();
    assert_eq!(say(&stores, as_friend(ann, ben)).await, Err(Refusal::NotFriends), "a former friend");
    stores.befriend(ben, ann, 3).await;
    assert_eq!(say(&stores, as_friend(ann, ben)).await, Ok(3));
}

async fn strangers_write_where_that_is_allowed(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    assert_eq!(say(&stores, as_acquaintance(ann, ben)).await, Ok(1));
    assert_eq!(say(&stores, as_friend(ann, ben)).await, Err(Refusal::NotFriends));
}

async fn nobody_writes_to_somebody_who_is_not_there(stores: Stores) {
    let [ann, closed] = stores.people(["Ann", "Closed"]).await;
    stores.befriend(ann, closed, 1).await;
    stores.users.close(closed, at(2)).await.unwrap();
    for (author, other) in [(ann, closed), (closed, ann), (ann, UserId::random()), (UserId::random(), ann)] {
        assert_eq!(say(&stores, as_acquaintance(author, other)).await, Err(Refusal::NoSuchUser));
        let as_friend = say(&stores, as_friend(author, other)).await;
        assert!(matches!(as_friend, Err(Refusal::NoSuchUser | Refusal::NotFriends)), "{as_friend:?}");
    }
    assert!(stores.messages.conversations(ann, 10).await.unwrap().is_empty(), "nothing was begun");
}

async fn a_refusal_does_not_fail_its_neighbours(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let cleo = stores.person("Cleo").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    let drafts = [
        draft(cleo, room, "no member"),
        draft(ann, room, "a member"),
        draft(ben, Conversation::Room(RoomId::random()), "no room"),
        as_friend(cleo, ben),
        draft(ben, private, "a friend"),
        as_acquaintance(ann, UserId::random()),
    ];
    let outcomes = stores.messages.append(&drafts, at(1)).await.unwrap();
    let outcomes: Vec<_> =
        outcomes.into_iter().map(|outcome| outcome.map(|appended| appended.entry.seq())).collect();
    let expected = [
        Err(Refusal::NotAMember),
        Ok(1),
        Err(Refusal::NoSuchRoom),
        Err(Refusal::NotFriends),
        Ok(1),
        Err(Refusal::NoSuchUser),
    ];
    assert_eq!(outcomes, expected);
}
