//! Uploaded files, and the messages that mention them.

use std::slice;

use discuss_file::{FileCard, FileError, FileName, FilePath, Removable, Usage};
use discuss_kernel::{Conversation, Extra, UserId};
use discuss_message::Draft;

use crate::stores::{Stores, at, at_once, draft, named_draft, new_file, said};

contract! {
    a_file_is_found_as_it_was_stored,
    only_its_exact_path_finds_it,
    an_owner_has_a_quota,
    uploads_at_once_do_not_exceed_it,
    strangers_own_nothing,
    names_are_known_or_not,
    the_oldest_go_first,
    what_a_message_mentions_stays,
    what_is_mentioned_beside_the_text_or_by_others_stays,
    what_only_a_refused_message_mentions_goes,
    many_mentions_in_one_group,
    a_message_and_cleaning_at_once,
    all_means_all,
}

/// Those of `files` that are still there.
async fn left(stores: &Stores, files: &[FileCard]) -> Vec<FileCard> {
    let mut left = Vec::new();
    for file in files {
        left.extend(stores.files.find(&file.path()).await.unwrap());
    }
    left
}

async fn remove(stores: &Stores, removable: Removable, seconds: u64) -> Vec<FilePath> {
    stores.files.remove(removable, at(seconds), 100).await.unwrap()
}

async fn send(stores: &Stores, drafts: &[Draft]) {
    let outcomes = stores.messages.append(drafts, at(5)).await.unwrap();
    assert!(outcomes.iter().all(Result::is_ok));
}

async fn a_file_is_found_as_it_was_stored(stores: Stores) {
    let ann = stores.person("Ann").await;
    let large = new_file(ann, 5_000_000_000, 1);
    let nameless = FileCard { name: FileName::random(""), ..new_file(ann, 0, 2) };
    for file in [large, nameless] {
        stores.files.insert(&file, None).await.unwrap();
        assert_eq!(stores.files.find(&file.path()).await.unwrap(), Some(file));
    }
    assert_eq!(stores.files.usage(ann).await.unwrap(), Usage { files: 2, bytes: 5_000_000_000 });
}

async fn only_its_exact_path_finds_it(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let file = stores.file(ann, 1).await;
    let with = |extension: &str| FileName::stored(file.name.key(), extension.into());
    for path in [
        FilePath { owner: ben, name: file.name.clone() },
        FilePath { owner: UserId::random(), name: file.name.clone() },
        FilePath { owner: ann, name: FileName::random("png") },
        FilePath { owner: ann, name: with("html") },
        FilePath { owner: ann, name: with("PNG") },
        FilePath { owner: ann, name: with("") },
    ] {
        assert_eq!(stores.files.find(&path).await.unwrap(), None, "{path}");
    }
}

async fn an_owner_has_a_quota(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let quota = 300 + 3 * Usage::PER_FILE;
    for _ in 0..2 {
        stores.files.insert(&new_file(ann, 100, 1), Some(quota)).await.unwrap();
    }
    let refused = new_file(ann, 101, 1);
    assert_refused!(stores.files.insert(&refused, Some(quota)).await, FileError::QuotaExceeded { .. });
    assert_eq!(stores.files.find(&refused.path()).await.unwrap(), None);
    stores.files.insert(&new_file(ann, 100, 1), Some(quota)).await.unwrap();
    assert_refused!(
        stores.files.insert(&new_file(ann, 0, 1), Some(quota)).await,
        FileError::QuotaExceeded { .. }
    );
    stores.files.insert(&new_file(ben, 100, 1), Some(quota)).await.unwrap();
    assert_eq!(stores.files.usage(ann).await.unwrap(), Usage { files: 3, bytes: 300 });
}

async fn uploads_at_once_do_not_exceed_it(stores: Stores) {
    let ann = stores.person("Ann").await;
    let quota = Some(300 + 3 * Usage::PER_FILE);
    let outcomes = at_once(8, |_| {
        let files = stores.files.clone();
        async move { files.insert(&new_file(ann, 100, 1), quota).await.is_ok() }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|stored| **stored).count(), 3);
    assert_eq!(stores.files.usage(ann).await.unwrap().files, 3);
}

async fn strangers_own_nothing(stores: Stores) {
    let stranger = UserId::random();
    assert_refused!(stores.files.insert(&new_file(stranger, 1, 1), None).await, FileError::NoSuchUser);
    assert_eq!(stores.files.usage(stranger).await.unwrap(), Usage::default());
}

async fn names_are_known_or_not(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let (own, others) = (stores.file(ann, 1).await.name, stores.file(ben, 1).await.name);
    let mut names: Vec<FileName> = (0..1_100).map(|_| FileName::random("png")).collect();
    names.extend([own.clone(), others, FileName::stored(own.key(), "txt".into())]);
    assert_eq!(stores.files.recorded(ann, &names).await.unwrap(), Some([own].into()));
    assert_eq!(stores.files.recorded(ann, &[]).await.unwrap(), Some([].into()));
    assert_eq!(stores.files.recorded(UserId::random(), &names).await.unwrap(), None);
}

