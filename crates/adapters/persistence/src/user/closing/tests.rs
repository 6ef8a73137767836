//! Closing an account while others, on other nodes, try to tie something to it.

use discuss_apply::{ApplyRepository, NewApplication, Wish};
use discuss_friend::FriendRepository;
use discuss_kernel::{ApplyId, MemberId, Page, RoomId, Timestamp, UserId};
use discuss_member::{MemberRepository, NewMember};
use discuss_room::{Description, NewRoom, RoomError, RoomName, RoomRepository};
use discuss_user::{Email, NewUser, PasswordHash, UserRepository, Username};

use crate::{
    Applications, Database, DatabaseOptions, Friends, Members, Rooms, Users, connect, testing::on_servers,
};

const NOON: Timestamp = Timestamp::from_millis(1_750_000_000_000);
const ROUNDS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_tied_to_an_account_that_closes_meanwhile() {
    on_servers(async |url| {
        let (here, there) = (node(&url).await, node(&url).await);
        here.migrate().await.unwrap();
        for round in 0..ROUNDS {
            let [ann, ben] = [person(&here, "ann", round).await, person(&here, "ben", round).await];
            let (own, other) = (room(&here, ann, round).await, room(&here, ben, ROUNDS + round).await);
            join(&here, own, ben).await;
            join(&here, other, ann).await;
            let application = NewApplication {
                id: ApplyId::random(),
                maker: ben,
                wish: Wish::Befriend(ann),
                note: None,
                at: NOON,
            };
            Applications::new(here.clone()).insert(&application).await.unwrap();

            let (users, applications, rooms) =
                (Users::new(here.clone()), Applications::new(there.clone()), Rooms::new(there.clone()));
            let closing = tokio::spawn(async move { users.close(ann, NOON).await });
            let deciding = tokio::spawn(async move { applications.decide(application.id, true, NOON).await });
            let giving = tokio::spawn(async move { rooms.hand_over(other, ann, NOON).await });
            closing.await.unwrap().unwrap().unwrap();
            _ = deciding.await.unwrap();
            let given = giving.await.unwrap();
            assert!(matches!(given, Ok(()) | Err(RoomError::HeirNotAMember)), "{given:?}");

            assert_eq!(Friends::new(here.clone()).ids(ben).await.unwrap(), []);
            assert_eq!(Members::new(here.clone()).rooms_of(ann).await.unwrap(), []);
            let rooms = Rooms::new(here.clone());
            let owned = rooms.list_owned(ann, Page::new(None, None)).await.unwrap();
            assert_eq!(owned.total, 0, "a closed account owns no room");
            for room in [own, other] {
                assert_eq!(rooms.find(room).await.unwrap().unwrap().creator, ben);
            }
        }
        here.close().await.unwrap();
        there.close().await.unwrap();
    })
    .await;
}

async fn node(url: &str) -> Database {
    connect(&DatabaseOptions::new(url)).await.unwrap()
}

async fn person(db: &Database, name: &str, nth: usize) -> UserId {
    let user = NewUser {
        id: UserId::random(),
        username: Username::parse(&format!("{name}{nth}")).unwrap(),
        email: Email::parse(&format!("{name}{nth}@example.org")).unwrap(),
        password: PasswordHash::new("hash".into()),
        at: NOON,
    };
    Users::new(db.clone()).insert(&user).await.unwrap();
    user.id
}

async fn room(db: &Database, owner: UserId, nth: usize) -> RoomId {
    let name = RoomName::parse(&format!("room{nth}")).unwrap();
    let room = NewRoom { id: RoomId::random(), name, description: Description::default(), owner, at: NOON };
    Rooms::new(db.clone()).insert(&room).await.unwrap();
    room.id
}

async fn join(db: &Database, room: RoomId, user: UserId) {
    let member = NewMember { id: MemberId::random(), room, user, at: NOON };
    Members::new(db.clone()).insert(&member).await.unwrap();
}
