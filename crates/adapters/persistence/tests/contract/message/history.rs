//! Reading what was said.

use discuss_kernel::{Conversation, Entry, RoomId};
use discuss_message::{Appended, Window};

use crate::stores::{Stores, message, text_of};

contract! {
    a_window_shows_a_part_in_ascending_order,
    an_empty_conversation_has_no_history,
    missed_entries_come_in_order_and_in_parts,
    former_friends_still_find_what_they_said,
    conversations_do_not_mix,
}

/// A rule, both bounds and what is between them.
type Case = (&'static str, Option<u64>, Option<u64>, &'static [u64]);

async fn window(
    stores: &Stores,
    conversation: Conversation,
    before: Option<u64>,
    after: Option<u64>,
) -> Vec<u64> {
    let window = Window::new(before, after, Some(3));
    let part = stores.messages.history(conversation, window).await.unwrap();
    part.iter().map(|authored| authored.message.seq).collect()
}

async fn a_window_shows_a_part_in_ascending_order(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 9).await;
    let cases: [Case; 12] = [
        ("the newest", None, None, &[7, 8, 9]),
        ("older", Some(7), None, &[4, 5, 6]),
        ("the oldest", Some(3), None, &[1, 2]),
        ("before the first", Some(1), None, &[]),
        ("before all numbers", Some(0), None, &[]),
        ("before one to come", Some(u64::MAX), None, &[7, 8, 9]),
        ("newer", None, Some(2), &[3, 4, 5]),
        ("the rest", None, Some(7), &[8, 9]),
        ("from the beginning", None, Some(0), &[1, 2, 3]),
        ("after the last", None, Some(u64::MAX), &[]),
        ("between two: the newest that fit", Some(8), Some(2), &[5, 6, 7]),
        ("between two that touch", Some(5), Some(4), &[]),
    ];
    for (rule, before, after, expected) in cases {
        assert_eq!(window(&stores, conversation, before, after).await, expected, "{rule}");
    }
}

async fn an_empty_conversation_has_no_history(stores: Stores) {
    let (ann, ben, _) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    for silent in [Conversation::between(ann, ben).unwrap(), room, Conversation::Room(RoomId::random())] {
        assert!(window(&stores, silent, None, None).await.is_empty());
        let missed = stores.messages.missed(silent, 0, 10).await.unwrap();
        assert_eq!((missed.entries.len(), missed.last_seq), (0, 0));
    }
}

async fn missed_entries_come_in_order_and_in_parts(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 7).await;
    let cases: [(u64, u64, &[u64]); 5] =
        [(0, 3, &[1, 2, 3]), (3, 3, &[4, 5, 6]), (6, 3, &[7]), (7, 3, &[]), (u64::MAX, 3, &[])];
    for (seq, limit, expected) in cases {
        let missed = stores.messages.missed(conversation, seq, limit).await.unwrap();
        let seqs: Vec<u64> = missed.entries.iter().map(Entry::seq).collect();
        assert_eq!((seqs.as_slice(), missed.last_seq), (expected, 7), "after {seq}");
        for entry in missed.entries {
            let seq = entry.seq();
            assert_eq!(text_of(&message(Appended { entry, is_new: false })), seq.to_string());
        }
    }
}

async fn former_friends_still_find_what_they_said(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.say(ann, conversation, "hello").await;
    stores.friends.end(ann, ben, crate::stores::at(1)).await.unwrap();
    assert_eq!(window(&stores, conversation, None, None).await, [1]);
    for user in [ann, ben] {
        assert_eq!(stores.messages.conversations(user, 10).await.unwrap().len(), 1);
    }
}

async fn conversations_do_not_mix(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let cleo = stores.person("Cleo").await;
    stores.befriend(ann, cleo, 1).await;
    let other = Conversation::between(cleo, ann).unwrap();
    let (tea, coffee) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    let places = [private, other, Conversation::Room(tea), Conversation::Room(coffee)];
    for (place, count) in places.into_iter().zip(1..) {
        stores.count_up(ann, place, count).await;
    }
    for (place, count) in places.into_iter().zip(1..) {
        let missed = stores.messages.missed(place, 0, 10).await.unwrap();
        assert_eq!((missed.entries.len(), missed.last_seq), (count, count as u64));
        assert!(missed.entries.iter().all(|entry| entry.conversation() == place));
    }
    assert!(
        stores
            .messages
            .missed(Conversation::between(ben, cleo).unwrap(), 0, 10)
            .await
            .unwrap()
            .entries
            .is_empty()
    );
}
