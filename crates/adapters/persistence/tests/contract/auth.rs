//! What logins promise.

use discuss_auth::{Claims, Client, NewSession, Rotation, Standing};
use discuss_kernel::{Ended, SessionId, UserId};
use discuss_user::{Changes, PasswordHash, Role};

use crate::{
    renewal::renewal,
    stores::{Stores, address, at, new_session, password},
};

contract! {
    credentials_are_found_whatever_the_letter_case,
    a_login_stands_until_it_expires,
    nobody_stands_with_the_login_of_another,
    a_token_without_a_login_stands,
    an_admin_stands_as_such,
    logins_are_listed_newest_first_while_they_live,
    only_ones_own_login_is_ended_and_only_once,
    all_logins_but_one_end_at_once,
    all_logins_end_with_the_tokens_that_have_none,
    a_new_password_ends_the_other_logins,
    a_login_begins_with_the_password_of_the_moment,
    a_locked_account_has_no_login,
    a_closed_account_has_no_login,
    who_asks_later_hears_which_logins_ended,
    what_is_long_over_is_removed,
    no_more_is_removed_at_once_than_asked_for,
    who_asks_later_hears_whose_tokens_are_void,
    a_hash_is_replaced_unless_it_is_another_by_now,
}

fn claims(user: UserId, session: Option<SessionId>, issued: u64) -> Claims {
    let issued_at = at(issued).seconds();
    Claims { user, username: "whatever".into(), session, issued_at, expires_at: issued_at + 86_400 }
}

pub async fn open(stores: &Stores, user: UserId, seconds: u64, secret: Option<u8>) -> SessionId {
    let session = new_session(user, seconds, secret);
    assert!(stores.sessions.open(&session).await.unwrap());
    session.id
}

pub async fn stands(stores: &Stores, user: UserId, session: Option<SessionId>, now: u64) -> bool {
    stores.sessions.standing(&claims(user, session, 0), at(now)).await.unwrap().is_some()
}

async fn credentials_are_found_whatever_the_letter_case(stores: Stores) {
    let ann = stores.person("Ann Élan").await;
    for typed in ["Ann Élan", "ANN ÉLAN", " ann élan "] {
        let found = stores.credentials.find_credentials(typed).await.unwrap().unwrap();
        assert_eq!((found.card.id, found.password, found.disabled), (ann, password(), false));
        assert_eq!(found.card.email, address("Ann Élan").as_str());
    }
    for nobody in ["Ann", "%", "Ann Ela_", ""] {
        assert!(stores.credentials.find_credentials(nobody).await.unwrap().is_none(), "{nobody}");
    }
}

async fn who_asks_later_hears_which_logins_ended(stores: Stores) {
    let ann = stores.person("Ann").await;
    let (ended, living) = (open(&stores, ann, 0, None).await, open(&stores, ann, 0, None).await);
    let between = async |since, now| stores.sessions.ended_between(at(since), at(now)).await.unwrap();
    assert_eq!(between(0, 5).await, []);
    assert!(stores.sessions.end(ann, ended, at(5)).await.unwrap());
    assert_eq!(between(5, 6).await, [(ann, Ended::One(ended))]);
    // Logins of these tests live an hour; whoever looks when that is over hears of it.
    let living = (ann, Ended::One(living));
    assert!(!between(3_590, 3_599).await.contains(&living));
    assert!(between(3_599, 3_601).await.contains(&living));
}

async fn who_asks_later_hears_whose_tokens_are_void(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let hears = async |of, since, now| {
        stores.sessions.ended_between(at(since), at(now)).await.unwrap().contains(&(of, Ended::Tokens))
    };
    assert!(!hears(ann, 0, 5).await);
    stores.users.set_disabled(ann, true, at(5)).await.unwrap();
    assert!(hears(ann, 5, 6).await);
    assert!(!hears(ben, 5, 6).await);
    assert!(!hears(ann, 6, 7).await, "not for ever");
}

async fn a_hash_is_replaced_unless_it_is_another_by_now(stores: Stores) {
    let ann = stores.person("Ann").await;
    let (session, card) = (open(&stores, ann, 0, None).await, stores.users.find(ann).await.unwrap());
    let fresh = PasswordHash::new("a fresh hash".into());
    let stored = async || stores.credentials.find_credentials("Ann").await.unwrap().unwrap().password;
    assert!(!stores.credentials.replace_hash(ann, &fresh, &fresh).await.unwrap());
    assert_eq!(stored().await, password());
    assert!(stores.credentials.replace_hash(ann, &password(), &fresh).await.unwrap());
    assert_eq!(stored().await, fresh);
    assert!(stands(&stores, ann, Some(session), 1).await && stands(&stores, ann, None, 1).await);
    assert_eq!(stores.users.find(ann).await.unwrap(), card, "nothing that its owner sees has changed");

    stores.users.close(ann, at(10)).await.unwrap();
    assert!(!stores.credentials.replace_hash(ann, &fresh, &password()).await.unwrap());
}

