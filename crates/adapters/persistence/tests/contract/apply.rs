//! What applications promise.

use discuss_apply::{ApplyError, NewApplication, Note, Wish};
use discuss_kernel::{ApplicationCard, ApplyId, RoomId, UserId};
use discuss_room::RoomError;

use crate::stores::{Stores, at, at_once, new_application};

contract! {
    an_application_is_found_as_it_was_stored,
    nobody_asks_what_is_not_there,
    the_same_is_not_asked_twice_while_it_is_open,
    of_many_who_ask_the_same_at_once_one_succeeds,
    the_same_may_be_asked_again_later,
    others_may_ask_the_same,
    acceptance_makes_a_friendship,
    acceptance_makes_a_membership,
    refusal_makes_nothing,
    it_is_decided_only_once,
    of_many_who_decide_at_once_one_succeeds,
    it_is_either_decided_or_withdrawn,
    accepting_what_is_so_already_changes_nothing,
    what_was_withdrawn_is_gone,
    what_was_decided_cannot_be_withdrawn,
    applications_are_listed_newest_first,
    a_room_lists_only_open_applications,
    whoever_decides_sees_what_waits_for_them,
}

async fn an_application_is_found_as_it_was_stored(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ben).await;
    for (nth, wish) in [Wish::Befriend(ben), Wish::Join(room)].into_iter().enumerate() {
        let note = Note::parse(["", "It is me, 🍵"][nth]).unwrap();
        let application = NewApplication { note, ..new_application(ann, wish, 7 + nth as u64) };
        let card = stores.applications.insert(&application).await.unwrap();

        assert_eq!(
            (card.id, card.created_at, card.updated_at),
            (application.id, application.at, application.at)
        );
        assert_eq!((card.accepted, card.decided, card.withdrawn), (false, false, false));
        assert_eq!(card.maker, stores.users.find(ann).await.unwrap().unwrap());
        assert_eq!(card.decider(), Some(ben));
        assert_eq!(card.note.as_deref(), [None, Some("It is me, 🍵")][nth]);
        let (asked, wanted) = match wish {
            Wish::Befriend(_) => (stores.users.find(ben).await.unwrap(), None),
            Wish::Join(_) => (None, stores.rooms.find(room).await.unwrap()),
        };
        assert_eq!((&card.asked, &card.room), (&asked, &wanted));
        assert_eq!(stores.applications.find(application.id).await.unwrap(), Some(card));
    }
    assert_eq!(stores.applications.find(ApplyId::random()).await.unwrap(), None);
}

async fn nobody_asks_what_is_not_there(stores: Stores) {
    let [ann, closed] = stores.people(["Ann", "Closed"]).await;
    let deleted = stores.room("Tea", ann).await;
    stores.rooms.delete(deleted, at(1)).await.unwrap();
    stores.users.close(closed, at(1)).await.unwrap();
    for nobody in [closed, UserId::random()] {
        let application = new_application(ann, Wish::Befriend(nobody), 2);
        assert_refused!(stores.applications.insert(&application).await, ApplyError::NoSuchUser);
    }
    for nowhere in [deleted, RoomId::random()] {
        let application = new_application(ann, Wish::Join(nowhere), 2);
        assert_refused!(
            stores.applications.insert(&application).await,
            ApplyError::Room(RoomError::NotFound)
        );
    }
    assert!(stores.applications.made_by(ann).await.unwrap().is_empty());
}

async fn the_same_is_not_asked_twice_while_it_is_open(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ben).await;
    for wish in [Wish::Befriend(ben), Wish::Join(room)] {
        stores.apply(ann, wish, 1).await;
        let again = new_application(ann, wish, 2);
        assert_refused!(stores.applications.insert(&again).await, ApplyError::AlreadyOpen);
        assert_eq!(stores.applications.find(again.id).await.unwrap(), None);
    }
    assert_eq!(stores.applications.made_by(ann).await.unwrap().len(), 2);
}

