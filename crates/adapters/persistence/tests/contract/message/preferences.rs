//! How people keep their conversations.

use discuss_kernel::{Conversation, Preferences, RoomId, UserId};
use discuss_message::{PreferenceChange, Preferred};

use crate::stores::{Stores, at, at_once, draft};

contract! {
    a_change_leaves_what_it_does_not_name,
    what_is_pinned_comes_first_and_within_the_cap,
    a_silent_conversation_can_be_kept_too,
    who_comes_back_to_a_room_begins_anew,
    nothing_is_kept_of_what_never_was,
    no_device_overlooks_what_another_has_said,
}

const PIN: PreferenceChange = PreferenceChange { pinned: Some(true), muted: None };
const MUTE: PreferenceChange = PreferenceChange { pinned: None, muted: Some(true) };

impl Stores {
    async fn prefer(&self, user: UserId, conversation: Conversation, change: PreferenceChange) -> Preferred {
        self.messages.prefer(user, conversation, change).await.unwrap().unwrap()
    }

    /// The conversations of somebody, with whether each is pinned and muted.
    async fn kept(&self, user: UserId, limit: u64) -> Vec<(Conversation, bool, bool)> {
        let list = self.messages.conversations(user, limit).await.unwrap();
        let kept = list.into_iter().map(|summary| {
            let Preferences { pinned, muted } = summary.preferences;
            (summary.conversation, pinned, muted)
        });
        kept.collect()
    }
}

async fn a_change_leaves_what_it_does_not_name(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.say(ann, conversation, "hello").await;
    let unpin = PreferenceChange { pinned: Some(false), muted: None };
    for (change, pinned, muted, is_new) in [
        (PreferenceChange::default(), false, false, false),
        (PIN, true, false, true),
        (PIN, true, false, false),
        (MUTE, true, true, true),
        (unpin, false, true, true),
        (PreferenceChange::default(), false, true, false),
    ] {
        let preferred = Preferred { preferences: Preferences { pinned, muted }, is_new };
        assert_eq!(stores.prefer(ann, conversation, change).await, preferred, "{change:?}");
        assert_eq!(stores.kept(ann, 10).await, [(conversation, pinned, muted)]);
    }
    assert_eq!(stores.kept(ben, 10).await, [(conversation, false, false)], "everybody for themselves");
}

async fn what_is_pinned_comes_first_and_within_the_cap(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let mut all = vec![private];
    for name in ["one", "two", "three"] {
        let room = stores.room(name, ann).await;
        stores.join(room, ben, 1).await;
        all.push(Conversation::Room(room));
    }
    for (seconds, conversation) in (0..).zip(&all) {
        stores.messages.append(&[draft(ben, *conversation, "hello")], at(seconds)).await.unwrap();
    }
    let [private, one, two, three] = all.try_into().unwrap();
    for pinned in [private, one] {
        stores.prefer(ann, pinned, PIN).await;
    }
    stores.prefer(ann, two, MUTE).await;
    let order = [(one, true, false), (private, true, false), (three, false, false), (two, false, true)];
    for limit in 1..=4 {
        assert_eq!(stores.kept(ann, limit as u64).await, order[..limit], "the first {limit}");
    }
    assert_eq!(stores.kept(ben, 1).await, [(three, false, false)]);
}

async fn a_silent_conversation_can_be_kept_too(stores: Stores) {
    let (ann, _, private) = stores.friends("Ann", "Ben").await;
    let [silent, loud] = [stores.room("Silent", ann).await, stores.room("Loud", ann).await];
    let [silent, loud] = [silent, loud].map(Conversation::Room);
    stores.say(ann, loud, "hello").await;
    for conversation in [silent, private] {
        stores.prefer(ann, conversation, PIN).await;
    }
    assert_eq!(stores.kept(ann, 10).await, [(silent, true, false), (loud, false, false)]);
    assert_eq!(stores.say(ann, private, "hello").await.seq, 1);
    assert_eq!(stores.kept(ann, 1).await, [(private, true, false)]);
}

async fn who_comes_back_to_a_room_begins_anew(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let rooms: [RoomId; 2] = [stores.room("Tea", ann).await, stores.room("Coffee", ann).await];
    let [tea, coffee] = rooms.map(Conversation::Room);
    for room in rooms {
        stores.join(room, ben, 1).await;
    }
    for (user, conversation) in [(ann, tea), (ben, tea), (ben, coffee)] {
        stores.prefer(user, conversation, MUTE).await;
    }
    stores.leave(rooms[0], ben).await;
    assert_eq!(stores.kept(ben, 10).await, [(coffee, false, true)]);
    stores.join(rooms[0], ben, 2).await;
    let mut kept = stores.kept(ben, 10).await;
    kept.sort_by_key(|(_, _, muted)| *muted);
    assert_eq!(kept, [(tea, false, false), (coffee, false, true)]);
    assert!(stores.kept(ann, 10).await.contains(&(tea, false, true)), "who stayed is not concerned");
}

async fn nothing_is_kept_of_what_never_was(stores: Stores) {
    let ann = stores.person("Ann").await;
    let nowhere = Conversation::Room(RoomId::random());
    let nobody = Conversation::between(ann, UserId::random()).unwrap();
    for conversation in [nowhere, nobody] {
        assert_eq!(stores.messages.prefer(ann, conversation, PIN).await.unwrap(), None);
    }
}

async fn no_device_overlooks_what_another_has_said(stores: Stores) {
    let ann = stores.person("Ann").await;
    let conversation = Conversation::Room(stores.room("Tea", ann).await);
    let together = at_once(8, |nth| {
        let stores = stores.clone();
        async move { stores.prefer(ann, conversation, [PIN, MUTE][nth % 2]).await }
    });
    assert_eq!(together.await.iter().filter(|preferred| preferred.is_new).count(), 2);
    assert_eq!(stores.kept(ann, 1).await, [(conversation, true, true)]);
}
