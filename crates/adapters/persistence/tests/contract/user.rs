//! What accounts promise.

use std::collections::HashSet;

use discuss_kernel::{Page, UserId};
use discuss_user::{Changes, Email, PasswordHash, Role, UserError, Username};

use crate::stores::{Stores, at, at_once, new_user, password};

contract! {
    an_account_is_found_as_it_was_stored,
    names_are_taken_whatever_the_letter_case,
    addresses_are_taken_whatever_the_letter_case,
    of_many_who_want_a_name_at_once_one_gets_it,
    the_longest_names_are_kept,
    names_that_look_alike_are_told_apart_or_refused,
    search_ignores_letter_case,
    search_takes_wildcards_as_they_are,
    search_finds_nothing_for_what_no_name_has,
    search_is_sorted_and_capped,
    accounts_are_listed_newest_first,
    operators_see_accounts_oldest_first,
    a_change_touches_only_what_it_names,
    a_changed_name_frees_the_old_one,
    ones_own_name_in_other_letters_is_no_conflict,
    nobody_changes_to_a_taken_name_or_address,
    a_missing_account_is_not_changed,
    roles_are_given_and_taken,
    a_locked_account_is_shown_as_such,
}

async fn an_account_is_found_as_it_was_stored(stores: Stores) {
    let mut ann = new_user("Ann Élan 茶", 0);
    ann.email = Email::parse("Ann@Example.org").unwrap();
    ann.at = discuss_kernel::Timestamp::from_micros(1_750_000_000_123_456);
    stores.users.insert(&ann).await.unwrap();

    let card = stores.users.find(ann.id).await.unwrap().unwrap();

    assert_eq!(
        (card.id, card.username.as_str(), card.email.as_str()),
        (ann.id, "Ann Élan 茶", "Ann@Example.org")
    );
    assert_eq!((card.created_at, card.updated_at), (ann.at, ann.at));
    assert_eq!(stores.users.find(UserId::random()).await.unwrap(), None);
}

async fn names_are_taken_whatever_the_letter_case(stores: Stores) {
    stores.people(["Ann", "Élan", "ЖЕНЯ"]).await;
    for (nth, name) in ["ANN", "ann", "éLAN", "женя"].into_iter().enumerate() {
        let mut double = new_user(name, 0);
        double.email = Email::parse(&format!("other{nth}@example.org")).unwrap();
        assert_refused!(stores.users.insert(&double).await, UserError::UsernameTaken);
        let found = stores.users.find_account(&double.username).await.unwrap().unwrap();
        assert_ne!(found.card.id, double.id, "{name} is somebody else");
    }
}

async fn addresses_are_taken_whatever_the_letter_case(stores: Stores) {
    stores.person("ann").await;
    let mut double = new_user("Somebody else", 0);
    double.email = Email::parse("ANN@example.ORG").unwrap();
    assert_refused!(stores.users.insert(&double).await, UserError::EmailTaken);
    assert_eq!(stores.users.find(double.id).await.unwrap(), None);
}

async fn of_many_who_want_a_name_at_once_one_gets_it(stores: Stores) {
    let outcomes = at_once(8, |nth| {
        let users = stores.users.clone();
        let mut user = new_user("Ann", 0);
        user.email = Email::parse(&format!("ann{nth}@example.org")).unwrap();
        async move { users.insert(&user).await }
    })
    .await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for refusal in outcomes.into_iter().filter(Result::is_err) {
        assert_refused!(refusal, UserError::UsernameTaken);
    }
    assert_eq!(stores.users.list(Page::new(None, None)).await.unwrap().total, 1);
}

async fn the_longest_names_are_kept(stores: Stores) {
    // In lower case the first has twice as many characters.
    for (nth, letter) in ["İ", "🍵", "x"].into_iter().enumerate() {
        let name = letter.repeat(Username::MAX_CHARS);
        let mut user = new_user("placeholder", 0);
        user.username = Username::parse(&name).unwrap();
        user.email = Email::parse(&format!("{}{nth}@{}.org", "a".repeat(40), "b".repeat(50))).unwrap();
        user.password = PasswordHash::new("h".repeat(100));
        stores.users.insert(&user).await.unwrap();
        let credentials = stores.credentials.find_credentials(&name).await.unwrap().unwrap();
        assert_eq!(credentials.card.username, name);
        assert_eq!(credentials.card.email, user.email.as_str());
        assert_eq!(credentials.password, user.password);
    }
}

