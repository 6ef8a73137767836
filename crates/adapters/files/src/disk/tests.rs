use std::{io::Read, os::unix::fs::PermissionsExt};

use discuss_kernel::{Clock, SystemClock};
use tempfile::TempDir;

use super::*;

async fn empty() -> (DiskFiles, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (DiskFiles::create(directory.path().join("files")).await.unwrap(), directory)
}

fn some_path() -> FilePath {
    FilePath { owner: UserId::random(), name: FileName::random("txt") }
}

async fn keep(files: &DiskFiles, path: &FilePath, text: &str) {
    let mut incoming = files.begin().await.unwrap();
    for chunk in text.as_bytes().chunks(1_000) {
        incoming.write(chunk).await.unwrap();
    }
    incoming.keep(path).await.unwrap();
}

async fn read(files: &DiskFiles, path: &FilePath) -> Option<String> {
    let mut text = String::new();
    files.open(path).await.unwrap()?.read_to_string(&mut text).unwrap();
    Some(text)
}

fn incoming(files: &DiskFiles) -> usize {
    fs::read_dir(files.root.join(INCOMING)).unwrap().count()
}

fn hours_ago(hours: u64) -> Timestamp {
    SystemClock.now().minus(Duration::from_hours(hours))
}

fn age(path: &Path, hours: u64) {
    File::options().write(true).open(path).unwrap().set_modified(system_time(hours_ago(hours))).unwrap();
}

#[tokio::test]
async fn what_is_kept_is_whole_and_for_its_owner_only() {
    let (files, _directory) = empty().await;
    let (path, text) = (some_path(), "Green tea ".repeat(100_000));
    keep(&files, &path, &text).await;
    assert_eq!(read(&files, &path).await, Some(text));
    assert_eq!(incoming(&files), 0);
    for (place, mode) in [(files.root.clone(), 0o700), (files.place(&path), 0o600)] {
        assert_eq!(fs::metadata(place).unwrap().permissions().mode() & 0o777, mode);
    }
    assert_eq!(read(&files, &some_path()).await, None);
}

#[tokio::test]
async fn what_is_dropped_or_cannot_be_kept_leaves_nothing() {
    let (files, _directory) = empty().await;
    let mut dropped = files.begin().await.unwrap();
    dropped.write(b"half").await.unwrap();
    assert_eq!(incoming(&files), 1);
    drop(dropped);
    assert_eq!(incoming(&files), 0);

    let path = some_path();
    fs::write(files.directory(path.owner), "in the way").unwrap();
    let refused = files.begin().await.unwrap();
    assert!(refused.keep(&path).await.is_err());
    assert_eq!(incoming(&files), 0);
}

#[tokio::test]
async fn what_is_removed_is_gone_and_may_be_gone_already() {
    let (files, _directory) = empty().await;
    let path = some_path();
    keep(&files, &path, "x").await;
    for _ in 0..2 {
        files.remove(&path).await.unwrap();
        assert_eq!(read(&files, &path).await, None);
    }
}

#[tokio::test]
async fn what_a_crash_left_is_known_by_its_age() {
    let (files, _directory) = empty().await;
    let (old, new) = (some_path(), some_path());
    let new = FilePath { owner: old.owner, ..new };
    keep(&files, &old, "old").await;
    keep(&files, &new, "new").await;
    age(&files.place(&old), 25);
    fs::write(files.directory(old.owner).join("README"), "of an operator").unwrap();
    assert_eq!(files.owners().await.unwrap(), [old.owner], "`incoming` is nobody");
    assert_eq!(files.names(old.owner, hours_ago(24)).await.unwrap(), [old.name]);
    assert_eq!(files.names(UserId::random(), hours_ago(24)).await.unwrap(), []);

    for (name, hours) in [("a.part", 25), ("b.part", 1)] {
        let part = files.root.join(INCOMING).join(name);
        fs::write(&part, "half").unwrap();
        age(&part, hours);
    }
    assert_eq!(files.remove_unfinished(hours_ago(24)).await.unwrap(), 1);
    assert_eq!(incoming(&files), 1);
}
