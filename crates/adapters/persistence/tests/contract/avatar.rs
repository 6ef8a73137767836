//! What is promised of avatars.

use discuss_apply::Wish;
use discuss_avatar::{AvatarError, Bearer, Onlookers};
use discuss_file::{FileCard, FileError, FileName, FilePath, Removable};
use discuss_kernel::{Conversation, Page, RoomId, UserId};
use discuss_room::RoomError;

use crate::stores::{Stores, at, at_once, draft, new_file};

contract! {
    what_somebody_shows_is_on_their_cards,
    what_a_room_shows_is_on_its_cards,
    the_one_before_is_forgotten_unless_a_message_mentions_it,
    what_is_not_there_is_neither_shown_nor_shows,
    what_is_shown_stays_whatever_is_cleaned,
    a_closed_account_shows_nothing,
    a_deleted_room_shows_nothing,
    what_a_room_shows_outlives_the_account_that_sent_it,
    of_many_pictures_at_once_one_is_left,
    friends_and_rooms_look_on,
}

impl Stores {
    /// An uploaded file that is shown from now on.
    async fn shown(&self, bearer: Bearer, owner: UserId, seconds: u64) -> FileCard {
        let file = self.file(owner, seconds).await;
        self.avatars.replace(bearer, Some(&file.path())).await.unwrap();
        file
    }

    async fn avatar_of(&self, user: UserId) -> Option<String> {
        self.users.find(user).await.unwrap().unwrap().avatar
    }

    async fn avatar_of_room(&self, room: RoomId) -> Option<String> {
        self.rooms.find(room).await.unwrap().unwrap().avatar
    }

    async fn has(&self, file: &FileCard) -> bool {
        self.files.find(&file.path()).await.unwrap().is_some()
    }
}

fn url(file: &FileCard) -> Option<String> {
    Some(file.path().url_path())
}

async fn what_somebody_shows_is_on_their_cards(stores: Stores) {
    let (ann, ben, _) = stores.friends("Ann", "Ben").await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let file = stores.shown(Bearer::User(ann), ann, 1).await;

    let listed = stores.users.list(Page::new(None, None)).await.unwrap();
    let avatar = |user| listed.rows.iter().find(|card| card.id == user).unwrap().avatar.clone();
    assert_eq!((avatar(ann), avatar(ben)), (url(&file), None));
    assert_eq!(stores.users.search("ann", 10).await.unwrap()[0].avatar, url(&file));
    let friend = &stores.friends.list(ben).await.unwrap()[0];
    assert_eq!((&friend.friend.avatar, &friend.user.avatar), (&url(&file), &None));
    let room_card = stores.rooms.find(room).await.unwrap().unwrap();
    assert_eq!((room_card.avatar, room_card.owner.avatar), (None, url(&file)));
    let members = stores.members.of_room(room).await.unwrap();
    let shown = members.iter().find(|member| member.user.id == ann).unwrap();
    assert_eq!((&shown.user.avatar, &shown.room.avatar), (&url(&file), &None));
    let carl = stores.person("Carl").await;
    let application = stores.apply(carl, Wish::Befriend(ann), 2).await;
    assert_eq!((application.asked.unwrap().avatar, application.maker.avatar), (url(&file), None));
}

async fn what_a_room_shows_is_on_its_cards(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    let file = stores.shown(Bearer::Room(room), ann, 1).await;
    assert_eq!((stores.avatar_of_room(room).await, stores.avatar_of(ann).await), (url(&file), None));
    assert_eq!(stores.rooms.list(Page::new(None, None)).await.unwrap().rows[0].avatar, url(&file));
    assert_eq!(stores.members.of_room(room).await.unwrap()[0].room.avatar, url(&file));
    let application = stores.apply(ben, Wish::Join(room), 2).await;
    assert_eq!(application.room.unwrap().avatar, url(&file));
}

async fn the_one_before_is_forgotten_unless_a_message_mentions_it(stores: Stores) {
    let (ann, _, talk) = stores.friends("Ann", "Ben").await;
    let first = stores.shown(Bearer::User(ann), ann, 1).await;
    let second = stores.file(ann, 2).await;
    let forgotten = stores.avatars.replace(Bearer::User(ann), Some(&second.path())).await.unwrap();
    assert_eq!((forgotten, stores.has(&first).await), (Some(first.path()), false));
    assert_eq!(stores.avatar_of(ann).await, url(&second));

    stores.say(ann, talk, &format!("Look: {}", second.path().url_path())).await;
    assert_eq!(stores.avatars.replace(Bearer::User(ann), None).await.unwrap(), None);
    assert_eq!((stores.avatar_of(ann).await, stores.has(&second).await), (None, true));
    assert_eq!(stores.avatars.replace(Bearer::User(ann), None).await.unwrap(), None);
}

