use std::{io::Read, sync::Arc, time::Duration};

use discuss_kernel::{
    Caller, Clock, UserId,
    testing::{ManualClock, World},
};

use super::FileService;
use crate::{
    Cleaned, Cleanup, FileCard, FileError, FileLimits, FileName, FilePath, FileStore, OriginalName, Usage,
    testing::{InMemoryFileStore, InMemoryFiles},
};

const LIMITS: FileLimits = FileLimits {
    max_bytes: 100,
    quota_bytes: Some(150 + 2 * Usage::PER_FILE),
    uploads: 10,
    uploads_per_user: 2,
};
const DAY: Duration = FileService::UNMENTIONED_FOR;

struct Setting {
    world: World,
    clock: Arc<ManualClock>,
    store: InMemoryFileStore,
    files: FileService,
    ann: Caller,
}

fn setting() -> Setting {
    let (world, clock) = (World::default(), Arc::<ManualClock>::default());
    let ann = world.person("Ann");
    let store = InMemoryFileStore::new(clock.clone());
    let repository = Arc::new(InMemoryFiles::new(world.clone()));
    let files = FileService::new(repository, Arc::new(store.clone()), clock.clone(), LIMITS);
    Setting { world, clock, store, files, ann }
}

impl Setting {
    async fn upload(&self, caller: &Caller, bytes: &[u8]) -> Result<FileCard, FileError> {
        let mut upload = self.files.begin(caller).await?;
        for chunk in bytes.chunks(7) {
            upload.write(chunk).await?;
        }
        upload.finish(OriginalName::tidy("茶.txt")).await
    }

    /// As a stored message does.
    fn mention(&self, file: &FileCard) {
        self.world.lock().files.get_mut(&file.name.key()).unwrap().mentioned = true;
    }

    async fn read(&self, path: &FilePath) -> Result<String, FileError> {
        let mut text = String::new();
        self.files.open(path).await?.bytes.read_to_string(&mut text).unwrap();
        Ok(text)
    }
}

fn cleaned(files: u64, leftovers: u64) -> Cleaned {
    Cleaned { files, leftovers }
}

#[tokio::test]
async fn what_was_uploaded_is_there() {
    let setting = setting();
    let card = setting.upload(&setting.ann, b"Green tea").await.unwrap();
    assert_eq!((card.owner, card.size, card.at), (setting.ann.id, 9, setting.clock.now()));
    assert_eq!((card.original_name.as_str(), card.name.extension()), ("茶.txt", "txt"));
    assert_eq!(setting.files.open(&card.path()).await.unwrap().card, card);
    assert_eq!(setting.read(&card.path()).await.unwrap(), "Green tea");
    let empty = setting.upload(&setting.ann, b"").await.unwrap();
    assert_eq!(setting.read(&empty.path()).await.unwrap(), "");
}

#[tokio::test]
async fn only_the_exact_path_opens_it() {
    let setting = setting();
    let card = setting.upload(&setting.ann, b"secret").await.unwrap();
    let ben = setting.world.person("Ben").id;
    let other_extension = FileName::stored(card.name.key(), "html".to_owned());
    for path in [
        FilePath { owner: ben, name: card.name.clone() },
        FilePath { owner: UserId::random(), name: card.name.clone() },
        FilePath { owner: card.owner, name: other_extension },
        FilePath { owner: card.owner, name: FileName::random("txt") },
    ] {
        assert!(matches!(setting.read(&path).await, Err(FileError::NotFound)), "{path}");
    }
}

#[tokio::test]
async fn what_is_too_large_leaves_nothing() {
    let setting = setting();
    assert!(setting.upload(&setting.ann, &[b'x'; 100]).await.is_ok());
    let setting = self::setting();
    let refused = setting.upload(&setting.ann, &[b'x'; 101]).await;
    assert!(matches!(refused, Err(FileError::TooLarge { limit: 100 })));
    let mut endless = setting.files.begin(&setting.ann).await.unwrap();
    while endless.write(&[b'x'; 60]).await.is_ok() {}
    assert!(endless.write(b"").await.is_err(), "it does not become smaller");
    drop(endless);
    assert!(setting.store.paths().is_empty() && setting.world.lock().files.is_empty());
}

#[tokio::test]
async fn nobody_takes_more_than_their_quota() {
    let setting = setting();
    setting.upload(&setting.ann, &[b'x'; 100]).await.unwrap();
    let refused = setting.upload(&setting.ann, &[b'x'; 51]).await;
    assert!(matches!(refused, Err(FileError::QuotaExceeded { .. })));
    assert_eq!(setting.store.paths().len(), 1);
    setting.upload(&setting.ann, &[b'x'; 50]).await.unwrap();
    assert!(matches!(setting.files.begin(&setting.ann).await, Err(FileError::QuotaExceeded { .. })));
    let ben = setting.world.person("Ben");
    assert!(setting.upload(&ben, b"mine").await.is_ok(), "everybody has their own");
}

