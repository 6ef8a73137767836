//! What the end of an account takes with it, and what it leaves.

use std::slice;

use discuss_apply::{ApplyError, Wish};
use discuss_file::FileError;
use discuss_kernel::{Conversation, Page, UserId};
use discuss_message::Window;
use discuss_room::RoomError;
use discuss_user::{UserError, Username};

use crate::stores::{Stores, at, draft, new_user, text_of};

contract! {
    a_closed_account_is_nowhere_to_be_found,
    it_keeps_its_name_and_its_address,
    it_is_closed_only_once,
    its_friendships_end,
    its_memberships_end,
    its_room_without_others_is_deleted,
    its_room_goes_to_the_member_of_the_longest_standing,
    its_open_applications_end,
    its_decided_applications_stay_whole,
    its_messages_stay_with_its_name,
    its_files_stay_where_a_message_mentions_them,
}

async fn close(stores: &Stores, user: UserId) -> discuss_user::Closure {
    stores.users.close(user, at(100)).await.unwrap().unwrap()
}

async fn a_closed_account_is_nowhere_to_be_found(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    assert_eq!(close(&stores, ann).await, discuss_user::Closure::default());

    assert_eq!(stores.users.find(ann).await.unwrap(), None);
    assert_eq!(stores.users.find_account(&Username::parse("Ann").unwrap()).await.unwrap(), None);
    assert!(stores.credentials.find_credentials("Ann").await.unwrap().is_none());
    assert!(stores.users.search("ann", 10).await.unwrap().is_empty());
    let listed = stores.users.list(Page::new(None, None)).await.unwrap();
    assert_eq!(listed.rows.iter().map(|card| card.id).collect::<Vec<_>>(), [ben]);
    assert_eq!(listed.total, 1);
    assert_eq!(stores.users.list_accounts(Page::new(None, None)).await.unwrap().total, 1);
}

async fn it_keeps_its_name_and_its_address(stores: Stores) {
    let ann = stores.person("Ann").await;
    close(&stores, ann).await;
    assert_refused!(stores.users.insert(&new_user("ANN", 200)).await, UserError::UsernameTaken);
    let mut same_address = new_user("Anna", 200);
    same_address.email = new_user("ann", 200).email;
    assert_refused!(stores.users.insert(&same_address).await, UserError::EmailTaken);
}

async fn it_is_closed_only_once(stores: Stores) {
    let ann = stores.person("Ann").await;
    close(&stores, ann).await;
    assert_eq!(stores.users.close(ann, at(200)).await.unwrap(), None);
    assert_eq!(stores.users.close(UserId::random(), at(200)).await.unwrap(), None);
}

async fn its_friendships_end(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    for (one, other) in [(ann, ben), (cleo, ann), (ann, dan), (ben, cleo)] {
        stores.befriend(one, other, 1).await;
    }
    stores.friends.end(ann, dan, at(2)).await.unwrap();

    let mut friends = close(&stores, ann).await.friends;

    friends.sort();
    let mut expected = vec![ben, cleo];
    expected.sort();
    assert_eq!(friends, expected, "a former friend is none");
    assert!(!stores.friends.are_friends(ann, ben).await.unwrap());
    assert!(!stores.friends.are_friends(cleo, ann).await.unwrap());
    assert_eq!(stores.friends.ids(ben).await.unwrap(), [cleo]);
    assert!(stores.friends.list(ann).await.unwrap().is_empty());
}

async fn its_memberships_end(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let (tea, left) = (stores.room("Tea", ben).await, stores.room("Left", ben).await);
    for room in [tea, left] {
        stores.join(room, ann, 1).await;
    }
    stores.leave(left, ann).await;

    let closure = close(&stores, ann).await;

    assert_eq!(closure.left, [(tea, "Tea".to_owned())]);
    assert!(closure.deleted.is_empty() && closure.handed_over.is_empty());
    assert!(!stores.members.is_member(tea, ann).await.unwrap());
    assert!(stores.members.of_user(ann).await.unwrap().is_empty());
    let others = stores.members.of_room(tea).await.unwrap();
    assert_eq!(others.iter().map(|member| member.user.id).collect::<Vec<_>>(), [ben]);
}

async fn its_room_without_others_is_deleted(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Alone", ann).await;
    stores.join(room, ben, 1).await;
    stores.leave(room, ben).await;
    let application = stores.apply(cleo, Wish::Join(room), 2).await;

    let closure = close(&stores, ann).await;

    assert_eq!(closure.deleted, [(room, "Alone".to_owned())]);
    assert!(closure.left.is_empty(), "a deleted room is not among those that were left");
    assert_eq!(stores.rooms.find(room).await.unwrap(), None);
    assert!(!stores.members.is_member(room, ann).await.unwrap());
    assert_refused!(stores.applications.decide(application.id, true, at(200)).await, ApplyError::NotFound);
}