async fn names_that_look_alike_are_told_apart_or_refused(stores: Stores) {
    for (nth, name) in ["Elan", "Élan", "👍", "👎", "strasse", "straße"].into_iter().enumerate() {
        let mut user = new_user("placeholder", 0);
        user.username = Username::parse(name).unwrap();
        user.email = Email::parse(&format!("user{nth}@example.org")).unwrap();
        match stores.users.insert(&user).await {
            Ok(()) => {
                let found = stores.users.find_account(&user.username).await.unwrap().unwrap();
                assert_eq!(found.card.id, user.id);
            }
            // The tables of the existing server cannot tell all of them apart.
            refused => assert_refused!(refused, UserError::UsernameTaken),
        }
    }
}

async fn found(stores: &Stores, fragment: &str) -> Vec<String> {
    let cards = stores.users.search(fragment, 50).await.unwrap();
    cards.into_iter().map(|card| card.username).collect()
}

async fn search_ignores_letter_case(stores: Stores) {
    stores.people(["Anna", "HANNAH", "Ben", "Élan", "женя"]).await;
    let cases: [(&str, &[&str]); 5] = [
        ("aNN", &["Anna", "HANNAH"]),
        ("ÉLA", &["Élan"]),
        ("ЖЕ", &["женя"]),
        ("anna", &["Anna", "HANNAH"]),
        ("x", &[]),
    ];
    for (fragment, expected) in cases {
        assert_eq!(found(&stores, fragment).await, expected, "{fragment}");
    }
}

async fn search_takes_wildcards_as_they_are(stores: Stores) {
    stores.people(["a%b", "a_c", "a\\d", "a!e", "a|f", "a'g", "axb"]).await;
    let cases = [
        ("%", "a%b"),
        ("_", "a_c"),
        ("\\", "a\\d"),
        ("!", "a!e"),
        ("|", "a|f"),
        ("'", "a'g"),
        ("a%b", "a%b"),
    ];
    for (fragment, expected) in cases {
        assert_eq!(found(&stores, fragment).await, [expected], "{fragment}");
    }
    assert_eq!(found(&stores, "%b%").await, [""; 0]);
    assert_eq!(found(&stores, "a__").await, [""; 0]);
}

async fn search_finds_nothing_for_what_no_name_has(stores: Stores) {
    stores.person("Ann").await;
    for fragment in ["an n", &"ann".repeat(1_000), "🍵", "Änn"] {
        assert_eq!(found(&stores, fragment).await, [""; 0]);
        assert!(stores.credentials.find_credentials(fragment).await.unwrap().is_none());
        assert!(stores.rooms.search(fragment, 10).await.unwrap().is_empty());
    }
}

async fn search_is_sorted_and_capped(stores: Stores) {
    stores.people(["Tea 3", "tea 1", "TEA 2", "Coffee"]).await;
    assert_eq!(found(&stores, "tea").await, ["tea 1", "TEA 2", "Tea 3"]);
    let capped = stores.users.search("tea", 2).await.unwrap();
    assert_eq!(capped.iter().map(|card| card.username.as_str()).collect::<Vec<_>>(), ["tea 1", "TEA 2"]);
}

async fn accounts_are_listed_newest_first(stores: Stores) {
    let oldest = stores.person_at("oldest", 1).await;
    let twins = [stores.person_at("twin 1", 2).await, stores.person_at("twin 2", 2).await];
    let newest = stores.person_at("newest", 3).await;
    let closed = stores.person_at("closed", 4).await;
    stores.users.close(closed, at(5)).await.unwrap();

    let mut listed = Vec::new();
    for number in 1..=4 {
        let page = stores.users.list(Page::new(Some(number), Some(1))).await.unwrap();
        assert_eq!(page.total, 4);
        listed.extend(page.rows.into_iter().map(|card| card.id));
    }

    assert_eq!((listed[0], listed[3]), (newest, oldest));
    assert_eq!(HashSet::from([listed[1], listed[2]]), HashSet::from(twins), "ties are in a fixed order");
    let beyond = stores.users.list(Page::new(Some(5), Some(1))).await.unwrap();
    assert_eq!((beyond.rows.len(), beyond.total), (0, 4));
}

