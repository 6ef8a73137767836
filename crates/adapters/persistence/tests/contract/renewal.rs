//! What is promised to those who renew a login.

use std::time::Duration;

use discuss_auth::{Renewal, Rotation};
use discuss_kernel::SessionId;

use crate::{
    auth::{open, stands},
    stores::{Stores, at, at_once, digest},
};

contract! {
    a_login_is_renewed_by_its_secret,
    a_secret_that_is_repeated_soon_is_answered_again,
    a_secret_used_twice_ends_the_login,
    only_the_last_exchange_is_repeated,
    a_login_that_is_gone_is_not_renewed,
    of_many_who_renew_at_once_all_succeed_with_one_secret,
    of_many_who_renew_at_once_one_succeeds_if_nothing_may_be_repeated,
}

/// `next` takes the place of `presented`; for a minute that may be repeated.
pub fn renewal(session: SessionId, presented: u8, next: u8, seconds: u64) -> Renewal {
    Renewal {
        session,
        presented: digest(presented),
        next: digest(next),
        at: at(seconds),
        expires_at: at(seconds + 6_000),
        repeatable_after: at(seconds).minus(Duration::from_mins(1)),
    }
}

async fn rotate(stores: &Stores, renewal: Renewal) -> Rotation {
    stores.sessions.rotate(renewal).await.unwrap()
}

async fn a_login_is_renewed_by_its_secret(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    let rotated = rotate(&stores, renewal(session, 1, 2, 3_000)).await;
    assert!(matches!(rotated, Rotation::Rotated(card) if card.id == ann && card.email == "Ann@example.org"));
    assert!(stands(&stores, ann, Some(session), 8_999).await);
    let [login] = stores.sessions.list(ann, at(5_000)).await.unwrap().try_into().unwrap();
    assert_eq!((login.created_at, login.renewed_at, login.expires_at), (at(0), at(3_000), at(9_000)));
    let again = rotate(&stores, renewal(session, 2, 3, 4_000)).await;
    assert!(matches!(again, Rotation::Rotated(_)));
}

async fn a_secret_that_is_repeated_soon_is_answered_again(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    for seconds in [100, 100, 159] {
        let answer = rotate(&stores, renewal(session, 1, 2, seconds)).await;
        assert!(matches!(answer, Rotation::Rotated(card) if card.id == ann));
        let [login] = stores.sessions.list(ann, at(200)).await.unwrap().try_into().unwrap();
        assert_eq!((login.renewed_at, login.expires_at), (at(100), at(6_100)), "which makes it no younger");
    }
    assert!(matches!(rotate(&stores, renewal(session, 2, 3, 160)).await, Rotation::Rotated(_)));
}

async fn a_secret_used_twice_ends_the_login(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    rotate(&stores, renewal(session, 1, 2, 1)).await;
    assert_eq!(rotate(&stores, renewal(session, 1, 2, 61)).await, Rotation::Reused(ann), "too late");
    assert!(!stands(&stores, ann, Some(session), 62).await);
    let with_the_newest = rotate(&stores, renewal(session, 2, 3, 62)).await;
    assert_eq!(with_the_newest, Rotation::Gone, "the thief's and the owner's copy are both worthless");
}

async fn only_the_last_exchange_is_repeated(stores: Stores) {
    let ann = stores.person("Ann").await;
    for (presented, next) in [(1, 2), (9, 10)] {
        let session = open(&stores, ann, 0, Some(1)).await;
        rotate(&stores, renewal(session, 1, 2, 1)).await;
        rotate(&stores, renewal(session, 2, 3, 2)).await;
        assert_eq!(rotate(&stores, renewal(session, presented, next, 3)).await, Rotation::Reused(ann));
        assert!(!stands(&stores, ann, Some(session), 4).await);
    }
}

async fn a_login_that_is_gone_is_not_renewed(stores: Stores) {
    let ann = stores.person("Ann").await;
    let attempt = async |session, seconds| rotate(&stores, renewal(session, 1, 2, seconds)).await;
    assert_eq!(attempt(SessionId::random(), 1).await, Rotation::Gone);
    let expired = open(&stores, ann, 0, Some(1)).await;
    assert_eq!(attempt(expired, 3_600).await, Rotation::Gone);
    let ended = open(&stores, ann, 0, Some(1)).await;
    assert!(matches!(attempt(ended, 1).await, Rotation::Rotated(_)));
    stores.sessions.end(ann, ended, at(2)).await.unwrap();
    assert_eq!(attempt(ended, 3).await, Rotation::Gone, "nor is its last exchange repeated");
    let plain = open(&stores, ann, 0, None).await;
    assert_eq!(attempt(plain, 2).await, Rotation::Gone, "a plain login has no secret");
    assert!(stands(&stores, ann, Some(plain), 3).await, "and nobody ends it by guessing one");
}

async fn of_many_who_renew_at_once_all_succeed_with_one_secret(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    let outcomes = at_once(6, |_| {
        let sessions = stores.sessions.clone();
        async move { sessions.rotate(renewal(session, 1, 2, 1)).await.unwrap() }
    })
    .await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Rotation::Rotated(_))));
    assert!(matches!(rotate(&stores, renewal(session, 2, 3, 2)).await, Rotation::Rotated(_)));
}

async fn of_many_who_renew_at_once_one_succeeds_if_nothing_may_be_repeated(stores: Stores) {
    let ann = stores.person("Ann").await;
    let session = open(&stores, ann, 0, Some(1)).await;
    let outcomes = at_once(6, |_| {
        let sessions = stores.sessions.clone();
        let renewal = Renewal { repeatable_after: at(1), ..renewal(session, 1, 2, 1) };
        async move { sessions.rotate(renewal).await.unwrap() }
    })
    .await;
    let count = |meant: fn(&Rotation) -> bool| outcomes.iter().filter(|outcome| meant(outcome)).count();
    assert_eq!(count(|outcome| matches!(outcome, Rotation::Rotated(_))), 1);
    assert_eq!(count(|outcome| matches!(outcome, Rotation::Reused(_))), 1, "the next one ends the login");
    assert!(!stands(&stores, ann, Some(session), 2).await);
}
