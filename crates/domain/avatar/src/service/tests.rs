use std::{sync::Arc, time::Duration};

use discuss_file::{
    Cleanup, FileError, FileLimits, FileName, FileService,
    testing::{InMemoryFileStore, InMemoryFiles},
};
use discuss_kernel::{
    Caller, Event, Kind, RoomId, UserId,
    testing::{ManualClock, RecordingEventBus, World},
};
use discuss_room::{RoomService, testing::InMemoryRooms};

use super::{AvatarPorts, AvatarService};
use crate::{
    AvatarError, Bearer, PictureError,
    testing::{InMemoryAvatars, PlainPictures},
};

const DAY: Duration = Duration::from_hours(24);

struct Setting {
    world: World,
    clock: Arc<ManualClock>,
    events: Arc<RecordingEventBus>,
    store: InMemoryFileStore,
    files: Arc<FileService>,
    avatars: AvatarService,
    ann: Caller,
    ben: Caller,
    /// Ann's; Ben is a member.
    room: RoomId,
}

fn setting() -> Setting {
    let world = World::default();
    let (ann, ben) = (world.person("Ann"), world.person("Ben"));
    let room = world.room("Tea", ann.id);
    world.join(room, ben.id);
    let (clock, events) = (Arc::<ManualClock>::default(), Arc::<RecordingEventBus>::default());
    let store = InMemoryFileStore::new(clock.clone());
    let limits = FileLimits { max_bytes: 1_000, quota_bytes: None, uploads: 2, uploads_per_user: 1 };
    let files = Arc::new(InMemoryFiles::new(world.clone()));
    let files = Arc::new(FileService::new(files, Arc::new(store.clone()), clock.clone(), limits));
    let rooms = Arc::new(InMemoryRooms::new(world.clone()));
    let rooms = RoomService::new(rooms, Arc::new(world.clone()), events.clone(), clock.clone());
    let avatars = AvatarService::new(AvatarPorts {
        avatars: Arc::new(InMemoryAvatars::new(world.clone())),
        pictures: Arc::new(PlainPictures),
        files: files.clone(),
        rooms: Arc::new(rooms),
        events: events.clone(),
    });
    Setting { world, clock, events, store, files, avatars, ann, ben, room }
}

impl Setting {
    async fn shows(&self, caller: &Caller, bearer: Bearer, bytes: &[u8]) -> Result<String, AvatarError> {
        let mut portrait = self.avatars.begin(caller, bearer).await?;
        portrait.write(bytes)?;
        self.avatars.finish(portrait).await
    }

    fn avatar_of(&self, user: UserId) -> Option<String> {
        self.world.lock().card(user).unwrap().avatar
    }

    fn avatar_of_room(&self) -> Option<String> {
        self.world.lock().room_card(self.room).unwrap().avatar
    }

    /// Where there are bytes, as URLs.
    fn kept(&self) -> Vec<String> {
        self.store.paths().iter().map(discuss_file::FilePath::url_path).collect()
    }
}

#[tokio::test]
async fn a_new_picture_takes_the_place_of_the_one_before() {
    let s = setting();
    let first = s.shows(&s.ann, Bearer::User(s.ann.id), b"first").await.unwrap();
    assert_eq!((s.avatar_of(s.ann.id), s.kept()), (Some(first.clone()), vec![first]));
    let second = s.shows(&s.ann, Bearer::User(s.ann.id), b"second").await.unwrap();
    assert_eq!((s.avatar_of(s.ann.id), s.kept()), (Some(second.clone()), vec![second]));

    s.avatars.remove(&s.ann, Bearer::User(s.ann.id)).await.unwrap();
    assert_eq!((s.avatar_of(s.ann.id), s.kept()), (None, vec![]));
    s.avatars.remove(&s.ann, Bearer::User(s.ann.id)).await.unwrap();
}

