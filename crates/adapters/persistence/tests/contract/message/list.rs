//! The list of conversations.

use discuss_kernel::{Conversation, UserId};
use discuss_message::{ConversationSummary, Peer};

use crate::stores::{Stores, at};

contract! {
    a_conversation_is_shown_with_its_peer_and_last_message,
    a_silent_room_is_listed,
    a_silent_friendship_is_not_listed,
    the_newest_message_comes_first,
    the_list_is_capped,
    unread_counts_what_others_said_since,
    a_new_member_finds_everything_unread,
    only_rooms_one_belongs_to_are_listed,
}

async fn list(stores: &Stores, user: UserId) -> Vec<ConversationSummary> {
    stores.messages.conversations(user, 100).await.unwrap()
}

async fn unread(stores: &Stores, user: UserId, conversation: Conversation) -> u64 {
    list(stores, user).await.into_iter().find(|summary| summary.conversation == conversation).unwrap().unread
}

async fn a_conversation_is_shown_with_its_peer_and_last_message(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room = stores.room("Tea", ben).await;
    stores.join(room, ann, 1).await;
    stores.count_up(ann, private, 2).await;
    let last_words =
        [stores.say(ben, private, "bye").await, stores.say(ann, Conversation::Room(room), "hi").await];

    let [newest, older] = list(&stores, ann).await.try_into().unwrap();

    assert_eq!(newest.peer, Peer::Room(stores.rooms.find(room).await.unwrap().unwrap()));
    assert_eq!(older.peer, Peer::User(stores.users.find(ben).await.unwrap().unwrap()));
    assert_eq!(
        (newest.conversation, newest.last_seq, newest.read_seq, newest.unread),
        (Conversation::Room(room), 1, 1, 0)
    );
    assert_eq!((older.conversation, older.last_seq, older.read_seq, older.unread), (private, 3, 2, 1));
    let (in_room, in_private) = (newest.last_message.unwrap(), older.last_message.unwrap());
    assert_eq!([in_private.message, in_room.message], last_words);
    assert_eq!((in_private.author_name.as_str(), in_room.author_name.as_str()), ("Ben", "Ann"));
    let [_, of_ben] = list(&stores, ben).await.try_into().unwrap();
    assert_eq!(of_ben.peer, Peer::User(stores.users.find(ann).await.unwrap().unwrap()));
}

async fn a_silent_room_is_listed(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = stores.room("Tea", ann).await;
    let [summary] = list(&stores, ann).await.try_into().unwrap();
    assert_eq!(summary.conversation, Conversation::Room(room));
    assert_eq!((summary.last_message, summary.last_seq, summary.read_seq, summary.unread), (None, 0, 0, 0));
}

async fn a_silent_friendship_is_not_listed(stores: Stores) {
    let (ann, ben, _) = stores.friends("Ann", "Ben").await;
    for user in [ann, ben] {
        assert!(list(&stores, user).await.is_empty());
    }
}

async fn the_newest_message_comes_first(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let (tea, coffee) = (stores.room("Tea", ann).await, stores.room("Coffee", ann).await);
    let silent = Conversation::Room(stores.room("Silent", ann).await);
    let (tea, coffee) = (Conversation::Room(tea), Conversation::Room(coffee));
    for (place, author, seconds) in [(coffee, ann, 1), (private, ben, 2), (tea, ann, 3), (coffee, ann, 4)] {
        let draft = crate::stores::draft(author, place, "hello");
        stores.messages.append(&[draft], at(seconds)).await.unwrap();
    }
    let order: Vec<Conversation> =
        list(&stores, ann).await.into_iter().map(|summary| summary.conversation).collect();
    assert_eq!(order, [coffee, tea, private, silent]);
}

async fn the_list_is_capped(stores: Stores) {
    let ann = stores.person("Ann").await;
    let mut rooms = Vec::new();
    for name in ["one", "two", "three"] {
        let room = Conversation::Room(stores.room(name, ann).await);
        stores
            .messages
            .append(&[crate::stores::draft(ann, room, "hello")], at(rooms.len() as u64))
            .await
            .unwrap();
        rooms.push(room);
    }
    let capped = stores.messages.conversations(ann, 2).await.unwrap();
    assert_eq!(capped.iter().map(|summary| summary.conversation).collect::<Vec<_>>(), [rooms[2], rooms[1]]);
}

async fn unread_counts_what_others_said_since(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.count_up(ann, conversation, 5).await;
    assert_eq!((unread(&stores, ann, conversation).await, unread(&stores, ben, conversation).await), (0, 5));
    stores.messages.mark_read(ben, conversation, 3, at(1)).await.unwrap();
    assert_eq!(unread(&stores, ben, conversation).await, 2);
    stores.say(ben, conversation, "I have seen it all").await;
    assert_eq!((unread(&stores, ann, conversation).await, unread(&stores, ben, conversation).await), (1, 0));
    stores.count_up(ann, conversation, 2).await;
    assert_eq!((unread(&stores, ann, conversation).await, unread(&stores, ben, conversation).await), (0, 2));
    stores.messages.mark_read(ben, conversation, u64::MAX, at(2)).await.unwrap();
    assert_eq!(unread(&stores, ben, conversation).await, 0);
}

async fn a_new_member_finds_everything_unread(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let conversation = Conversation::Room(room);
    stores.count_up(ann, conversation, 3).await;
    stores.join(room, ben, 1).await;
    assert_eq!(unread(&stores, ben, conversation).await, 3);
    stores.messages.mark_read(ben, conversation, 2, at(2)).await.unwrap();
    stores.leave(room, ben).await;
    stores.count_up(ann, conversation, 1).await;
    stores.join(room, ben, 3).await;
    assert_eq!(unread(&stores, ben, conversation).await, 2, "who comes back goes on where they were");
}

async fn only_rooms_one_belongs_to_are_listed(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let (left, deleted) = (stores.room("Left", ann).await, stores.room("Deleted", ann).await);
    for room in [left, deleted] {
        stores.join(room, ben, 1).await;
        stores.count_up(ben, Conversation::Room(room), 1).await;
    }
    stores.leave(left, ben).await;
    stores.rooms.delete(deleted, at(2)).await.unwrap();
    assert!(list(&stores, ben).await.is_empty());
    assert!(list(&stores, cleo).await.is_empty());
    let [summary] = list(&stores, ann).await.try_into().unwrap();
    assert_eq!(summary.conversation, Conversation::Room(left));
}
