//! What blocking promises.

use discuss_apply::{ApplyError, Wish};
use discuss_friend::{Blocked, FriendError};
use discuss_kernel::{Conversation, UserId};
use discuss_member::MemberError;
use discuss_message::{Draft, Refusal, Voice};

use crate::stores::{Stores, at, at_once, draft, new_application, new_member};

contract! {
    the_blocked_are_listed_newest_first,
    a_friendship_ends_with_a_block,
    what_was_asked_ends_with_a_block,
    nobody_is_blocked_who_is_not_there,
    who_is_blocked_cannot_apply,
    who_is_blocked_cannot_write,
    who_is_blocked_cannot_let_the_other_into_a_room,
    of_many_blocks_one_is_new,
    an_application_is_accepted_before_a_block_or_not_at_all,
}

impl Stores {
    async fn block(&self, user: UserId, other: UserId, seconds: u64) -> Blocked {
        self.friends.block(user, other, at(seconds)).await.unwrap()
    }

    async fn unblock(&self, user: UserId, other: UserId) -> bool {
        self.friends.unblock(user, other).await.unwrap()
    }

    async fn has_blocked(&self, user: UserId, other: UserId) -> bool {
        self.friends.has_blocked(user, other).await.unwrap()
    }
}

async fn the_blocked_are_listed_newest_first(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    for (other, seconds) in [(ben, 5), (cleo, 9), (dan, 1)] {
        assert!(stores.block(ann, other, seconds).await.is_new);
    }
    assert!(!stores.block(ann, dan, 20).await.is_new, "it began earlier");
    let blocked = stores.friends.blocked(ann).await.unwrap();
    assert_eq!(blocked[0].user, stores.users.find(cleo).await.unwrap().unwrap());
    let listed: Vec<_> = blocked.iter().map(|card| (card.user.id, card.since)).collect();
    assert_eq!(listed, [(cleo, at(9)), (ben, at(5)), (dan, at(1))]);
    assert!(stores.friends.blocked(ben).await.unwrap().is_empty());
    assert!(stores.has_blocked(ann, ben).await && !stores.has_blocked(ben, ann).await);

    assert!(!stores.unblock(ben, ann).await, "it is not Ben's to end");
    assert!(stores.unblock(ann, ben).await);
    assert!(!stores.unblock(ann, ben).await);
    assert!(!stores.has_blocked(ann, ben).await && stores.has_blocked(ann, cleo).await);
}

async fn a_friendship_ends_with_a_block(stores: Stores) {
    let (ann, ben, _) = stores.friends("Ann", "Ben").await;
    let cleo = stores.person("Cleo").await;
    stores.befriend(ann, cleo, 1).await;
    let blocked = Blocked { is_new: true, ended_friendship: true, refused: None };
    assert_eq!(stores.block(ben, ann, 2).await, blocked);
    assert!(!stores.friends.are_friends(ann, ben).await.unwrap());
    assert!(stores.friends.are_friends(ann, cleo).await.unwrap());
    assert_eq!(stores.block(ben, ann, 3).await, Blocked::default());
    stores.unblock(ben, ann).await;
    stores.befriend(ann, ben, 4).await;
    assert!(stores.friends.are_friends(ann, ben).await.unwrap());
}

async fn what_was_asked_ends_with_a_block(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Tea", ann).await;
    let asked = stores.apply(ben, Wish::Befriend(ann), 1).await;
    let own = stores.apply(ann, Wish::Befriend(ben), 1).await;
    for (maker, wish) in [(ben, Wish::Join(room)), (cleo, Wish::Befriend(ann)), (ben, Wish::Befriend(cleo))] {
        stores.apply(maker, wish, 1).await;
    }
    let refused = stores.block(ann, ben, 2).await.refused.unwrap();
    assert_eq!((refused.id, refused.decided, refused.accepted), (asked.id, true, false));
    assert_eq!((refused.withdrawn, refused.updated_at), (false, at(2)));
    assert_eq!(stores.applications.find(asked.id).await.unwrap(), Some(refused));
    assert_eq!(stores.applications.find(own.id).await.unwrap(), None, "withdrawn");
    assert_refused!(stores.applications.decide(asked.id, true, at(3)).await, ApplyError::AlreadyDecided);
    assert_refused!(stores.applications.decide(own.id, true, at(3)).await, ApplyError::NotFound);
    assert_eq!(
        stores.applications.open_to(ann).await.unwrap().len(),
        2,
        "others and rooms are not concerned"
    );
    assert_eq!(stores.applications.open_to(cleo).await.unwrap().len(), 1);
}