#[tokio::test]
async fn uploading_twice_at_once_does_not_double_the_quota() {
    let setting = setting();
    let (mut one, mut other) =
        (setting.files.begin(&setting.ann).await.unwrap(), setting.files.begin(&setting.ann).await.unwrap());
    one.write(&[b'x'; 80]).await.unwrap();
    other.write(&[b'x'; 80]).await.unwrap();
    let kept = one.finish(OriginalName::tidy("one")).await.unwrap();
    let refused = other.finish(OriginalName::tidy("other")).await;
    assert!(matches!(refused, Err(FileError::QuotaExceeded { .. })));
    assert_eq!(setting.store.paths(), [kept.path()], "its bytes are gone");
}

#[tokio::test]
async fn too_many_at_once_are_refused_until_one_ends() {
    let setting = setting();
    let (one, other) = (setting.files.begin(&setting.ann).await, setting.files.begin(&setting.ann).await);
    assert!(one.is_ok() && other.is_ok());
    assert!(matches!(setting.files.begin(&setting.ann).await, Err(FileError::Busy)));
    drop(one);
    assert!(setting.files.begin(&setting.ann).await.is_ok());
}

#[tokio::test]
async fn an_account_that_closes_meanwhile_leaves_nothing() {
    let setting = setting();
    let mut upload = setting.files.begin(&setting.ann).await.unwrap();
    upload.write(b"too late").await.unwrap();
    setting.world.lock().account_mut(setting.ann.id).unwrap().closed = true;
    let refused = upload.finish(OriginalName::tidy("x")).await;
    assert!(matches!(refused, Err(FileError::NoSuchUser)));
    assert!(setting.store.paths().is_empty());
}

#[tokio::test]
async fn after_a_day_only_what_is_mentioned_stays() {
    let setting = setting();
    let mentioned = setting.upload(&setting.ann, b"mentioned").await.unwrap();
    setting.mention(&mentioned);
    let ben = setting.world.person("Ben");
    let forgotten = setting.upload(&ben, b"forgotten").await.unwrap();
    setting.clock.advance(DAY);
    let fresh = setting.upload(&ben, b"fresh").await.unwrap();
    assert_eq!(
        setting.files.clean(Cleanup::Unmentioned).await.unwrap(),
        cleaned(0, 0),
        "a day is not over yet"
    );
    setting.clock.advance(Duration::from_secs(1));

    assert_eq!(setting.files.clean(Cleanup::Off).await.unwrap(), cleaned(0, 0));
    assert_eq!(setting.files.clean(Cleanup::Unmentioned).await.unwrap(), cleaned(1, 0));

    assert_eq!(setting.read(&mentioned.path()).await.unwrap(), "mentioned");
    assert_eq!(setting.read(&fresh.path()).await.unwrap(), "fresh");
    assert!(matches!(setting.files.open(&forgotten.path()).await, Err(FileError::NotFound)));
    assert_eq!(setting.store.paths().len(), 2);
    assert_eq!(setting.files.clean(Cleanup::Unmentioned).await.unwrap(), cleaned(0, 0));
}

#[tokio::test]
async fn all_means_all() {
    let setting = setting();
    setting.mention(&setting.upload(&setting.ann, b"mentioned").await.unwrap());
    setting.upload(&setting.ann, b"fresh").await.unwrap();
    setting.clock.advance(Duration::from_millis(1));
    assert_eq!(setting.files.clean(Cleanup::All).await.unwrap(), cleaned(2, 0));
    assert!(setting.store.paths().is_empty());
}

#[tokio::test]
async fn what_a_crash_leaves_is_found_and_what_belongs_to_others_is_not_touched() {
    let setting = setting();
    let known = setting.upload(&setting.ann, b"known").await.unwrap();
    setting.mention(&known);
    // The bytes are in their place, but the crash came before they were recorded.
    let orphan = FilePath { owner: setting.ann.id, name: FileName::random("txt") };
    setting.store.put(&orphan, b"orphan");
    let foreign = FilePath { owner: UserId::random(), name: FileName::random("txt") };
    setting.store.put(&foreign, b"of another database");
    assert_eq!(setting.files.sweep(Duration::ZERO).await.unwrap(), cleaned(0, 0), "it may be an upload");

    setting.clock.advance(DAY + Duration::from_secs(1));
    assert_eq!(setting.files.clean(Cleanup::Unmentioned).await.unwrap(), cleaned(0, 1));

    let mut left = setting.store.paths();
    left.sort();
    let mut expected = vec![known.path(), foreign];
    expected.sort();
    assert_eq!(left, expected);
}

#[tokio::test]
async fn a_record_without_bytes_is_no_file_and_is_cleaned_too() {
    let setting = setting();
    let card = setting.upload(&setting.ann, b"gone").await.unwrap();
    setting.store.remove(&card.path()).await.unwrap();
    assert!(matches!(setting.files.open(&card.path()).await, Err(FileError::NotFound)));
    setting.clock.advance(DAY + Duration::from_secs(1));
    assert_eq!(setting.files.clean(Cleanup::Unmentioned).await.unwrap(), cleaned(1, 0));
}