#[tokio::test]
async fn only_oneself_and_ones_own_rooms_get_a_picture() {
    let s = setting();
    let admin = Caller { is_admin: true, ..s.ben.clone() };
    let own = s.shows(&s.ann, Bearer::User(s.ann.id), b"Ann").await.unwrap();
    let rooms = s.shows(&s.ann, Bearer::Room(s.room), b"tea").await.unwrap();
    for caller in [&s.ben, &admin] {
        for bearer in [Bearer::User(s.ann.id), Bearer::Room(s.room)] {
            let refused = s.avatars.begin(caller, bearer).await.err().unwrap();
            assert!(matches!(refused, AvatarError::NotOneself | AvatarError::Room(_)), "{refused}");
            assert_eq!(discuss_kernel::Failure::kind(&refused), Kind::Forbidden);
            assert!(s.avatars.remove(caller, bearer).await.is_err());
        }
        for bearer in [Bearer::User(UserId::random()), Bearer::Room(RoomId::random())] {
            assert!(s.avatars.begin(caller, bearer).await.is_err());
            assert!(s.avatars.remove(caller, bearer).await.is_err());
        }
    }
    assert_eq!((s.avatar_of(s.ann.id), s.avatar_of_room()), (Some(own), Some(rooms)));
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_changes_and_leaves_nothing() {
    let s = setting();
    let shown = s.shows(&s.ann, Bearer::User(s.ann.id), b"Ann").await.unwrap();
    s.events.take();
    let refused = s.shows(&s.ann, Bearer::User(s.ann.id), b"no picture").await;
    assert!(matches!(refused, Err(AvatarError::Picture(PictureError::Unreadable(_)))));
    let refused = s.shows(&s.ann, Bearer::User(s.ann.id), &vec![0; AvatarService::MAX_BYTES + 1]).await;
    assert!(matches!(refused, Err(AvatarError::File(FileError::TooLarge { limit: 5_242_880 }))));
    assert_eq!((s.avatar_of(s.ann.id), s.kept()), (Some(shown.clone()), vec![shown]));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn friends_and_room_mates_hear_of_it() {
    let s = setting();
    s.world.befriend(s.ann.id, s.ben.id);
    let shown = s.shows(&s.ann, Bearer::User(s.ann.id), b"Ann").await.unwrap();
    s.avatars.remove(&s.ann, Bearer::User(s.ann.id)).await.unwrap();
    let told = |avatar| Event::AvatarChanged {
        user: s.ann.id,
        avatar,
        friends: vec![s.ben.id],
        rooms: vec![s.room],
    };
    assert_eq!(s.events.take(), [told(Some(shown)), told(None)]);

    let shown = s.shows(&s.ann, Bearer::Room(s.room), b"tea").await.unwrap();
    let told = s.events.take();
    let [Event::RoomUpdated(room)] = &told[..] else { panic!("its members hear: {told:?}") };
    assert_eq!(room.avatar, Some(shown));
}

#[tokio::test]
async fn cleaning_leaves_what_is_shown() {
    let s = setting();
    let shown = s.shows(&s.ann, Bearer::User(s.ann.id), b"Ann").await.unwrap();
    s.clock.advance(2 * DAY);
    for cleanup in [Cleanup::Unmentioned, Cleanup::All] {
        s.files.clean(cleanup).await.unwrap();
        assert_eq!(s.kept(), [shown.as_str()], "{cleanup:?}");
    }
}

#[tokio::test]
async fn a_picture_that_a_message_mentions_outlives_its_place() {
    let s = setting();
    let shown = s.shows(&s.ann, Bearer::User(s.ann.id), b"Ann").await.unwrap();
    let name = FileName::parse(shown.rsplit('/').next().unwrap()).unwrap();
    s.world.lock().files.get_mut(&name.key()).unwrap().mentioned = true;
    s.avatars.remove(&s.ann, Bearer::User(s.ann.id)).await.unwrap();
    assert_eq!((s.avatar_of(s.ann.id), s.kept()), (None, vec![shown]));
}

#[tokio::test]
async fn a_room_that_is_gone_shows_nothing() {
    let s = setting();
    let mut portrait = s.avatars.begin(&s.ann, Bearer::Room(s.room)).await.unwrap();
    portrait.write(b"tea").unwrap();
    s.world.lock().delete_room(s.room, World::DAWN);
    assert!(matches!(s.avatars.finish(portrait).await, Err(AvatarError::Room(_))));
    s.clock.advance(2 * DAY);
    s.files.clean(Cleanup::Unmentioned).await.unwrap();
    assert!(s.kept().is_empty(), "the bytes that nobody shows are found");
}