async fn a_login_stands_until_it_expires(stores: Stores) {
    let ann = stores.person("Ann").await;
    let (plain, renewable) = (open(&stores, ann, 0, None).await, open(&stores, ann, 0, Some(1)).await);
    for (session, refreshable) in [(plain, false), (renewable, true)] {
        let standing = stores.sessions.standing(&claims(ann, Some(session), 0), at(3_599)).await.unwrap();
        assert_eq!(standing, Some(Standing { is_admin: false, refreshable }));
        assert!(!stands(&stores, ann, Some(session), 3_600).await);
    }
}

async fn nobody_stands_with_the_login_of_another(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let session = open(&stores, ann, 0, None).await;
    assert!(!stands(&stores, ben, Some(session), 1).await);
    assert!(!stands(&stores, ann, Some(SessionId::random()), 1).await);
    assert!(!stands(&stores, UserId::random(), Some(session), 1).await);
}

async fn a_token_without_a_login_stands(stores: Stores) {
    let ann = stores.person("Ann").await;
    let standing = stores.sessions.standing(&claims(ann, None, 0), at(1)).await.unwrap();
    assert_eq!(standing, Some(Standing { is_admin: false, refreshable: false }));
    assert!(!stands(&stores, UserId::random(), None, 1).await);
}

async fn an_admin_stands_as_such(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, None).await;
    stores.users.set_role(ann, Role::Admin).await.unwrap();
    for session in [Some(session), None] {
        assert!(stores.sessions.standing(&claims(ann, session, 0), at(1)).await.unwrap().unwrap().is_admin);
    }
}

async fn logins_are_listed_newest_first_while_they_live(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let client = Client::new(
        Some("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff".parse().unwrap()),
        Some(&"茶🍵".repeat(100)),
    );
    let session = NewSession { client: client.clone(), ..new_session(ann, 10, Some(1)) };
    assert!(stores.sessions.open(&session).await.unwrap());
    let older = open(&stores, ann, 5, None).await;
    open(&stores, ben, 20, None).await;
    let ended = open(&stores, ann, 7, None).await;
    stores.sessions.end(ann, ended, at(8)).await.unwrap();

    let listed = stores.sessions.list(ann, at(20)).await.unwrap();

    assert_eq!(listed.iter().map(|login| login.id).collect::<Vec<_>>(), [session.id, older]);
    assert_eq!(listed[0].client, client);
    assert_eq!(
        (listed[0].created_at, listed[0].renewed_at, listed[0].expires_at),
        (at(10), at(10), at(3_610))
    );
    assert_eq!(stores.sessions.list(ann, at(3_606)).await.unwrap().len(), 1, "the older one has expired");
}

async fn only_ones_own_login_is_ended_and_only_once(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let session = open(&stores, ann, 0, None).await;
    assert!(!stores.sessions.end(ben, session, at(1)).await.unwrap());
    assert!(stands(&stores, ann, Some(session), 1).await);
    assert!(stores.sessions.end(ann, session, at(1)).await.unwrap());
    assert!(!stands(&stores, ann, Some(session), 1).await);
    assert!(!stores.sessions.end(ann, session, at(1)).await.unwrap());
    assert!(!stores.sessions.end(ann, SessionId::random(), at(1)).await.unwrap());
    assert!(stands(&stores, ann, None, 1).await, "tokens without a login are not concerned");
}

async fn all_logins_but_one_end_at_once(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let (kept, other) = (open(&stores, ann, 0, None).await, open(&stores, ann, 0, Some(1)).await);
    let bens = open(&stores, ben, 0, None).await;
    stores.sessions.end_all_but(ann, Some(kept), at(10)).await.unwrap();
    assert!(stands(&stores, ann, Some(kept), 11).await);
    assert!(!stands(&stores, ann, Some(other), 11).await);
    assert!(!stands(&stores, ann, None, 11).await, "an older token without a login is void");
    assert!(stands(&stores, ben, Some(bens), 11).await);
    assert!(stands(&stores, ben, None, 11).await);
}

async fn all_logins_end_with_the_tokens_that_have_none(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, None).await;
    stores.sessions.end_all_but(ann, None, at(10)).await.unwrap();
    assert!(!stands(&stores, ann, Some(session), 11).await);
    for (issued, expected) in [(9, false), (12, true)] {
        let standing = stores.sessions.standing(&claims(ann, None, issued), at(20)).await.unwrap();
        assert_eq!(standing.is_some(), expected, "issued at {issued}");
    }
    let later = open(&stores, ann, 12, None).await;
    assert!(stands(&stores, ann, Some(later), 13).await);
}

