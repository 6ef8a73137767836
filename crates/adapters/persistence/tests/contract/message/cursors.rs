//! How far everybody has come.

use discuss_kernel::{Conversation, RoomId, UserId};
use discuss_message::{ClientKind, Position, Progress};

use crate::stores::{Stores, at, at_once, draft, named_draft};

contract! {
    the_read_cursor_only_moves_forward,
    the_read_cursor_stops_at_the_newest_entry,
    there_is_nothing_to_read_where_nothing_was_said,
    saying_something_reads_what_came_before,
    a_repeat_does_not_move_the_cursor_back,
    many_devices_read_at_once,
    the_delivered_cursor_is_a_cursor_of_its_own,
    the_others_progress_is_known,
    positions_are_ones_own,
    positions_are_capped,
    nobody_missed_what_was_said_before_they_came,
}

async fn the_others_progress_is_known(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let [cleo, dora] = stores.people(["Cleo", "Dora"]).await;
    let room_id = stores.room("Tea", ann).await;
    for member in [ben, cleo, dora] {
        stores.join(room_id, member, 1).await;
    }
    let room = Conversation::Room(room_id);
    for conversation in [private, room] {
        assert_eq!(stores.messages.progress(conversation, ann, 10).await.unwrap(), []);
        stores.count_up(ann, conversation, 4).await;
        stores.messages.mark_read(ben, conversation, 2, at(1)).await.unwrap();
    }
    for (kind, seq) in [(ClientKind::WEBSOCKET, 3), (ClientKind::SOCKET_IO, 1)] {
        stores.messages.mark_delivered(ben, private, kind, seq).await.unwrap();
    }
    stores.messages.mark_delivered(cleo, room, ClientKind::SOCKET_IO, 4).await.unwrap();
    let progress = |user, read_seq, delivered_seq| Progress { user, read_seq, delivered_seq };

    assert_eq!(stores.messages.progress(private, ann, 10).await.unwrap(), [progress(ben, 2, 3)]);
    assert_eq!(stores.messages.progress(private, ben, 10).await.unwrap(), [progress(ann, 4, 4)]);
    let mut expected = [progress(ben, 2, 2), progress(cleo, 0, 4)];
    expected.sort_unstable_by_key(|progress| progress.user);
    assert_eq!(stores.messages.progress(room, ann, 10).await.unwrap(), expected);
    stores.leave(room_id, cleo).await;
    assert_eq!(stores.messages.progress(room, ann, 10).await.unwrap(), [progress(ben, 2, 2)]);
    assert_eq!(stores.messages.progress(room, ann, 0).await.unwrap(), []);
}

async fn read_seq(stores: &Stores, user: UserId, conversation: Conversation) -> u64 {
    let list = stores.messages.conversations(user, 100).await.unwrap();
    list.into_iter().find(|summary| summary.conversation == conversation).unwrap().read_seq
}

/// Where `user`'s sockets stand wherever something was said.
async fn positions(stores: &Stores, user: UserId) -> Vec<(Conversation, u64)> {
    let positions = stores.messages.positions(user, ClientKind::WEBSOCKET, 100).await.unwrap();
    let mut talks = Vec::new();
    for Position { conversation, seq, .. } in positions {
        if stores.messages.missed(conversation, 0, 1).await.unwrap().last_seq > 0 {
            talks.push((conversation, seq));
        }
    }
    talks.sort_unstable();
    talks
}

async fn the_read_cursor_only_moves_forward(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 5).await;
    let cases = [(0, None), (2, Some(2)), (2, None), (1, None), (4, Some(4)), (3, None), (5, Some(5))];
    for (seq, moved) in cases {
        assert_eq!(
            stores.messages.mark_read(ben, conversation, seq, at(1)).await.unwrap(),
            moved,
            "to {seq}"
        );
    }
    assert_eq!(read_seq(&stores, ben, conversation).await, 5);
}

async fn the_read_cursor_stops_at_the_newest_entry(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 3).await;
    assert_eq!(stores.messages.mark_read(ben, conversation, u64::MAX, at(1)).await.unwrap(), Some(3));
    assert_eq!(stores.messages.mark_read(ben, conversation, u64::MAX, at(1)).await.unwrap(), None);
    stores.count_up(ann, conversation, 1).await;
    assert_eq!(stores.messages.mark_read(ben, conversation, 9, at(1)).await.unwrap(), Some(4));
}

