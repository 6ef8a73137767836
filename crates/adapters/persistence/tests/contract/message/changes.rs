//! Editing and recalling messages.

use discuss_file::{FileCard, Removable};
use discuss_kernel::{ClientId, Content, Conversation, Entry, Extra, Message, MessageId, UserId};
use discuss_message::{Act, Appended, ClientKind, Draft, Missed, Refusal, Revision, Voice, Window};

use crate::stores::{Stores, at, at_once, draft, message, said, text_of};

contract! {
    an_edit_is_an_entry_and_changes_what_is_read,
    a_recall_leaves_no_word_behind,
    revisions_of_a_group_come_in_its_order,
    the_first_of_an_edit_and_a_recall_at_once_decides,
    only_the_authors_own_message_there_changes,
    an_old_message_stays,
    a_revision_sent_again_returns_the_first_change,
    a_refused_revision_takes_no_number,
    a_revision_where_nothing_was_said_leaves_no_conversation,
    the_list_shows_the_newest_message_as_it_is_now,
    changes_are_missed_but_not_unread,
    what_is_edited_mentions_other_files,
    what_is_recalled_lets_go_of_its_files,
}

/// `None` recalls.
fn revise(author: UserId, message: &Message, text: Option<&str>) -> Draft {
    let Message { conversation, id, .. } = *message;
    let voice = match conversation {
        Conversation::Room(_) => Voice::Membership,
        Conversation::Pair(_) => Voice::Friendship,
    };
    let content = text.map(|text| Content::parse(text.to_owned()).unwrap());
    let revision = Revision { conversation, message: id, content, client_id: None };
    Draft { author, voice, act: Act::Revise { revision, since: None } }
}

/// Stores a group of its own.
async fn store(stores: &Stores, drafts: &[Draft]) -> Vec<Result<Appended, Refusal>> {
    stores.messages.append(drafts, at(7)).await.unwrap()
}

async fn refusal(stores: &Stores, draft: Draft) -> Refusal {
    store(stores, &[draft]).await.pop().unwrap().unwrap_err()
}

async fn log(stores: &Stores, conversation: Conversation) -> Vec<Entry> {
    let Missed { entries, last_seq } = stores.messages.missed(conversation, 0, 1_000).await.unwrap();
    assert!(entries.iter().zip(1..).all(|(entry, seq)| entry.seq() == seq), "1, 2, 3 … without gaps");
    assert_eq!(entries.len() as u64, last_seq);
    entries
}

async fn history(stores: &Stores, conversation: Conversation) -> Vec<Message> {
    let rows = stores.messages.history(conversation, Window::new(None, None, None)).await.unwrap();
    rows.into_iter().map(|authored| authored.message).collect()
}

/// What every entry says, in order.
fn texts(log: &[Entry]) -> Vec<&str> {
    log.iter().map(text).collect()
}

fn text(entry: &Entry) -> &str {
    let content = match entry {
        Entry::Message(message) => &message.content,
        Entry::Change(change) => &change.content,
    };
    content.as_ref().map_or("", Content::as_str)
}