async fn a_new_password_ends_the_other_logins(stores: Stores) {
    let ann = stores.person("Ann").await;
    let (kept, other) = (open(&stores, ann, 0, None).await, open(&stores, ann, 0, Some(1)).await);
    let renamed =
        Changes { username: Some(discuss_user::Username::parse("Anna").unwrap()), ..Changes::default() };
    stores.users.update(ann, &renamed, at(1)).await.unwrap();
    assert!(stands(&stores, ann, Some(other), 2).await, "a new name ends nothing");

    let password = Some(PasswordHash::new("another hash".into()));
    let changes = Changes { password, kept_session: Some(kept), ..Changes::default() };
    stores.users.update(ann, &changes, at(10)).await.unwrap();

    assert!(stands(&stores, ann, Some(kept), 11).await);
    assert!(!stands(&stores, ann, Some(other), 11).await);
    assert!(!stands(&stores, ann, None, 11).await);
    let found = stores.credentials.find_credentials("anna").await.unwrap().unwrap();
    assert_eq!(found.password.as_str(), "another hash");
}

async fn a_login_begins_with_the_password_of_the_moment(stores: Stores) {
    let ann = stores.person("Ann").await;
    let begins = async |password: &PasswordHash| {
        let session = NewSession { password: password.clone(), ..new_session(ann, 10, None) };
        let begins = stores.sessions.open(&session).await.unwrap();
        assert_eq!(stands(&stores, ann, Some(session.id), 11).await, begins);
        begins
    };
    let (old, new) = (password(), PasswordHash::new("A HASH".into()));
    assert_eq!((begins(&old).await, begins(&new).await), (true, false));

    let changes = Changes { password: Some(new.clone()), ..Changes::default() };
    stores.users.update(ann, &changes, at(10)).await.unwrap();
    assert_eq!((begins(&old).await, begins(&new).await), (false, true));

    stores.users.set_disabled(ann, true, at(10)).await.unwrap();
    assert!(!begins(&new).await);
    stores.users.set_disabled(ann, false, at(10)).await.unwrap();
    assert!(begins(&new).await);

    stores.users.close(ann, at(10)).await.unwrap();
    assert!(!begins(&new).await);
    assert!(!stores.sessions.open(&new_session(UserId::random(), 10, None)).await.unwrap());
}

async fn a_locked_account_has_no_login(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    stores.users.set_disabled(ann, true, at(10)).await.unwrap();
    for session in [Some(session), None] {
        assert!(!stands(&stores, ann, session, 11).await);
    }
    assert_eq!(stores.sessions.rotate(renewal(session, 1, 2, 11)).await.unwrap(), Rotation::Gone);

    stores.users.set_disabled(ann, false, at(20)).await.unwrap();
    assert!(!stands(&stores, ann, Some(session), 21).await, "unlocking revives nothing");
    assert!(!stands(&stores, ann, None, 21).await);
}

async fn a_closed_account_has_no_login(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    stores.users.close(ann, at(10)).await.unwrap();
    for session in [Some(session), None] {
        assert!(!stands(&stores, ann, session, 11).await);
    }
    assert_eq!(stores.sessions.rotate(renewal(session, 1, 2, 11)).await.unwrap(), Rotation::Gone);
}

async fn what_is_long_over_is_removed(stores: Stores) {
    let ann = stores.person("Ann").await;
    let ended = open(&stores, ann, 0, Some(1)).await;
    stores.sessions.end(ann, ended, at(50)).await.unwrap();
    let (expired, living) = (open(&stores, ann, 100, None).await, open(&stores, ann, 3_000, None).await);
    let known = async || {
        let known = stores.sessions.ended_between(at(0), at(99_999)).await.unwrap();
        let session = |(_, ended)| if let Ended::One(session) = ended { Some(session) } else { None };
        let mut sessions: Vec<SessionId> = known.into_iter().filter_map(session).collect();
        sessions.sort_unstable();
        sessions
    };
    let sorted = |mut sessions: Vec<SessionId>| {
        sessions.sort_unstable();
        sessions
    };
    let remove = async |before, limit| stores.sessions.remove_ended(at(before), limit).await.unwrap();

    assert_eq!(remove(50, 10).await, 0, "not before its time");
    assert_eq!(known().await, sorted(vec![ended, expired, living]));
    assert_eq!(remove(51, 10).await, 1);
    assert_eq!(known().await, sorted(vec![expired, living]));
    assert_eq!(remove(3_701, 10).await, 1, "it expired at 3,700");
    assert_eq!(known().await, sorted(vec![living]));
    assert!(stands(&stores, ann, Some(living), 3_701).await);
    assert!(!stands(&stores, ann, Some(ended), 51).await, "nothing comes back");
}

async fn no_more_is_removed_at_once_than_asked_for(stores: Stores) {
    let ann = stores.person("Ann").await;
    for seconds in 0..5 {
        open(&stores, ann, seconds, None).await;
    }
    for removed in [2, 2, 1, 0] {
        assert_eq!(stores.sessions.remove_ended(at(10_000), 2).await.unwrap(), removed);
    }
}