async fn the_oldest_go_first(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let files = [
        stores.file(ann, 3).await,
        stores.file(ben, 1).await,
        stores.file(ann, 2).await,
        stores.file(ann, 4).await,
    ];

    let first = stores.files.remove(Removable::Unmentioned, at(4), 2).await.unwrap();

    let expected = |picked: &[usize]| {
        let mut paths: Vec<FilePath> = picked.iter().map(|nth| files[*nth].path()).collect();
        paths.sort();
        paths
    };
    let sorted = |mut paths: Vec<FilePath>| {
        paths.sort();
        paths
    };
    assert_eq!(sorted(first), expected(&[1, 2]));
    assert_eq!(sorted(remove(&stores, Removable::Unmentioned, 4).await), expected(&[0]));
    assert_eq!(remove(&stores, Removable::Unmentioned, 4).await, []);
    assert_eq!(left(&stores, &files).await, [files[3].clone()], "what came at that moment stays");
}

async fn what_a_message_mentions_stays(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let files = [stores.file(ann, 1).await, stores.file(ann, 1).await, stores.file(ann, 1).await];
    let [first, second, third] = &files;
    let text = format!("http://localhost:3000/{0} and {1} and {0}", first.path(), second.path());
    send(&stores, &[named_draft(ann, conversation, &text, "x"), draft(ann, conversation, "and more")]).await;
    // Sending it again changes nothing, nor does mentioning what is not there.
    send(&stores, &[named_draft(ann, conversation, &text, "x")]).await;
    let nowhere = FilePath { owner: ann, name: FileName::random("png") };
    send(&stores, &[draft(ann, conversation, &nowhere.to_string())]).await;

    assert_eq!(remove(&stores, Removable::Unmentioned, 9).await, [third.path()]);
    assert_eq!(left(&stores, &files).await, files[..2]);
}

async fn what_is_mentioned_beside_the_text_or_by_others_stays(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ben).await);
    let files = [stores.file(ann, 1).await, stores.file(ann, 1).await];
    let mut beside = draft(ann, conversation, "see");
    said(&mut beside).extra = Some(Extra::parse(format!(r#"{{"url":"/{}"}}"#, files[0].path())).unwrap());
    let forwarded = draft(ben, room, &files[1].path().to_string());
    send(&stores, &[beside, forwarded]).await;

    assert_eq!(remove(&stores, Removable::Unmentioned, 9).await, []);
    assert_eq!(left(&stores, &files).await, files);
}

async fn what_only_a_refused_message_mentions_goes(stores: Stores) {
    let [ann, ben] = stores.people(["Ann", "Ben"]).await;
    let file = stores.file(ann, 1).await;
    let stranger = draft(ann, Conversation::between(ann, ben).unwrap(), &file.path().to_string());
    assert!(stores.messages.append(&[stranger], at(5)).await.unwrap()[0].is_err());
    assert_eq!(remove(&stores, Removable::Unmentioned, 9).await, [file.path()]);
}

async fn many_mentions_in_one_group(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let mut files = Vec::new();
    for _ in 0..20 {
        files.push(stores.file(ann, 1).await);
    }
    let text = |nth: usize| files[nth % 20].path().to_string();
    let drafts: Vec<Draft> =
        (0..300).map(|nth| draft([ann, ben][nth % 2], conversation, &text(nth))).collect();
    send(&stores, &drafts).await;
    assert_eq!(remove(&stores, Removable::Unmentioned, 9).await, []);
}

async fn a_message_and_cleaning_at_once(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    for round in 0..10 {
        let file = stores.file(ann, round).await;
        let said = draft(ann, conversation, &file.path().to_string());
        let (messages, files) = (stores.messages.clone(), stores.files.clone());
        let saying = tokio::spawn(async move { messages.append(slice::from_ref(&said), at(100)).await });
        let cleaning = tokio::spawn(async move { files.remove(Removable::Unmentioned, at(100), 10).await });
        let (said, removed) = (saying.await.unwrap().unwrap(), cleaning.await.unwrap().unwrap());

        assert!(said[0].is_ok());
        let is_there = stores.files.find(&file.path()).await.unwrap().is_some();
        assert_eq!(removed.contains(&file.path()), !is_there);
        let again = remove(&stores, Removable::Unmentioned, 100).await;
        assert_eq!(again, [], "either it was cleaned away, or the message keeps it");
    }
}

async fn all_means_all(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let (mentioned, other, late) =
        (stores.file(ann, 1).await, stores.file(ann, 2).await, stores.file(ann, 9).await);
    send(&stores, &[draft(ann, conversation, &mentioned.path().to_string())]).await;

    let mut removed = remove(&stores, Removable::All, 9).await;

    removed.sort();
    let mut expected = vec![mentioned.path(), other.path()];
    expected.sort();
    assert_eq!(removed, expected);
    assert_eq!(left(&stores, &[mentioned, other, late.clone()]).await, [late]);
}