async fn of_many_who_ask_the_same_at_once_one_succeeds(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let outcomes = at_once(8, |_| {
        let (applications, application) =
            (stores.applications.clone(), new_application(ann, Wish::Befriend(ben), 1));
        async move { applications.insert(&application).await }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refusal in outcomes.into_iter().filter(Result::is_err) {
        assert_refused!(refusal, ApplyError::AlreadyOpen);
    }
    assert_eq!(stores.applications.asking(ben).await.unwrap().len(), 1);
}

async fn the_same_may_be_asked_again_later(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let refused = stores.apply(ann, Wish::Befriend(ben), 1).await;
    stores.applications.decide(refused.id, false, at(2)).await.unwrap();
    let withdrawn = stores.apply(ann, Wish::Befriend(ben), 3).await;
    stores.applications.withdraw(withdrawn.id, at(4)).await.unwrap();
    stores.befriend(ann, ben, 5).await;
    stores.friends.end(ann, ben, at(6)).await.unwrap();
    stores.befriend(ann, ben, 7).await;
    assert!(stores.friends.are_friends(ann, ben).await.unwrap());
    assert_eq!(stores.applications.made_by(ann).await.unwrap().len(), 3);
}

async fn others_may_ask_the_same(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    stores.apply(ann, Wish::Befriend(cleo), 1).await;
    stores.apply(ben, Wish::Befriend(cleo), 1).await;
    stores.apply(cleo, Wish::Befriend(ann), 1).await;
    assert_eq!(stores.applications.asking(cleo).await.unwrap().len(), 2);
}

async fn acceptance_makes_a_friendship(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let open = stores.apply(ann, Wish::Befriend(ben), 1).await;

    let decided = stores.applications.decide(open.id, true, at(2)).await.unwrap();

    assert_eq!(decided, ApplicationCard { accepted: true, decided: true, updated_at: at(2), ..open.clone() });
    assert_eq!(stores.applications.find(open.id).await.unwrap(), Some(decided));
    assert!(stores.friends.are_friends(ann, ben).await.unwrap());
    assert_eq!(stores.friends.list(ben).await.unwrap()[0].created_at, at(2));
}

async fn acceptance_makes_a_membership(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let open = stores.apply(ben, Wish::Join(room), 1).await;

    let decided = stores.applications.decide(open.id, true, at(2)).await.unwrap();

    assert!(decided.accepted && decided.decided);
    let [membership] = stores.members.of_user(ben).await.unwrap().try_into().unwrap();
    assert_eq!((membership.room.id, membership.created_at), (room, at(2)));
}

async fn refusal_makes_nothing(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ben).await;
    for wish in [Wish::Befriend(ben), Wish::Join(room)] {
        let open = stores.apply(ann, wish, 1).await;
        let decided = stores.applications.decide(open.id, false, at(2)).await.unwrap();
        assert_eq!(decided, ApplicationCard { accepted: false, decided: true, updated_at: at(2), ..open });
    }
    assert!(!stores.friends.are_friends(ann, ben).await.unwrap());
    assert!(!stores.members.is_member(room, ann).await.unwrap());
}

async fn it_is_decided_only_once(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    for (first, second) in [(false, true), (true, false), (true, true)] {
        let open = stores.apply(ann, Wish::Befriend(ben), 1).await;
        let decided = stores.applications.decide(open.id, first, at(2)).await.unwrap();
        assert_refused!(stores.applications.decide(open.id, second, at(3)).await, ApplyError::AlreadyDecided);
        assert_eq!(stores.applications.find(open.id).await.unwrap(), Some(decided));
        assert_eq!(stores.friends.are_friends(ann, ben).await.unwrap(), first);
        stores.friends.end(ann, ben, at(4)).await.unwrap();
    }
    assert_refused!(stores.applications.decide(ApplyId::random(), true, at(5)).await, ApplyError::NotFound);
}

async fn of_many_who_decide_at_once_one_succeeds(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let id = stores.apply(ann, Wish::Befriend(ben), 1).await.id;
    let outcomes = at_once(8, |nth| {
        let applications = stores.applications.clone();
        async move { applications.decide(id, nth % 2 == 0, at(2)).await }
    })
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    for refusal in lost {
        assert_refused!(refusal, ApplyError::AlreadyDecided);
    }
    let [decided] = won.try_into().unwrap();
    let accepted = decided.unwrap().accepted;
    assert_eq!(stores.friends.are_friends(ann, ben).await.unwrap(), accepted);
    assert_eq!(stores.applications.find(id).await.unwrap().unwrap().accepted, accepted);
}

async fn it_is_either_decided_or_withdrawn(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let id = stores.apply(ann, Wish::Befriend(ben), 1).await.id;
    let outcomes = at_once(6, |nth| {
        let applications = stores.applications.clone();
        async move {
            match nth % 2 {
                0 => applications.decide(id, true, at(2)).await,
                _ => applications.withdraw(id, at(2)).await,
            }
        }
    })
    .await;
    let [settled] = outcomes.into_iter().filter_map(Result::ok).collect::<Vec<_>>().try_into().unwrap();
    assert_ne!(settled.decided, settled.withdrawn);
    assert_eq!(stores.friends.are_friends(ann, ben).await.unwrap(), settled.decided);
    assert_eq!(stores.applications.find(id).await.unwrap().is_some(), settled.decided);
}

async fn accepting_what_is_so_already_changes_nothing(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let mutual = stores.apply(ben, Wish::Befriend(ann), 1).await;
    stores.befriend(ann, ben, 2).await;
    let to_join = stores.apply(ben, Wish::Join(room), 3).await;
    let member = stores.join(room, ben, 4).await;
    let friends = stores.friends.list(ann).await.unwrap();

    for application in [mutual, to_join] {
        assert!(stores.applications.decide(application.id, true, at(5)).await.unwrap().accepted);
    }

    assert_eq!(stores.friends.list(ann).await.unwrap(), friends);
    assert_eq!(stores.members.of_user(ben).await.unwrap(), [member]);
}

async fn what_was_withdrawn_is_gone(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let open = stores.apply(ann, Wish::Befriend(ben), 1).await;

    let withdrawn = stores.applications.withdraw(open.id, at(2)).await.unwrap();

    assert_eq!(withdrawn, ApplicationCard { withdrawn: true, updated_at: at(2), ..open.clone() });
    assert_eq!(stores.applications.find(open.id).await.unwrap(), None);
    assert!(stores.applications.made_by(ann).await.unwrap().is_empty());
    assert!(stores.applications.asking(ben).await.unwrap().is_empty());
    assert_refused!(stores.applications.decide(open.id, true, at(3)).await, ApplyError::NotFound);
    assert_refused!(stores.applications.withdraw(open.id, at(3)).await, ApplyError::NotFound);
    assert!(!stores.friends.are_friends(ann, ben).await.unwrap());
}

async fn what_was_decided_cannot_be_withdrawn(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let open = stores.apply(ann, Wish::Befriend(ben), 1).await;
    stores.applications.decide(open.id, true, at(2)).await.unwrap();
    assert_refused!(stores.applications.withdraw(open.id, at(3)).await, ApplyError::AlreadyDecided);
    assert!(stores.friends.are_friends(ann, ben).await.unwrap());
    assert_refused!(stores.applications.withdraw(ApplyId::random(), at(3)).await, ApplyError::NotFound);
}

async fn applications_are_listed_newest_first(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Tea", cleo).await;
    let to_ben = stores.apply(ann, Wish::Befriend(ben), 5).await;
    let to_cleo = stores.apply(ann, Wish::Befriend(cleo), 1).await;
    let to_join = stores.apply(ann, Wish::Join(room), 3).await;
    let from_ben = stores.apply(ben, Wish::Befriend(cleo), 9).await;
    let decided = stores.applications.decide(to_cleo.id, false, at(10)).await.unwrap();

    let made = stores.applications.made_by(ann).await.unwrap();
    assert_eq!(made, [to_ben, to_join, decided.clone()], "decided ones too");
    assert_eq!(stores.applications.asking(cleo).await.unwrap(), [from_ben, decided]);
    assert!(stores.applications.asking(ann).await.unwrap().is_empty());
}

async fn a_room_lists_only_open_applications(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    let (room, other) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    let older = stores.apply(ben, Wish::Join(room), 1).await;
    let newer = stores.apply(cleo, Wish::Join(room), 2).await;
    let decided = stores.apply(dan, Wish::Join(room), 3).await;
    stores.applications.decide(decided.id, false, at(4)).await.unwrap();
    stores.apply(dan, Wish::Join(other), 5).await;
    assert_eq!(stores.applications.open_for_room(room).await.unwrap(), [newer, older]);
}

async fn whoever_decides_sees_what_waits_for_them(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let (hers, his) = (stores.room("Tea", ann).await, stores.room("Coffee", ben).await);
    let friendship = stores.apply(ben, Wish::Befriend(ann), 1).await;
    let membership = stores.apply(cleo, Wish::Join(hers), 2).await;
    let decided = stores.apply(cleo, Wish::Befriend(ann), 3).await;
    stores.applications.decide(decided.id, true, at(4)).await.unwrap();
    let withdrawn = stores.apply(ben, Wish::Join(hers), 5).await;
    stores.applications.withdraw(withdrawn.id, at(6)).await.unwrap();
    let elsewhere = stores.apply(ann, Wish::Join(his), 7).await;

    let open_to = async |user| stores.applications.open_to(user).await.unwrap();
    assert_eq!(open_to(ann).await, [membership, friendship]);
    assert_eq!(open_to(ben).await, [elsewhere]);
    assert_eq!(open_to(cleo).await, []);
    stores.rooms.delete(hers, at(8)).await.unwrap();
    assert_eq!(open_to(ann).await.len(), 1, "what was for a deleted room has ended");
}