async fn there_is_nothing_to_read_where_nothing_was_said(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    for silent in [conversation, room, Conversation::Room(RoomId::random())] {
        assert_eq!(stores.messages.mark_read(ann, silent, 1, at(1)).await.unwrap(), None);
        let delivered = stores.messages.mark_delivered(ann, silent, ClientKind::WEBSOCKET, 1).await.unwrap();
        assert_eq!(delivered, None);
    }
    assert!(stores.messages.conversations(ben, 10).await.unwrap().is_empty());
}

async fn saying_something_reads_what_came_before(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 3).await;
    assert_eq!(read_seq(&stores, ann, conversation).await, 3);
    assert_eq!(read_seq(&stores, ben, conversation).await, 0);
    stores.say(ben, conversation, "hello").await;
    assert_eq!(read_seq(&stores, ben, conversation).await, 4);
    assert_eq!(read_seq(&stores, ann, conversation).await, 3);
}

async fn a_repeat_does_not_move_the_cursor_back(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let named = named_draft(ann, conversation, "first", "x");
    stores.messages.append(std::slice::from_ref(&named), at(1)).await.unwrap();
    stores.count_up(ben, conversation, 4).await;
    stores.messages.mark_read(ann, conversation, 3, at(2)).await.unwrap();
    stores.messages.append(&[named], at(3)).await.unwrap();
    assert_eq!(read_seq(&stores, ann, conversation).await, 3);
}

async fn many_devices_read_at_once(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 8).await;
    let moves = at_once(8, |nth| {
        let messages = stores.messages.clone();
        async move { messages.mark_read(ben, conversation, nth as u64 + 1, at(1)).await.unwrap() }
    })
    .await;
    assert!(moves.contains(&Some(8)), "the furthest always moves it");
    assert_eq!(read_seq(&stores, ben, conversation).await, 8);
}

async fn the_delivered_cursor_is_a_cursor_of_its_own(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 5).await;
    let deliver = async |seq| {
        stores.messages.mark_delivered(ben, conversation, ClientKind::WEBSOCKET, seq).await.unwrap()
    };
    assert_eq!(positions(&stores, ben).await, [(conversation, 0)]);
    for (seq, moved) in [(2, Some(2)), (1, None), (2, None), (u64::MAX, Some(5)), (5, None)] {
        assert_eq!(deliver(seq).await, moved, "to {seq}");
    }
    assert_eq!(positions(&stores, ben).await, [(conversation, 5)]);
    assert_eq!(read_seq(&stores, ben, conversation).await, 0);
    assert_eq!(positions(&stores, ann).await, [(conversation, 0)]);
}

async fn positions_are_ones_own(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let cleo = stores.person("Cleo").await;
    let (tea, left) = (stores.room("Tea", ann).await, stores.room("Left", ann).await);
    for room in [tea, left] {
        stores.join(room, ben, 1).await;
        stores.count_up(ann, Conversation::Room(room), 2).await;
    }
    stores.count_up(ann, private, 3).await;
    stores.messages.mark_delivered(ben, Conversation::Room(tea), ClientKind::WEBSOCKET, 2).await.unwrap();
    stores.leave(left, ben).await;

    let mut expected = [(private, 0), (Conversation::Room(tea), 2)];
    expected.sort_unstable();
    assert_eq!(positions(&stores, ben).await, expected);
    assert!(positions(&stores, cleo).await.is_empty());
}

async fn positions_are_capped(stores: Stores) {
    let ann = stores.person("Ann").await;
    for name in ["one", "two", "three"] {
        let room = stores.room(name, ann).await;
        stores.count_up(ann, Conversation::Room(room), 1).await;
    }
    assert_eq!(stores.messages.positions(ann, ClientKind::WEBSOCKET, 2).await.unwrap().len(), 2);
}

async fn nobody_missed_what_was_said_before_they_came(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let conversation = Conversation::Room(room);
    let say = async |seconds| {
        let outcomes = stores.messages.append(&[draft(ann, conversation, "x")], at(seconds)).await.unwrap();
        assert!(outcomes[0].is_ok());
    };
    let stands = async |seq, last_seq| {
        let positions = stores.messages.positions(ben, ClientKind::SOCKET_IO, 100).await.unwrap();
        assert_eq!(positions, [Position { conversation, seq, last_seq }]);
    };
    say(1).await;
    say(2).await;
    stores.join(room, ben, 10).await;
    say(20).await;
    stands(2, 3).await;
    stores.messages.mark_delivered(ben, conversation, ClientKind::SOCKET_IO, 3).await.unwrap();
    stores.leave(room, ben).await;
    say(2_000).await;
    stores.join(room, ben, 2_010).await;
    stands(4, 4).await;
    say(2_020).await;
    stands(4, 5).await;
}
