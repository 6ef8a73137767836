//! Storing groups of messages.

use std::{collections::HashSet, slice};

use discuss_kernel::{Content, Conversation, Entry, Extra, Message, MessageId, Reply};
use discuss_message::{Act, Appended, Draft, Missed, Refusal, Window};

use crate::stores::{Stores, at, at_once, draft, message, named_draft, said, text_of};

contract! {
    a_message_is_found_as_it_was_sent,
    long_and_colourful_texts_are_kept,
    further_fields_are_kept,
    a_reply_knows_what_it_answers,
    only_what_was_said_there_is_answered,
    a_group_keeps_its_order,
    numbers_are_gap_free,
    numbers_are_gap_free_when_many_write_at_once,
    a_full_group_is_stored_together,
    an_empty_group_is_nothing,
    a_repeat_returns_the_first_message,
    a_repeat_in_the_same_group_returns_the_first_message,
    a_repeat_elsewhere_returns_the_first_message,
    of_many_repeats_at_once_one_is_stored,
    two_senders_may_use_the_same_client_id,
    client_ids_differ_by_letter_case,
}

async fn append(stores: &Stores, drafts: &[Draft]) -> Vec<Result<Appended, Refusal>> {
    let outcomes = stores.messages.append(drafts, at(5)).await.unwrap();
    assert_eq!(outcomes.len(), drafts.len(), "every draft is answered");
    outcomes
}

async fn append_all(stores: &Stores, drafts: &[Draft]) -> Vec<Appended> {
    append(stores, drafts).await.into_iter().map(Result::unwrap).collect()
}

async fn everything(stores: &Stores, conversation: Conversation) -> Vec<Message> {
    let Missed { entries, last_seq } = stores.messages.missed(conversation, 0, 10_000).await.unwrap();
    assert_eq!(entries.len() as u64, last_seq);
    assert!(entries.iter().zip(1..).all(|(entry, seq)| entry.seq() == seq), "1, 2, 3 … without gaps");
    entries.into_iter().map(|entry| message(Appended { entry, is_new: false })).collect()
}

fn seqs(appended: &[Appended]) -> Vec<u64> {
    appended.iter().map(|appended| appended.entry.seq()).collect()
}

fn sent_id(draft: &Draft) -> MessageId {
    match &draft.act {
        Act::Say { id, .. } => *id,
        Act::Revise { revision, .. } => revision.message,
    }
}

/// Gives what is said another id.
fn rename(draft: &mut Draft, seconds: u64) {
    if let Act::Say { id, .. } = &mut draft.act {
        *id = MessageId::at(at(seconds));
    }
}

async fn a_message_is_found_as_it_was_sent(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let mut draft = named_draft(ann, conversation, " hello\n", "mine");

    let [appended] = append_all(&stores, slice::from_ref(&draft)).await.try_into().unwrap();

    let expected = Message {
        conversation,
        seq: 1,
        id: sent_id(&draft),
        author: ann,
        content: Some(said(&mut draft).content.clone()),
        extra: None,
        reply_to: None,
        client_id: draft.client_id().cloned(),
        at: at(5),
        changed_at: None,
    };
    assert_eq!(appended, Appended { entry: Entry::Message(expected.clone()), is_new: true });
    assert_eq!(everything(&stores, conversation).await, slice::from_ref(&expected));
    let [authored] = stores
        .messages
        .history(conversation, Window::new(None, None, None))
        .await
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!((authored.author_name.as_str(), authored.message), ("Ann", expected));
}

async fn long_and_colourful_texts_are_kept(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let texts = [
        "🍵".repeat(Content::MAX_CHARS),
        "x".repeat(Content::MAX_CHARS),
        "👩‍👩‍👧‍👦 \u{202e}right to left\u{202c} e\u{301} \u{1}\u{7f}".to_owned(),
        "'; DROP TABLE entry; -- \\' \\\\ ? $1 :a %s".to_owned(),
        "trailing space  ".to_owned(),
        "\t\r\n".to_owned(),
    ];
    let drafts: Vec<Draft> = texts.iter().map(|text| draft(ann, conversation, text)).collect();
    append_all(&stores, &drafts).await;
    for (message, text) in everything(&stores, conversation).await.iter().zip(&texts) {
        assert!(text_of(message) == text, "{}", text.chars().take(30).collect::<String>());
    }
}