async fn its_room_goes_to_the_member_of_the_longest_standing(stores: Stores) {
    let [ann, ben, cleo, dan] = stores.people(["Ann", "Ben", "Cleo", "Dan"]).await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    stores.join(room, cleo, 2).await;
    stores.join(room, dan, 3).await;
    // Who comes back stands at the end of the line.
    stores.leave(room, ben).await;
    stores.join(room, ben, 4).await;

    let closure = close(&stores, ann).await;

    assert_eq!(closure.left, [(room, "Tea".to_owned())]);
    let [handed_over] = closure.handed_over.try_into().unwrap();
    assert_eq!((handed_over.id, handed_over.creator, handed_over.owner.id), (room, cleo, cleo));
    assert_eq!(stores.rooms.find(room).await.unwrap().unwrap(), handed_over);
    assert_eq!(handed_over.owner.username, "Cleo");
    assert_refused!(stores.rooms.hand_over(room, ann, at(200)).await, RoomError::HeirNotAMember);
}

async fn its_open_applications_end(stores: Stores) {
    let [ann, ben, cleo] = stores.people(["Ann", "Ben", "Cleo"]).await;
    let room = stores.room("Tea", ben).await;
    let ended = [
        stores.apply(ann, Wish::Befriend(ben), 1).await,
        stores.apply(ann, Wish::Join(room), 2).await,
        stores.apply(cleo, Wish::Befriend(ann), 3).await,
    ];
    let stays = stores.apply(cleo, Wish::Join(room), 4).await;

    close(&stores, ann).await;

    for application in ended {
        assert_eq!(stores.applications.find(application.id).await.unwrap(), None);
        assert_refused!(
            stores.applications.decide(application.id, true, at(200)).await,
            ApplyError::NotFound
        );
        assert_refused!(stores.applications.withdraw(application.id, at(200)).await, ApplyError::NotFound);
    }
    assert!(stores.applications.asking(ben).await.unwrap().is_empty());
    assert_eq!(stores.applications.open_for_room(room).await.unwrap(), slice::from_ref(&stays));
    assert_eq!(stores.applications.made_by(cleo).await.unwrap(), [stays]);
    assert!(!stores.friends.are_friends(ann, ben).await.unwrap());
    let again = crate::stores::new_application(cleo, Wish::Befriend(ann), 300);
    assert_refused!(stores.applications.insert(&again).await, ApplyError::NoSuchUser);
}

async fn its_decided_applications_stay_whole(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let application = stores.apply(ben, Wish::Befriend(ann), 1).await;
    stores.applications.decide(application.id, true, at(2)).await.unwrap();

    close(&stores, ann).await;

    let [made] = stores.applications.made_by(ben).await.unwrap().try_into().unwrap();
    assert_eq!(made.asked.unwrap().username, "Ann");
}

async fn its_messages_stay_with_its_name(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.say(ann, conversation, "I was here").await;

    close(&stores, ann).await;

    let [message] = stores
        .messages
        .history(conversation, Window::new(None, None, None))
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!((message.author_name.as_str(), text_of(&message.message)), ("Ann", "I was here"));
    let [summary] = stores.messages.conversations(ben, 10).await.unwrap().try_into().unwrap();
    assert_eq!((summary.conversation, summary.unread), (conversation, 1));
    let refused =
        stores.messages.append(&[draft(ben, conversation, "Hello?")], at(200)).await.unwrap().pop().unwrap();
    assert!(refused.is_err(), "nobody is there to write to");
    assert!(matches!(conversation, Conversation::Pair(_)));
}

async fn its_files_stay_where_a_message_mentions_them(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let (sent, unsent, bens) =
        (stores.file(ann, 1).await, stores.file(ann, 2).await, stores.file(ben, 3).await);
    stores.say(ann, conversation, &format!("/{}", sent.path())).await;

    close(&stores, ann).await;

    assert_eq!(stores.files.find(&sent.path()).await.unwrap(), Some(sent));
    assert_eq!(stores.files.find(&unsent.path()).await.unwrap(), None);
    assert_eq!(stores.files.find(&bens.path()).await.unwrap(), Some(bens));
    assert_eq!(
        stores.files.recorded(ann, &[unsent.name]).await.unwrap(),
        Some([].into()),
        "the account is known"
    );
    let late = crate::stores::new_file(ann, 1, 200);
    assert_refused!(stores.files.insert(&late, None).await, FileError::NoSuchUser);
}
