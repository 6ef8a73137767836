//! Editing and recalling.

use discuss_kernel::{Change, ClientId, Entry, Extra};

use super::*;
use crate::{Authored, Missed};

impl Setting {
    async fn edit(&self, caller: &Caller, message: &Message, text: &str) -> Result<Change, MessageError> {
        let content = Content::parse(text.to_owned()).unwrap();
        self.messages.change(caller, Revision { content: Some(content), ..recalling(message) }).await
    }

    async fn recall(&self, caller: &Caller, message: &Message) -> Result<Change, MessageError> {
        self.messages.change(caller, recalling(message)).await
    }

    /// The messages of the room as they are now.
    async fn shown(&self) -> Vec<Message> {
        let history = self.messages.history(&self.ben, self.room(), EVERYTHING).await.unwrap();
        history.into_iter().map(|Authored { message, .. }| message).collect()
    }

    async fn log(&self) -> Vec<Entry> {
        let Missed { entries, .. } = self.messages.missed(&self.ben, self.room(), 0).await.unwrap();
        entries
    }

    /// Somebody who belongs to the room, and has said nothing there.
    fn dora(&self) -> Caller {
        let dora = self.world.person("Dora");
        self.world.join(self.room, dora.id);
        dora
    }
}

fn recalling(message: &Message) -> Revision {
    let Message { conversation, id: message, .. } = *message;
    Revision { conversation, message, content: None, client_id: None }
}

#[tokio::test]
async fn an_edited_message_is_what_it_is_now_and_the_change_an_entry_of_its_own() {
    let s = running(PrivateMessages::Friends);
    let message = s.say(&s.ann, s.room()).await.unwrap();
    s.events.take();
    let change = s.edit(&s.ann, &message, "good evening").await.unwrap();
    assert_eq!((change.seq, change.message, change.author), (2, message.id, s.ann.id));
    assert_eq!(s.events.take(), [Event::Entry(Entry::Change(change.clone()))], "everybody hears of it");

    let edited = Message { content: change.content.clone(), changed_at: Some(change.at), ..message };
    assert_eq!(s.shown().await, std::slice::from_ref(&edited));
    assert_eq!(s.log().await, [Entry::Message(edited), Entry::Change(change)]);
    assert_eq!(s.say(&s.ben, s.room()).await.unwrap().seq, 3, "messages and changes are numbered together");
}