async fn what_is_not_there_is_neither_shown_nor_shows(stores: Stores) {
    let ann = stores.person("Ann").await;
    let (file, nowhere) = (stores.file(ann, 1).await, FilePath { owner: ann, name: FileName::random("png") });
    assert_refused!(
        stores.avatars.replace(Bearer::User(ann), Some(&nowhere)).await,
        AvatarError::File(FileError::NotFound)
    );
    let path = file.path();
    for avatar in [Some(&path), None] {
        assert_refused!(
            stores.avatars.replace(Bearer::User(UserId::random()), avatar).await,
            AvatarError::NoSuchUser
        );
        assert_refused!(
            stores.avatars.replace(Bearer::Room(RoomId::random()), avatar).await,
            AvatarError::Room(RoomError::NotFound)
        );
    }
    assert_eq!(stores.avatar_of(ann).await, None);
}

async fn what_is_shown_stays_whatever_is_cleaned(stores: Stores) {
    let ann = stores.person("Ann").await;
    let room = stores.room("Tea", ann).await;
    let shown =
        [stores.shown(Bearer::User(ann), ann, 1).await, stores.shown(Bearer::Room(room), ann, 2).await];
    let other = stores.file(ann, 3).await;
    assert_eq!(stores.files.remove(Removable::Unmentioned, at(9), 10).await.unwrap(), [other.path()]);
    stores.say(ann, Conversation::Room(room), &shown[0].path().to_string()).await;
    assert_eq!(stores.files.remove(Removable::All, at(9), 10).await.unwrap(), []);
    assert!(stores.has(&shown[0]).await && stores.has(&shown[1]).await);
}

async fn a_closed_account_shows_nothing(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ben).await;
    stores.join(room, ann, 1).await;
    stores.say(ann, Conversation::Room(room), "Hello").await;
    let file = stores.shown(Bearer::User(ann), ann, 1).await;
    stores.users.close(ann, at(2)).await.unwrap().unwrap();
    assert!(!stores.has(&file).await);
    assert_refused!(stores.avatars.replace(Bearer::User(ann), None).await, AvatarError::NoSuchUser);
}

async fn a_deleted_room_shows_nothing(stores: Stores) {
    let ann = stores.person("Ann").await;
    for closing in [false, true] {
        let room = stores.room(&format!("Tea {closing}"), ann).await;
        let file = stores.shown(Bearer::Room(room), ann, 1).await;
        if closing {
            stores.users.close(ann, at(2)).await.unwrap().unwrap();
        } else {
            assert!(stores.rooms.delete(room, at(2)).await.unwrap());
        }
        assert!(!stores.has(&file).await);
        assert_refused!(
            stores.avatars.replace(Bearer::Room(room), None).await,
            AvatarError::Room(RoomError::NotFound)
        );
    }
}

async fn what_a_room_shows_outlives_the_account_that_sent_it(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let file = stores.shown(Bearer::Room(room), ann, 1).await;
    stores.users.close(ann, at(2)).await.unwrap().unwrap();
    assert_eq!((stores.avatar_of_room(room).await, stores.has(&file).await), (url(&file), true));
    let next = new_file(ben, 100, 3);
    stores.files.insert(&next, None).await.unwrap();
    let forgotten = stores.avatars.replace(Bearer::Room(room), Some(&next.path())).await.unwrap();
    assert_eq!(forgotten, Some(file.path()));
}

async fn of_many_pictures_at_once_one_is_left(stores: Stores) {
    let ann = stores.person("Ann").await;
    let mut files = Vec::new();
    for _ in 0..6 {
        files.push(stores.file(ann, 1).await);
    }
    let forgotten = at_once(files.len(), |nth| {
        let (avatars, path) = (stores.avatars.clone(), files[nth].path());
        async move { avatars.replace(Bearer::User(ann), Some(&path)).await.unwrap() }
    })
    .await;
    let shown = stores.avatar_of(ann).await.unwrap();
    for file in &files {
        let is_shown = file.path().url_path() == shown;
        assert_eq!((stores.has(file).await, forgotten.contains(&Some(file.path()))), (is_shown, !is_shown));
    }
}

async fn friends_and_rooms_look_on(stores: Stores) {
    let (ann, ben, _) = stores.friends("Ann", "Ben").await;
    let [room, left] = [stores.room("Tea", ann).await, stores.room("Coffee", ben).await];
    stores.join(left, ann, 1).await;
    stores.leave(left, ann).await;
    stores.messages.append(&[draft(ann, Conversation::Room(room), "Hello")], at(0)).await.unwrap();
    let onlookers = stores.avatars.onlookers(ann).await.unwrap();
    assert_eq!(onlookers, Onlookers { friends: vec![ben], rooms: vec![room] });
    assert_eq!(stores.avatars.onlookers(UserId::random()).await.unwrap(), Onlookers::default());
}
