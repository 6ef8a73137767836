//! Pinning and muting.

use discuss_kernel::{Preferences, UserId};

use super::*;
use crate::PreferenceChange;

const PIN: PreferenceChange = PreferenceChange { pinned: Some(true), muted: None };
const MUTE: PreferenceChange = PreferenceChange { pinned: None, muted: Some(true) };

impl Setting {
    /// How somebody keeps the conversations in their list, in its order.
    async fn kept(&self, caller: &Caller) -> Vec<(Conversation, Preferences)> {
        let list = self.messages.conversations(caller).await.unwrap();
        list.into_iter().map(|summary| (summary.conversation, summary.preferences)).collect()
    }
}

#[tokio::test]
async fn what_is_pinned_comes_first_and_what_is_not_asked_for_stays() {
    let s = running(PrivateMessages::Friends);
    s.say(&s.ann, s.room()).await.unwrap();
    s.say(&s.ann, s.private()).await.unwrap();
    let pinned = Preferences { pinned: true, muted: false };
    let both = Preferences { pinned: true, muted: true };
    assert_eq!(s.messages.prefer(&s.ann, s.room(), PIN).await.unwrap(), pinned);
    assert_eq!(s.messages.prefer(&s.ann, s.room(), MUTE).await.unwrap(), both);
    assert_eq!(s.kept(&s.ann).await, [(s.room(), both), (s.private(), Preferences::default())]);

    let nothing = [(s.private(), Preferences::default()), (s.room(), Preferences::default())];
    assert_eq!(s.kept(&s.ben).await, nothing, "everybody for themselves");
    let back = PreferenceChange { pinned: Some(false), muted: Some(false) };
    s.messages.prefer(&s.ann, s.room(), back).await.unwrap();
    assert_eq!(s.kept(&s.ann).await, nothing);
}

#[tokio::test]
async fn ones_own_devices_hear_of_it_once() {
    let s = running(PrivateMessages::Friends);
    let (conversation, user) = (s.private(), s.ann.id);
    for _ in 0..2 {
        s.messages.prefer(&s.ann, conversation, MUTE).await.unwrap();
        s.messages.prefer(&s.ann, conversation, PreferenceChange::default()).await.unwrap();
    }
    let preferences = Preferences { pinned: false, muted: true };
    assert_eq!(s.events.take(), [Event::ConversationUpdated { conversation, user, preferences }]);
}

#[tokio::test]
async fn nobody_pins_what_they_may_not_read() {
    let s = running(PrivateMessages::Everybody);
    let nobody = Conversation::between(s.cleo.id, UserId::random()).unwrap();
    for (conversation, kind) in [
        (s.room(), Kind::Forbidden),
        (Conversation::Room(RoomId::random()), Kind::NotFound),
        (s.private(), Kind::Invalid),
        (nobody, Kind::NotFound),
    ] {
        let refused = s.messages.prefer(&s.cleo, conversation, PIN).await.unwrap_err();
        assert_eq!(refused.kind(), kind, "{refused}");
    }
    assert_eq!(s.events.take(), []);
    assert_eq!(s.kept(&s.cleo).await, []);
    assert!(s.kept(&s.ann).await.iter().all(|(_, kept)| *kept == Preferences::default()));
}

#[tokio::test]
async fn in_a_room_it_ends_with_the_membership_and_between_two_it_stays() {
    let s = running(PrivateMessages::Friends);
    s.say(&s.ben, s.private()).await.unwrap();
    for conversation in [s.room(), s.private()] {
        s.messages.prefer(&s.ben, conversation, PIN).await.unwrap();
    }
    s.world.lock().leave(s.room, s.ben.id);
    s.world.lock().unfriend(s.ann.id, s.ben.id);
    assert!(s.messages.prefer(&s.ben, s.room(), MUTE).await.is_err(), "who has left keeps nothing");
    let pinned = Preferences { pinned: true, muted: false };
    assert_eq!(s.kept(&s.ben).await, [(s.private(), pinned)]);
    s.world.join(s.room, s.ben.id);
    assert_eq!(s.kept(&s.ben).await, [(s.private(), pinned), (s.room(), Preferences::default())]);
}
