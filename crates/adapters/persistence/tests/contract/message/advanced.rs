//! Which conversations went on.

use discuss_kernel::{Conversation, UserId};
use discuss_message::Advance;

use crate::stores::{Stores, at, draft};

contract! {
    what_went_on_is_told_with_where_it_stood,
    it_is_not_looked_for_where_it_stood_for_ever,
    only_ones_own_conversations_are_told,
    a_room_stood_no_further_back_than_where_it_was_joined,
    the_newest_ones_are_told_if_there_are_too_many,
}

impl Stores {
    async fn say_at(&self, author: UserId, conversation: Conversation, seconds: u64) {
        let outcomes =
            self.messages.append(&[draft(author, conversation, "tea")], at(seconds)).await.unwrap();
        assert!(outcomes[0].is_ok());
    }

    async fn advanced(&self, user: UserId, since: u64, within: u64) -> Vec<Advance> {
        let mut advanced = self.messages.advanced(user, at(since), within, 100).await.unwrap();
        advanced.sort_unstable_by_key(|advance| advance.conversation);
        advanced
    }
}

async fn what_went_on_is_told_with_where_it_stood(stores: Stores) {
    let (ann, ben, talk) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    stores.room("Silent", ann).await;
    for (conversation, seconds) in [(talk, 10), (talk, 20), (talk, 30), (room, 40)] {
        stores.say_at(ann, conversation, seconds).await;
    }
    let mut all = vec![
        Advance { conversation: talk, from: Some(2), to: 3 },
        Advance { conversation: room, from: Some(0), to: 1 },
    ];
    all.sort_unstable_by_key(|advance| advance.conversation);
    assert_eq!(stores.advanced(ann, 20, 100).await, all);
    assert_eq!(stores.advanced(ben, 29, 100).await, [Advance { conversation: talk, from: Some(2), to: 3 }]);
    assert_eq!(stores.advanced(ben, 0, 100).await, [Advance { conversation: talk, from: Some(0), to: 3 }]);
    assert_eq!(stores.advanced(ann, 30, 100).await.len(), 1, "nothing more in the talk");
    assert_eq!(stores.advanced(ann, 40, 100).await, []);
}

async fn it_is_not_looked_for_where_it_stood_for_ever(stores: Stores) {
    let (ann, ben, talk) = stores.friends("Ann", "Ben").await;
    for seconds in 1..=5 {
        stores.say_at(ann, talk, seconds).await;
    }
    let advance = |from| [Advance { conversation: talk, from, to: 5 }];
    assert_eq!(stores.advanced(ben, 2, 3).await, advance(Some(2)));
    assert_eq!(stores.advanced(ben, 1, 3).await, advance(None));
    assert_eq!(stores.advanced(ben, 0, 5).await, advance(Some(0)));
    assert_eq!(stores.advanced(ben, 0, 4).await, advance(None));
}

async fn only_ones_own_conversations_are_told(stores: Stores) {
    let (ann, ben, talk) = stores.friends("Ann", "Ben").await;
    let room = stores.room("Tea", ann).await;
    let cleo = stores.person("Cleo").await;
    stores.join(room, ben, 1).await;
    stores.say_at(ann, talk, 10).await;
    stores.say_at(ann, Conversation::Room(room), 10).await;
    assert_eq!(stores.advanced(cleo, 0, 100).await, []);
    assert_eq!(stores.advanced(UserId::random(), 0, 100).await, []);
    stores.leave(room, ben).await;
    let told: Vec<_> = stores.advanced(ben, 0, 100).await.into_iter().map(|it| it.conversation).collect();
    assert_eq!(told, [talk], "whoever has left hears nothing of the room");
}

async fn a_room_stood_no_further_back_than_where_it_was_joined(stores: Stores) {
    let (ann, ben) = (stores.person("Ann").await, stores.person("Ben").await);
    let room = stores.room("Tea", ann).await;
    let conversation = Conversation::Room(room);
    for seconds in [10, 20] {
        stores.say_at(ann, conversation, seconds).await;
    }
    stores.join(room, ben, 25).await;
    stores.say_at(ann, conversation, 30).await;
    let advance = |from| [Advance { conversation, from: Some(from), to: 3 }];
    assert_eq!(stores.advanced(ben, 0, 100).await, advance(2));
    assert_eq!(stores.advanced(ben, 0, 1).await, advance(2), "which is near enough");
    assert_eq!(stores.advanced(ann, 0, 100).await, advance(0));
}

async fn the_newest_ones_are_told_if_there_are_too_many(stores: Stores) {
    let ann = stores.person("Ann").await;
    let mut newest = None;
    for (name, seconds) in [("Tea", 10), ("Coffee", 20), ("Water", 30)] {
        let room = Conversation::Room(stores.room(name, ann).await);
        stores.say_at(ann, room, seconds).await;
        newest = Some(room);
    }
    let told = stores.messages.advanced(ann, at(0), 100, 1).await.unwrap();
    assert_eq!(told.first().map(|advance| advance.conversation), newest);
    assert_eq!(told.len(), 1);
}