async fn operators_see_accounts_oldest_first(stores: Stores) {
    let ids = [
        stores.person_at("one", 1).await,
        stores.person_at("two", 2).await,
        stores.person_at("three", 3).await,
    ];
    let page = stores.users.list_accounts(Page::new(Some(1), Some(2))).await.unwrap();
    assert_eq!(page.rows.iter().map(|account| account.card.id).collect::<Vec<_>>(), ids[..2]);
    assert_eq!(page.total, 3);
}

async fn a_change_touches_only_what_it_names(stores: Stores) {
    let ann = stores.person("Ann").await;
    let changes = Changes { username: Some(Username::parse("Anna").unwrap()), ..Changes::default() };
    stores.users.update(ann, &changes, at(7)).await.unwrap();

    let card = stores.users.find(ann).await.unwrap().unwrap();
    assert_eq!((card.username.as_str(), card.email.as_str()), ("Anna", "Ann@example.org"));
    assert_eq!((card.created_at, card.updated_at), (at(0), at(7)));
    let credentials = stores.credentials.find_credentials("anna").await.unwrap().unwrap();
    assert_eq!(credentials.password, password());
}

async fn a_changed_name_frees_the_old_one(stores: Stores) {
    let ann = stores.person("Ann").await;
    let changes = Changes {
        username: Some(Username::parse("Anna").unwrap()),
        email: Some(Email::parse("anna@example.org").unwrap()),
        ..Changes::default()
    };
    stores.users.update(ann, &changes, at(1)).await.unwrap();
    stores.users.insert(&new_user("ANN", 2)).await.unwrap();
}

async fn ones_own_name_in_other_letters_is_no_conflict(stores: Stores) {
    let ann = stores.person("Ann").await;
    for name in ["Ann", "ANN"] {
        let changes = Changes {
            username: Some(Username::parse(name).unwrap()),
            email: Some(Email::parse("ANN@example.org").unwrap()),
            ..Changes::default()
        };
        stores.users.update(ann, &changes, at(1)).await.unwrap();
        assert_eq!(stores.users.find(ann).await.unwrap().unwrap().username, name);
    }
}

async fn nobody_changes_to_a_taken_name_or_address(stores: Stores) {
    let [_ann, ben] = stores.people(["Ann", "Ben"]).await;
    let name = Changes { username: Some(Username::parse("ANN").unwrap()), ..Changes::default() };
    assert_refused!(stores.users.update(ben, &name, at(1)).await, UserError::UsernameTaken);
    let address = Changes { email: Some(Email::parse("ann@EXAMPLE.org").unwrap()), ..Changes::default() };
    assert_refused!(stores.users.update(ben, &address, at(1)).await, UserError::EmailTaken);
    assert_eq!(stores.users.find(ben).await.unwrap().unwrap().username, "Ben");
}

async fn a_missing_account_is_not_changed(stores: Stores) {
    let closed = stores.person("Ann").await;
    stores.users.close(closed, at(1)).await.unwrap();
    for nobody in [closed, UserId::random()] {
        let changes = Changes { username: Some(Username::parse("Somebody").unwrap()), ..Changes::default() };
        assert_refused!(stores.users.update(nobody, &changes, at(2)).await, UserError::NotFound);
        stores.users.set_role(nobody, Role::Admin).await.unwrap();
        stores.users.set_disabled(nobody, true, at(2)).await.unwrap();
    }
    assert!(!stores.users.has_admin().await.unwrap());
    stores.person("Somebody").await;
}

async fn roles_are_given_and_taken(stores: Stores) {
    let ann = stores.person("Ann").await;
    let name = Username::parse("aNN").unwrap();
    for role in [Role::Member, Role::Admin, Role::Member, Role::Admin] {
        stores.users.set_role(ann, role).await.unwrap();
        assert_eq!(stores.users.find_account(&name).await.unwrap().unwrap().role, role);
        assert_eq!(stores.users.has_admin().await.unwrap(), role == Role::Admin);
    }
    stores.users.close(ann, at(1)).await.unwrap();
    assert!(!stores.users.has_admin().await.unwrap(), "a closed account is no admin");
}

async fn a_locked_account_is_shown_as_such(stores: Stores) {
    let ann = stores.person("Ann").await;
    for disabled in [true, false] {
        stores.users.set_disabled(ann, disabled, at(1)).await.unwrap();
        let account = &stores.users.list_accounts(Page::new(None, None)).await.unwrap().rows[0];
        assert_eq!(account.disabled, disabled);
        let credentials = stores.credentials.find_credentials("Ann").await.unwrap().unwrap();
        assert_eq!(credentials.disabled, disabled);
    }
}
