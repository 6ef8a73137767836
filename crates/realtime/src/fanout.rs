//! From facts to outboxes.

use discuss_kernel::{Audience, Clock, Event, SystemClock, UserId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{Hub, Weigh, shard::News};

/// Turns a fact into what its audiences are told, in order.
pub type Encode<E> = Box<dyn Fn(&Event) -> Vec<(Audience, E)> + Send + Sync>;

/// Takes facts in the order in which they were published, encodes each once, and hands it to every shard of the
/// hub. There is one per node; [`FanOut::run`] is its whole life.
pub struct FanOut<E> {
    hub: Hub<E>,
    encode: Encode<E>,
}

impl<E: Weigh + Clone> FanOut<E> {
    /// A fan-out into `hub`.
    #[must_use]
    pub fn new(hub: Hub<E>, encode: Encode<E>) -> Self {
        Self { hub, encode }
    }

    /// Passes facts on until `stop` is cancelled, or nobody can publish any more.
    pub async fn run(self, mut events: mpsc::Receiver<Event>, stop: CancellationToken) {
        let pass_on = async {
            while let Some(event) = events.recv().await {
                self.handle(event).await;
            }
        };
        stop.run_until_cancelled(pass_on).await;
    }

    async fn handle(&self, event: Event) {
        match &event {
            Event::SessionsEnded { user, ended } => self.hub.end_sessions(*user, *ended),
            Event::RoomDeleted { room, .. } | Event::Membership { room, .. } => {
                self.hub.presence_changed_in(*room);
            }
            _ => {}
        }
        let mut deliveries = (self.encode)(&event);
        if let Event::Friendship { one, other, began } = event {
            deliveries.extend(self.presence(one, other, began));
            deliveries.extend(self.presence(other, one, began));
        }
        self.hub.tell(News { event, deliveries }).await;
    }

    /// New friends see at once who of them is here; former friends see each other leave.
    fn presence(&self, user: UserId, to: UserId, began: bool) -> Vec<(Audience, E)> {
        if !self.hub.is_online(user) {
            return Vec::new();
        }
        (self.encode)(&Event::UserPresence { user, online: began, friends: vec![to], at: SystemClock.now() })
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{EventBus, RoomId};

    use super::*;
    use crate::{HubLimits, LocalBroker, Post};

    /// Tells the room of memberships, as "came" and "went".
    fn encode(event: &Event) -> Vec<(Audience, &'static str)> {
        match event {
            Event::Membership { room, began, .. } => {
                vec![(Audience::Room(*room), if *began { "came" } else { "went" })]
            }
            Event::UserPresence { friends, online, .. } => {
                vec![(Audience::Users(friends.clone()), if *online { "here" } else { "away" })]
            }
            _ => Vec::new(),
        }
    }

    /// Publishes events and waits until the hall with that post has heard of them.
    async fn publish(hub: &Hub<&'static str>, post: Post<&'static str>, events: Vec<Event>) {
        let (broker, queue) = LocalBroker::new(16);
        for event in events {
            broker.publish(event).await;
        }
        drop(broker);
        let stop = CancellationToken::new();
        let fan_out = async {
            FanOut::new(hub.clone(), Box::new(encode)).run(queue, CancellationToken::new()).await;
            tokio::task::yield_now().await;
            stop.cancel();
        };
        tokio::join!(post.run(stop.clone()), fan_out);
    }

    #[tokio::test]
    async fn who_comes_and_goes_hears_it_and_nothing_after() {
        let (hub, ann, room) = (Hub::new(HubLimits::default()), UserId::random(), RoomId::random());
        let (hall, post) = hub.hall();
        let mut seat = hall.open(ann, None).unwrap();
        seat.announce([]);
        let change = |began| Event::Membership { room, name: String::new(), user: ann, began };
        let other = |began| Event::Membership { room, name: String::new(), user: UserId::random(), began };
        publish(&hub, post, vec![change(true), change(false), other(true)]).await;
        assert_eq!(std::iter::from_fn(|| seat.inbox.try_recv()).collect::<Vec<_>>(), ["came", "went"]);
    }

    #[tokio::test]
    async fn a_membership_may_change_who_is_online_in_the_room() {
        let (hub, ann, room) = (Hub::new(HubLimits::default()), UserId::random(), RoomId::random());
        for began in [true, false] {
            let (_, post) = hub.hall();
            let change = Event::Membership { room, name: String::new(), user: ann, began };
            publish(&hub, post, vec![change]).await;
            assert!(hub.take_presence_changes().rooms.contains(&room));
        }
    }

    #[tokio::test]
    async fn new_friends_see_each_other_at_once() {
        let (hub, ann, ben) = (Hub::new(HubLimits::default()), UserId::random(), UserId::random());
        let (hall, post) = hub.hall();
        let (mut here, mut there) = (hall.open(ann, None).unwrap(), hall.open(ben, None).unwrap());
        here.announce([]);
        there.announce([]);
        publish(&hub, post, vec![Event::Friendship { one: ann, other: ben, began: true }]).await;
        assert_eq!((here.inbox.try_recv(), there.inbox.try_recv()), (Some("here"), Some("here")));
    }
}
