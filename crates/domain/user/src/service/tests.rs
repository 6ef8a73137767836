use std::sync::Arc;

use discuss_kernel::{
    Caller, Ended, Event, Page, SessionId, UserId,
    testing::{ManualClock, RecordingEventBus, World},
};

use super::{UserPolicy, UserService};
use crate::{
    Email, Password, ProfileUpdate, Registration, UserError, Username,
    testing::{InMemoryUsers, PlainHasher},
};

struct Setting {
    world: World,
    events: Arc<RecordingEventBus>,
    users: UserService,
    ann: Caller,
    ben: Caller,
}

fn setting() -> Setting {
    setting_with(UserPolicy { registration_open: true })
}

fn setting_with(policy: UserPolicy) -> Setting {
    let (world, events) = (World::default(), Arc::<RecordingEventBus>::default());
    let [ann, ben] = ["Ann", "Ben"].map(|name| world.person(name));
    let users = UserService::new(
        Arc::new(InMemoryUsers::new(world.clone())),
        Arc::new(PlainHasher::default()),
        Arc::new(world.clone()),
        events.clone(),
        Arc::new(ManualClock::default()),
        policy,
    );
    Setting { world, events, users, ann, ben }
}

impl Setting {
    fn password_of(&self, id: UserId) -> String {
        self.world.lock().accounts[&id].password.clone()
    }
}

fn registration(name: &str) -> Registration {
    Registration {
        username: username(name),
        email: Email::parse(&format!("{name}@example.org")).unwrap(),
        password: password("correct horse"),
    }
}

fn username(name: &str) -> Username {
    Username::parse(name).unwrap()
}

fn password(text: &str) -> Password {
    Password::parse(text.to_owned()).unwrap()
}

fn new_password(text: &str) -> ProfileUpdate {
    ProfileUpdate { password: Some(password(text)), ..ProfileUpdate::default() }
}

#[tokio::test]
async fn a_stranger_registers_and_only_a_hash_is_kept() {
    let s = setting();
    let id = s.users.register(registration("cleo")).await.unwrap();
    assert_eq!(s.users.find(&s.ann, id).await.unwrap().username, "cleo");
    assert_eq!(s.password_of(id), "plain:correct horse", "what the hasher made");
}

#[tokio::test]
async fn names_and_addresses_are_given_once_whatever_their_letter_case() {
    let s = setting();
    assert!(matches!(s.users.register(registration("ANN")).await, Err(UserError::UsernameTaken)));
    let same_address = Registration { username: username("Anna"), ..registration("BEN") };
    assert!(matches!(s.users.register(same_address).await, Err(UserError::EmailTaken)));
}

#[tokio::test]
async fn closed_registration_stops_strangers_but_not_the_operator() {
    let s = setting_with(UserPolicy { registration_open: false });
    let refused = s.users.register(registration("cleo")).await;
    assert!(matches!(refused, Err(UserError::RegistrationClosed)));
    s.users.create(registration("cleo")).await.unwrap();
}

#[tokio::test]
async fn only_acquaintances_see_a_whole_address() {
    let s = setting();
    let friend = s.world.person("Friend");
    s.world.befriend(s.ann.id, friend.id);
    let addresses = async |caller: &Caller| {
        let page = s.users.list(caller, Page::new(None, None)).await.unwrap().rows;
        let found = s.users.search(caller, "ann").await.unwrap().remove(0);
        let listed = page.into_iter().find(|card| card.id == s.ann.id).unwrap();
        [s.users.find(caller, s.ann.id).await.unwrap().email, listed.email, found.email]
    };
    for caller in [&s.ann, &friend] {
        assert_eq!(addresses(caller).await, ["ann@example.org"; 3]);
    }
    assert_eq!(addresses(&s.ben).await, ["a•••@example.org"; 3]);
}