async fn further_fields_are_kept(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let longest = format!("{{\"a\":\"{}\"}}", "é".repeat((Extra::MAX_BYTES - 8) / 2));
    let fields = [r#"{"type":"image", "size":3.50,"b":[null,"🍵\u0000"]}"#, "{}", longest.as_str()];
    for json in fields {
        let mut draft = draft(ann, conversation, "a picture");
        said(&mut draft).extra = Some(Extra::parse(json.to_owned()).unwrap());
        let [appended] = append_all(&stores, &[draft]).await.try_into().unwrap();
        assert_eq!(message(appended).extra.as_ref().map(Extra::as_str), Some(json));
    }
    let stored = everything(&stores, conversation).await;
    assert!(
        stored.iter().zip(fields).all(|(message, json)| message.extra.as_ref().unwrap().as_str() == json)
    );
}

async fn a_reply_knows_what_it_answers(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    stores.say(ann, conversation, "hello").await;
    let question = stores.say(ann, conversation, "tea?").await;
    let mut answer = named_draft(ben, conversation, "yes", "answer");
    said(&mut answer).reply_to = Some(question.id);
    let expected = Some(Reply { message: question.id, seq: question.seq });
    for is_new in [true, false] {
        let [appended] = append_all(&stores, slice::from_ref(&answer)).await.try_into().unwrap();
        assert_eq!((appended.is_new, message(appended).reply_to), (is_new, expected));
    }
    let replies: Vec<_> = everything(&stores, conversation).await.iter().map(|said| said.reply_to).collect();
    assert_eq!(replies, [None, None, expected]);
}

async fn only_what_was_said_there_is_answered(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let elsewhere = stores.say(ann, Conversation::Room(room), "secret").await;
    for id in [elsewhere.id, MessageId::at(at(1))] {
        let mut answer = draft(ben, private, "yes");
        said(&mut answer).reply_to = Some(id);
        let [refused, after] =
            append(&stores, &[answer, draft(ben, private, "hi")]).await.try_into().unwrap();
        assert_eq!(refused, Err(Refusal::NoSuchMessage));
        assert!(after.is_ok(), "it fails no neighbour, and takes no number");
    }
    assert_eq!(everything(&stores, private).await.len(), 2);
}

async fn a_group_keeps_its_order(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    let drafts = [
        draft(ann, private, "p1"),
        draft(ann, room, "r1"),
        draft(ben, private, "p2"),
        draft(ann, room, "r2"),
        draft(ann, private, "p3"),
    ];

    let appended = append_all(&stores, &drafts).await;

    assert_eq!(seqs(&appended), [1, 1, 2, 2, 3]);
    let ids: Vec<MessageId> = appended.into_iter().map(|appended| message(appended).id).collect();
    assert_eq!(ids, drafts.each_ref().map(sent_id));
    let texts = |messages: Vec<Message>| messages.iter().map(|m| text_of(m).to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(everything(&stores, private).await), ["p1", "p2", "p3"]);
    assert_eq!(texts(everything(&stores, room).await), ["r1", "r2"]);
}

async fn numbers_are_gap_free(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let cleo = stores.person("Cleo").await;
    for round in 0..3 {
        let drafts = [
            draft(ann, conversation, "said"),
            draft(cleo, Conversation::between(cleo, ben).unwrap(), "refused"),
            named_draft(ben, conversation, "said once", "once"),
            named_draft(ann, conversation, "said each time", &format!("round {round}")),
        ];
        append(&stores, &drafts).await;
    }
    assert_eq!(everything(&stores, conversation).await.len(), 7);
}

async fn numbers_are_gap_free_when_many_write_at_once(stores: Stores) {
    let (ann, ben, private) = stores.friends("Ann", "Ben").await;
    let room = stores.room("Tea", ann).await;
    stores.join(room, ben, 1).await;
    let room = Conversation::Room(room);
    let outcomes = at_once(8, |nth| {
        let messages = stores.messages.clone();
        // In both orders, so that groups would lock each other out if they locked as they come.
        let both = if nth % 2 == 0 { [private, room] } else { [room, private] };
        let group: Vec<Draft> =
            both.into_iter().cycle().take(6).map(|place| draft(ann, place, "hello")).collect();
        async move { messages.append(&group, at(1)).await.unwrap() }
    })
    .await;
    let stored: Vec<Message> =
        outcomes.into_iter().flatten().map(|outcome| message(outcome.unwrap())).collect();
    for conversation in [private, room] {
        let in_order = everything(&stores, conversation).await;
        assert_eq!(in_order.len(), 24);
        assert!(
            in_order.iter().all(|message| stored.contains(message)),
            "everybody was told the right number"
        );
    }
}

async fn a_full_group_is_stored_together(stores: Stores) {
    let ann = stores.person("Ann").await;
    let mut rooms = Vec::new();
    for nth in 0..8 {
        rooms.push(Conversation::Room(stores.room(&format!("room {nth}"), ann).await));
    }
    let drafts: Vec<Draft> = (0..discuss_message::Writer::MAX_GROUP)
        .map(|nth| named_draft(ann, rooms[nth % rooms.len()], "hello", &nth.to_string()))
        .collect();

    let appended = append_all(&stores, &drafts).await;
    let again = append_all(&stores, &drafts).await;

    assert!(appended.iter().all(|appended| appended.is_new));
    assert!(again.iter().zip(&appended).all(|(again, first)| !again.is_new && again.entry == first.entry));
    for room in rooms {
        assert_eq!(everything(&stores, room).await.len(), drafts.len() / 8);
    }
}

async fn an_empty_group_is_nothing(stores: Stores) {
    assert!(append(&stores, &[]).await.is_empty());
}

async fn a_repeat_returns_the_first_message(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let [first] =
        append_all(&stores, &[named_draft(ann, conversation, "first", "x")]).await.try_into().unwrap();
    stores.say(ann, conversation, "between").await;
    let mut again = named_draft(ann, conversation, "second", "x");
    rename(&mut again, 99);

    let repeats = stores.messages.append(&[again, draft(ann, conversation, "after")], at(99)).await.unwrap();

    let [repeat, after] = repeats.try_into().unwrap();
    assert_eq!(repeat.unwrap(), Appended { entry: first.entry, is_new: false });
    assert_eq!(after.unwrap().entry.seq(), 3, "a repeat takes no number");
}

async fn a_repeat_in_the_same_group_returns_the_first_message(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let drafts = [
        named_draft(ann, conversation, "first", "x"),
        named_draft(ann, conversation, "second", "x"),
        named_draft(ann, conversation, "other", "y"),
        named_draft(ann, conversation, "third", "x"),
    ];
    let appended = append_all(&stores, &drafts).await;
    assert_eq!(seqs(&appended), [1, 1, 2, 1]);
    assert_eq!(
        appended.iter().map(|appended| appended.is_new).collect::<Vec<_>>(),
        [true, false, true, false]
    );
    assert!([1, 3].iter().all(|nth: &usize| appended[*nth].entry == appended[0].entry));
    assert_eq!(everything(&stores, conversation).await.len(), 2);
}

async fn a_repeat_elsewhere_returns_the_first_message(stores: Stores) {
    let (ann, _, private) = stores.friends("Ann", "Ben").await;
    let room = Conversation::Room(stores.room("Tea", ann).await);
    let drafts = [named_draft(ann, private, "first", "x"), named_draft(ann, room, "second", "x")];
    let appended = append_all(&stores, &drafts).await;
    assert_eq!((appended[1].is_new, &appended[1].entry), (false, &appended[0].entry));
    let [later] = append_all(&stores, &[named_draft(ann, room, "third", "x")]).await.try_into().unwrap();
    assert_eq!((later.is_new, later.entry), (false, appended[0].entry.clone()));
    assert!(everything(&stores, room).await.is_empty());
}

async fn of_many_repeats_at_once_one_is_stored(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let outcomes = at_once(8, |nth| {
        let messages = stores.messages.clone();
        let mut draft = named_draft(ann, conversation, "hello", "x");
        rename(&mut draft, nth as u64);
        async move { messages.append(&[draft], at(1)).await.unwrap().pop().unwrap().unwrap() }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|appended| appended.is_new).count(), 1);
    assert_eq!(outcomes.into_iter().map(|appended| message(appended).id).collect::<HashSet<_>>().len(), 1);
    assert_eq!(everything(&stores, conversation).await.len(), 1);
}

async fn two_senders_may_use_the_same_client_id(stores: Stores) {
    let (ann, ben, conversation) = stores.friends("Ann", "Ben").await;
    let drafts = [named_draft(ann, conversation, "mine", "x"), named_draft(ben, conversation, "mine", "x")];
    assert!(append_all(&stores, &drafts).await.iter().all(|appended| appended.is_new));
}

async fn client_ids_differ_by_letter_case(stores: Stores) {
    let (ann, _, conversation) = stores.friends("Ann", "Ben").await;
    let longest = "🍵".repeat(64);
    let names = ["x", "X", "é", "e", "🍵", "🫖", longest.as_str()];
    let drafts: Vec<Draft> = names.iter().map(|name| named_draft(ann, conversation, name, name)).collect();
    assert!(append_all(&stores, &drafts).await.iter().all(|appended| appended.is_new));
    assert_eq!(everything(&stores, conversation).await.len(), names.len());
    assert!(append_all(&stores, &drafts).await.iter().all(|appended| !appended.is_new));
}