async fn nobody_is_blocked_who_is_not_there(stores: Stores) {
    let [ann, closed] = stores.people(["Ann", "Closed"]).await;
    stores.users.close(closed, at(1)).await.unwrap();
    for (user, other) in [(ann, closed), (ann, UserId::random()), (closed, ann)] {
        assert_refused!(stores.friends.block(user, other, at(2)).await, FriendError::NoSuchUser);
        assert!(!stores.has_blocked(user, other).await);
        assert!(!stores.unblock(user, other).await);
    }
    assert!(stores.friends.blocked(ann).await.unwrap().is_empty());
}

async fn who_is_blocked_cannot_apply(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    stores.block(ann, ben, 1).await;
    let apply = async |maker, asked| {
        stores.applications.insert(&new_application(maker, Wish::Befriend(asked), 2)).await
    };
    assert_refused!(apply(ben, ann).await, ApplyError::NotPossible);
    assert_refused!(apply(ann, ben).await, ApplyError::BlockedByMaker);
    stores.apply(ben, Wish::Join(room), 2).await;
    stores.block(ben, ann, 3).await;
    assert_refused!(apply(ann, ben).await, ApplyError::BlockedByMaker);
    stores.unblock(ann, ben).await;
    assert_refused!(apply(ann, ben).await, ApplyError::NotPossible);
    stores.unblock(ben, ann).await;
    apply(ben, ann).await.unwrap();
}

async fn who_is_blocked_cannot_write(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room_id = stores.room("Tea", ann).await;
    stores.join(room_id, ben, 1).await;
    let room = Conversation::Room(room_id);
    stores.block(ann, ben, 1).await;
    for voice in [Voice::Friendship, Voice::Acquaintance] {
        let say = async |author| {
            let drafts = [Draft { voice, ..draft(author, private, "hello") }, draft(author, room, "hello")];
            let outcomes = stores.messages.append(&drafts, at(2)).await.unwrap();
            outcomes.into_iter().map(|outcome| outcome.map(drop)).collect::<Vec<_>>()
        };
        assert_eq!(say(ben).await, [Err(Refusal::NotFriends), Ok(())], "{voice:?}, and rooms go on");
        assert_eq!(say(ann).await, [Err(Refusal::BlockedByAuthor), Ok(())], "{voice:?}");
    }
    stores.unblock(ann, ben).await;
    let again = Draft { voice: Voice::Acquaintance, ..draft(ben, private, "hello") };
    assert!(stores.messages.append(&[again], at(3)).await.unwrap()[0].is_ok());
}

async fn who_is_blocked_cannot_let_the_other_into_a_room(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let (of_ann, of_ben) = (stores.room("Tea", ann).await, stores.room("Coffee", ben).await);
    stores.block(ann, ben, 1).await;
    let let_in = async |room, user| stores.members.insert(&new_member(room, user)).await;
    assert_refused!(let_in(of_ben, ann).await, MemberError::NotPossible);
    let_in(of_ann, ben).await.unwrap();
    stores.unblock(ann, ben).await;
    let_in(of_ben, ann).await.unwrap();
}

async fn of_many_blocks_one_is_new(stores: Stores) {
    let (ann, ben, _) = stores.friends("Ann", "Ben").await;
    let outcomes = at_once(6, |_| {
        let stores = stores.clone();
        async move { stores.block(ann, ben, 1).await }
    });
    let new: Vec<Blocked> = outcomes.await.into_iter().filter(|blocked| blocked.is_new).collect();
    assert_eq!(new, [Blocked { is_new: true, ended_friendship: true, refused: None }]);
}

async fn an_application_is_accepted_before_a_block_or_not_at_all(stores: Stores) {
    for round in 0..4 {
        let names = [format!("Ann {round}"), format!("Ben {round}")];
        let [ann, ben] = stores.people([names[0].as_str(), names[1].as_str()]).await;
        let id = stores.apply(ben, Wish::Befriend(ann), 1).await.id;
        at_once(2, |nth| {
            let stores = stores.clone();
            async move {
                match nth {
                    0 => _ = stores.applications.decide(id, true, at(2)).await,
                    _ => _ = stores.block(ann, ben, 2).await,
                }
            }
        })
        .await;
        assert!(!stores.friends.are_friends(ann, ben).await.unwrap(), "whoever is blocked is no friend");
        assert!(stores.has_blocked(ann, ben).await);
    }
}