async fn an_edit_is_an_entry_and_changes_what_is_read(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let mut first = draft(ann, conversation, "first");
    said(&mut first).extra = Some(Extra::parse(r#"{"type":"text"}"#.into()).unwrap());
    let first = message(store(&stores, &[first]).await.pop().unwrap().unwrap());
    stores.say(ben, conversation, "between").await;

    let change = store(&stores, &[revise(ann, &first, Some("second"))]).await.pop().unwrap().unwrap();

    let Entry::Change(entry) = &change.entry else { panic!("a change") };
    assert_eq!((change.is_new, entry.seq, entry.message, entry.author), (true, 3, first.id, ann));
    assert_eq!((entry.at, entry.content.as_ref().map(Content::as_str)), (at(7), Some("second")));
    let edited = Message { content: entry.content.clone(), changed_at: Some(at(7)), ..first };
    let shown = history(&stores, conversation).await;
    assert_eq!((shown.len(), &shown[0], text_of(&shown[1])), (2, &edited, "between"));
    let log = log(&stores, conversation).await;
    assert_eq!((&log[0], &log[2]), (&Entry::Message(edited), &change.entry));
}

async fn a_recall_leaves_no_word_behind(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let mut secret = draft(ann, conversation, "a secret");
    said(&mut secret).extra = Some(Extra::parse(r#"{"also":"secret"}"#.into()).unwrap());
    let secret = message(store(&stores, &[secret]).await.pop().unwrap().unwrap());
    stores.say(ben, conversation, "between").await;
    for text in [Some("still a secret"), None] {
        assert!(store(&stores, &[revise(ann, &secret, text)]).await[0].is_ok());
    }
    assert_eq!(texts(&log(&stores, conversation).await), ["", "between", "", ""]);
    let shown = &history(&stores, conversation).await[0];
    let expected = Message { content: None, extra: None, changed_at: Some(at(7)), ..secret };
    assert_eq!(shown, &expected, "it stays in its place");
}

async fn revisions_of_a_group_come_in_its_order(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let [one, other] = [stores.say(ann, conversation, "1").await, stores.say(ann, conversation, "2").await];
    let group = [
        revise(ann, &one, Some("1a")),
        draft(ann, conversation, "3"),
        revise(ann, &one, Some("1b")),
        revise(ann, &other, Some("2a")),
        revise(ann, &other, None),
        revise(ann, &other, Some("2b")),
    ];
    let mut outcomes = store(&stores, &group).await;
    assert!(matches!(outcomes.pop(), Some(Err(Refusal::Recalled))));
    let seqs: Vec<u64> = outcomes.into_iter().map(|outcome| outcome.unwrap().entry.seq()).collect();
    assert_eq!(seqs, [3, 4, 5, 6, 7]);
    assert_eq!(texts(&log(&stores, conversation).await), ["1b", "", "1a", "3", "1b", "", ""]);
}

async fn the_first_of_an_edit_and_a_recall_at_once_decides(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let target = stores.say(ann, conversation, "hello").await;
    let outcomes = at_once(8, |nth| {
        let messages = stores.messages.clone();
        let draft = revise(ann, &target, (nth % 2 == 0).then_some("edited"));
        async move { messages.append(&[draft], at(1)).await.unwrap().pop().unwrap() }
    })
    .await;
    let recalls = outcomes
        .iter()
        .flatten()
        .filter(|appended| matches!(&appended.entry, Entry::Change(change) if change.content.is_none()));
    assert_eq!(recalls.count(), 1);
    assert!(
        outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|why| *why == Refusal::Recalled)
    );
    let log = log(&stores, conversation).await;
    assert_eq!(log.len(), 1 + outcomes.iter().flatten().count());
    assert!(texts(&log).iter().all(|text| text.is_empty()), "nothing comes after the recall");
}

async fn only_the_authors_own_message_there_changes(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    let hello = stores.say(ann, private, "hello").await;
    stores.say(ann, room, "elsewhere").await;
    let cases = [
        (ben, hello.clone(), Refusal::NotTheAuthor),
        (ann, Message { conversation: room, ..hello.clone() }, Refusal::NoSuchMessage),
        (ben, Message { conversation: room, ..hello.clone() }, Refusal::NotAMember),
        (ann, Message { id: MessageId::at(at(1)), ..hello.clone() }, Refusal::NoSuchMessage),
    ];
    for (author, target, expected) in cases {
        for text in [Some("x"), None] {
            assert_eq!(refusal(&stores, revise(author, &target, text)).await, expected);
        }
    }
    stores.friends.end(ann, ben, at(9)).await.unwrap();
    assert_eq!(refusal(&stores, revise(ann, &hello, None)).await, Refusal::NotFriends);
    assert_eq!(history(&stores, private).await, [hello]);
}

async fn an_old_message_stays(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let target = stores.say(ann, conversation, "hello").await;
    let mut draft = revise(ann, &target, Some("x"));
    for (limit, expected) in [(at(1), Err(Refusal::TooLate)), (target.at, Ok(2))] {
        if let Act::Revise { since, .. } = &mut draft.act {
            *since = Some(limit);
        }
        let outcome = store(&stores, std::slice::from_ref(&draft)).await.pop().unwrap();
        assert_eq!(outcome.map(|appended| appended.entry.seq()), expected);
    }
}

async fn a_revision_sent_again_returns_the_first_change(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let target = stores.say(ann, conversation, "hello").await;
    let named = |text| {
        let mut draft = revise(ann, &target, text);
        if let Act::Revise { revision, .. } = &mut draft.act {
            revision.client_id = Some(ClientId::parse("x".into()).unwrap());
        }
        draft
    };
    let group = [named(Some("edited")), named(None)];
    let [first, same] = store(&stores, &group).await.try_into().unwrap();
    let (first, same) = (first.unwrap(), same.unwrap());
    assert_eq!((first.is_new, same.is_new, &first.entry), (true, false, &same.entry));
    let [again, _] = store(&stores, &group).await.try_into().unwrap();
    assert_eq!(again, Ok(Appended { is_new: false, ..first }));
    assert_eq!(log(&stores, conversation).await.len(), 2);
}

async fn a_refused_revision_takes_no_number(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let target = stores.say(ann, conversation, "hello").await;
    let group = [revise(ben, &target, None), draft(ben, conversation, "hi")];
    let [refused, after] = store(&stores, &group).await.try_into().unwrap();
    assert_eq!((refused, after.unwrap().entry.seq()), (Err(Refusal::NotTheAuthor), 2));
    assert_eq!(log(&stores, conversation).await.len(), 2);
}

async fn a_revision_where_nothing_was_said_leaves_no_conversation(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    let elsewhere = stores.say(ann, room, "hello").await;
    let target = Message { conversation, ..elsewhere };
    assert_eq!(refusal(&stores, revise(ann, &target, None)).await, Refusal::NoSuchMessage);
    assert!(stores.messages.conversations(ben, 10).await.unwrap().is_empty());
    assert!(stores.messages.positions(ben, ClientKind::WEBSOCKET, 10).await.unwrap().is_empty());
    assert_eq!(stores.say(ben, conversation, "hi").await.seq, 1);
}

async fn the_list_shows_the_newest_message_as_it_is_now(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let room = Conversation::Room(room);
    let older = stores.say(ann, private, "older").await;
    let newest = message(
        stores.messages.append(&[draft(ann, room, "newest")], at(2)).await.unwrap().pop().unwrap().unwrap(),
    );
    for (target, text) in [(&newest, None), (&older, Some("edited"))] {
        assert!(store(&stores, &[revise(ann, target, text)]).await[0].is_ok());
    }
    let list = stores.messages.conversations(ben, 10).await.unwrap();
    let shown: Vec<_> = list.iter().map(|row| row.last_message.as_ref().unwrap().message.clone()).collect();
    assert_eq!([shown[0].id, shown[1].id], [newest.id, older.id], "a change brings nothing to the top");
    assert_eq!((shown[0].content.as_ref(), text_of(&shown[1])), (None, "edited"));
}

async fn changes_are_missed_but_not_unread(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let target = stores.say(ann, conversation, "hello").await;
    stores.messages.mark_read(ben, conversation, 1, at(3)).await.unwrap();
    for text in ["once", "twice"] {
        assert!(store(&stores, &[revise(ann, &target, Some(text))]).await[0].is_ok());
    }
    let of_ann = stores.messages.conversations(ann, 10).await.unwrap().remove(0);
    let of_ben = stores.messages.conversations(ben, 10).await.unwrap().remove(0);
    assert_eq!((of_ben.unread, of_ben.read_seq, of_ben.last_seq), (0, 1, 3));
    assert_eq!((of_ann.unread, of_ann.read_seq), (0, 1), "who changes something need not have read the rest");
    let [advance] = stores.messages.advanced(ben, at(6), 10, 10).await.unwrap().try_into().unwrap();
    assert_eq!((advance.from, advance.to), (Some(1), 3));
    assert_eq!(stores.messages.mark_read(ben, conversation, 9, at(8)).await.unwrap(), Some(3));
    stores.say(ann, conversation, "news").await;
    let [row] = stores.messages.conversations(ben, 10).await.unwrap().try_into().unwrap();
    assert_eq!((row.unread, row.last_seq), (1, 4));
}

/// Those that would be cleaned away, of `files`.
async fn loose(stores: &Stores, files: &[&FileCard]) -> Vec<bool> {
    let gone = stores.files.remove(Removable::Unmentioned, at(1_000), 10).await.unwrap();
    files.iter().map(|file| gone.contains(&file.path())).collect()
}

async fn what_is_edited_mentions_other_files(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let (old, new, beside) =
        (stores.file(ann, 1).await, stores.file(ann, 1).await, stores.file(ann, 1).await);
    let mut draft = draft(ann, conversation, &old.path().to_string());
    said(&mut draft).extra = Some(Extra::parse(format!(r#"{{"url":"{}"}}"#, beside.path())).unwrap());
    let target = message(store(&stores, &[draft]).await.pop().unwrap().unwrap());
    let text = format!("see {}", new.path());
    for _ in 0..2 {
        assert!(
            store(&stores, &[revise(ann, &target, Some(&text)), revise(ann, &target, Some(&text))]).await[1]
                .is_ok()
        );
    }
    assert_eq!(loose(&stores, &[&old, &new, &beside]).await, [true, false, false]);
}

async fn what_is_recalled_lets_go_of_its_files(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let (once, twice) = (stores.file(ann, 1).await, stores.file(ann, 1).await);
    let both = format!("{} {}", once.path(), twice.path());
    let target = stores.say(ann, conversation, &both).await;
    stores.say(ben, conversation, &twice.path().to_string()).await;
    assert!(store(&stores, &[revise(ann, &target, None)]).await[0].is_ok());
    assert_eq!(loose(&stores, &[&once, &twice]).await, [true, false], "somebody else mentions one of them");
}