#[tokio::test]
async fn nothing_that_a_recalled_message_ever_said_is_told_again() {
    let s = running(PrivateMessages::Friends);
    let extra = Some(Extra::parse(r#"{"type":"secret"}"#.to_owned()).unwrap());
    let content = Content::parse("first".to_owned()).unwrap();
    let post = Post { conversation: s.room(), content, extra, reply_to: None, client_id: None };
    let message = s.messages.send(&s.ann, post).await.unwrap();
    s.edit(&s.ann, &message, "second").await.unwrap();
    s.recall(&s.ann, &message).await.unwrap();

    let shown = s.shown().await;
    assert_eq!((shown.len(), shown[0].seq, &shown[0].content, &shown[0].extra), (1, 1, &None, &None));
    let said = |entry: &Entry| match entry {
        Entry::Message(message) => message.content.clone(),
        Entry::Change(change) => change.content.clone(),
    };
    let log = s.log().await;
    assert_eq!(log.iter().map(Entry::seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(log.iter().all(|entry| said(entry).is_none()), "{log:?}");
}

#[tokio::test]
async fn only_the_author_changes_a_message_and_only_where_it_was_said() {
    let s = running(PrivateMessages::Friends);
    let message = s.say(&s.ann, s.room()).await.unwrap();
    for caller in [&s.ben, &s.dora()] {
        for refused in [s.edit(caller, &message, "x").await, s.recall(caller, &message).await] {
            assert!(matches!(refused, Err(MessageError::Refused(Refusal::NotTheAuthor))));
        }
    }
    let stranger = s.recall(&s.cleo, &message).await;
    assert!(matches!(stranger, Err(MessageError::Refused(Refusal::NotAMember))));
    let elsewhere = Message { conversation: s.private(), ..message.clone() };
    let refused = s.edit(&s.ann, &elsewhere, "x").await.unwrap_err();
    assert_eq!(refused.kind(), Kind::NotFound);
    assert_eq!(s.shown().await, [message]);
}

#[tokio::test]
async fn who_may_not_speak_any_more_changes_nothing() {
    let s = running(PrivateMessages::Friends);
    let (public, private) =
        (s.say(&s.ben, s.room()).await.unwrap(), s.say(&s.ben, s.private()).await.unwrap());
    s.world.lock().leave(s.room, s.ben.id);
    s.world.lock().unfriend(s.ann.id, s.ben.id);
    for message in [public, private] {
        for refused in [s.edit(&s.ben, &message, "x").await, s.recall(&s.ben, &message).await] {
            assert_eq!(refused.unwrap_err().kind(), Kind::Forbidden);
        }
    }
}

#[tokio::test]
async fn what_is_recalled_stays_recalled() {
    let s = running(PrivateMessages::Friends);
    let message = s.say(&s.ann, s.room()).await.unwrap();
    s.recall(&s.ann, &message).await.unwrap();
    for refused in [s.edit(&s.ann, &message, "back again").await, s.recall(&s.ann, &message).await] {
        assert!(matches!(refused, Err(MessageError::Refused(Refusal::Recalled))));
    }
    assert_eq!(s.log().await.len(), 2);
}

#[tokio::test]
async fn a_message_can_be_changed_for_as_long_as_the_operator_says() {
    let s = running(PrivateMessages::Friends);
    let message = s.say(&s.ann, s.room()).await.unwrap();
    s.clock.advance(EDIT_WITHIN);
    assert!(s.edit(&s.ann, &message, "just in time").await.is_ok());
    s.clock.advance(Duration::from_secs(1));
    let refused = s.edit(&s.ann, &message, "too late").await;
    assert!(matches!(refused, Err(MessageError::Refused(Refusal::TooLate))));
    s.clock.advance(RECALL_WITHIN - EDIT_WITHIN);
    assert!(matches!(s.recall(&s.ann, &message).await, Err(MessageError::Refused(Refusal::TooLate))));
}

#[tokio::test]
async fn a_change_that_is_sent_again_happens_once() {
    let s = running(PrivateMessages::Friends);
    let message = s.say(&s.ann, s.room()).await.unwrap();
    let client_id = || Some(ClientId::parse("change".to_owned()).unwrap());
    let revision = Revision { client_id: client_id(), ..recalling(&message) };
    let first = s.messages.change(&s.ann, revision.clone()).await.unwrap();
    assert_eq!(s.messages.change(&s.ann, revision).await.unwrap(), first);
    let content = Content::parse("something else".to_owned()).unwrap();
    let post = Post { conversation: s.room(), content, extra: None, reply_to: None, client_id: client_id() };
    assert!(matches!(s.messages.send(&s.ann, post).await, Err(MessageError::ClientIdUsed)));
}

#[tokio::test]
async fn changes_are_not_counted_as_unread() {
    let s = running(PrivateMessages::Friends);
    let message = s.say(&s.ann, s.room()).await.unwrap();
    s.messages.mark_read(&s.ben, s.room(), 1).await.unwrap();
    s.edit(&s.ann, &message, "once").await.unwrap();
    s.edit(&s.ann, &message, "twice").await.unwrap();
    let list = s.messages.conversations(&s.ben).await.unwrap();
    assert_eq!((list[0].unread, list[0].read_seq, list[0].last_seq), (0, 1, 3));
    let newest =
        list[0].last_message.as_ref().map(|newest| newest.message.content.as_ref().unwrap().as_str());
    assert_eq!(newest, Some("twice"), "the newest message, not the newest entry");
}