#[tokio::test]
async fn searching_for_nothing_finds_nobody() {
    let s = setting();
    for blank in ["", "  ", "\t", "\0", "a\0"] {
        assert!(s.users.search(&s.ann, blank).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nobody_changes_or_closes_another_account() {
    let s = setting();
    let admin = Caller { is_admin: true, ..s.ben.clone() };
    for stranger in [&s.ben, &admin] {
        let changed = s.users.update(stranger, s.ann.id, new_password("another one")).await;
        assert!(matches!(changed, Err(UserError::NotOneself)));
        assert!(matches!(s.users.close(stranger, s.ann.id).await, Err(UserError::NotOneself)));
    }
    assert_eq!(s.password_of(s.ann.id), "");
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_new_name_ends_no_login() {
    let s = setting();
    let update = ProfileUpdate { username: Some(username("ANN")), ..ProfileUpdate::default() };
    s.users.update(&s.ann, s.ann.id, update).await.unwrap();
    assert_eq!(s.users.find(&s.ann, s.ann.id).await.unwrap().username, "ANN");
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_new_password_ends_the_other_logins() {
    let s = setting();
    let (here, elsewhere) = (SessionId::random(), SessionId::random());
    s.world.lock().logins.extend([(here, s.ann.id), (elsewhere, s.ann.id)]);
    let ann = Caller { session: Some(here), ..s.ann.clone() };

    s.users.update(&ann, ann.id, new_password("another one")).await.unwrap();

    assert_eq!(s.password_of(ann.id), "plain:another one");
    assert_eq!(s.world.lock().logins.keys().collect::<Vec<_>>(), [&here]);
    assert_eq!(s.events.take(), [Event::SessionsEnded { user: ann.id, ended: Ended::AllBut(here) }]);
}

#[tokio::test]
async fn a_new_password_set_without_a_login_ends_them_all() {
    let s = setting();
    s.world.lock().logins.insert(SessionId::random(), s.ann.id);
    s.users.update(&s.ann, s.ann.id, new_password("another one")).await.unwrap();
    assert!(s.world.lock().logins.is_empty());
    assert_eq!(s.events.take(), [Event::SessionsEnded { user: s.ann.id, ended: Ended::All }]);
}

#[tokio::test]
async fn a_refused_change_ends_nothing() {
    let s = setting();
    let update = ProfileUpdate { username: Some(username("ben")), ..new_password("another one") };
    let refused = s.users.update(&s.ann, s.ann.id, update).await;
    assert!(matches!(refused, Err(UserError::UsernameTaken)));
    assert_eq!(s.password_of(s.ann.id), "");
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn everybody_concerned_hears_that_an_account_was_closed() {
    let s = setting();
    let [user, friend] = [s.ann.id, s.ben.id];
    s.world.befriend(user, friend);
    let (own, alone) = (s.world.room("Own", user), s.world.room("Alone", user));
    s.world.join(own, friend);

    s.users.close(&s.ann, user).await.unwrap();

    let events = s.events.take();
    assert_eq!(events.len(), 5);
    assert!(events.contains(&Event::Friendship { one: user, other: friend, began: false }));
    assert!(events.contains(&Event::Membership { room: own, name: "Own".into(), user, began: false }));
    assert!(events.contains(&Event::RoomDeleted { room: alone, name: "Alone".into() }));
    let heir =
        |event: &Event| matches!(event, Event::RoomUpdated(room) if room.id == own && room.creator == friend);
    assert!(events.iter().any(heir));
    let last = Event::SessionsEnded { user, ended: Ended::All };
    assert_eq!(events.last(), Some(&last), "its own connections hear last");
}

#[tokio::test]
async fn a_closed_account_is_gone() {
    let s = setting();
    s.users.close(&s.ann, s.ann.id).await.unwrap();
    s.events.take();
    assert!(matches!(s.users.find(&s.ben, s.ann.id).await, Err(UserError::NotFound)));
    assert!(matches!(s.users.close(&s.ann, s.ann.id).await, Err(UserError::NotFound)));
    let changed = s.users.update(&s.ann, s.ann.id, new_password("another one")).await;
    assert!(matches!(changed, Err(UserError::NotFound)));
    assert!(matches!(s.users.register(registration("ann")).await, Err(UserError::UsernameTaken)));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn the_operator_resets_a_password_and_all_logins_end() {
    let s = setting();
    s.users.reset_password(&username("ANN"), &password("another one")).await.unwrap();
    assert_eq!(s.password_of(s.ann.id), "plain:another one");
    assert_eq!(s.events.take(), [Event::SessionsEnded { user: s.ann.id, ended: Ended::All }]);
}

#[tokio::test]
async fn the_operator_locks_an_account_and_unlocks_it() {
    let s = setting();
    for (disabled, events) in
        [(true, vec![Event::SessionsEnded { user: s.ann.id, ended: Ended::All }]), (false, vec![])]
    {
        s.users.set_disabled(&username("ann"), disabled).await.unwrap();
        let accounts = s.users.accounts(Page::new(None, None)).await.unwrap().rows;
        assert_eq!(accounts.iter().filter(|account| account.disabled).count(), usize::from(disabled));
        assert_eq!(s.events.take(), events);
    }
}

#[tokio::test]
async fn the_operator_makes_an_admin() {
    let s = setting();
    assert!(!s.users.has_admin().await.unwrap());
    s.users.grant_admin(&username("Ann")).await.unwrap();
    assert!(s.users.has_admin().await.unwrap());
}

#[tokio::test]
async fn the_operator_hears_of_a_misspelt_name() {
    let s = setting();
    let nobody = username("Anna");
    let outcomes = [
        s.users.reset_password(&nobody, &password("another one")).await,
        s.users.set_disabled(&nobody, true).await,
        s.users.grant_admin(&nobody).await,
    ];
    assert!(outcomes.into_iter().all(|outcome| matches!(outcome, Err(UserError::NotFound))));
    assert_eq!(s.events.take(), []);
}
