//! From facts to outboxes.

use discuss_kernel::{Audience, Clock, Event, SystemClock, UserId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{Hub, Weigh};

/// Turns a fact into what its audiences are told, in order.
pub type Encode<E> = Box<dyn Fn(&Event) -> Vec<(Audience, E)> + Send + Sync>;

/// Takes facts in the order in which they were published, keeps the hub's index of rooms true, and
/// delivers. There is one per node; [`FanOut::run`] is its whole life.
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

    /// Delivers until `stop` is cancelled, or nobody can publish any more.
    pub async fn run(self, mut events: mpsc::Receiver<Event>, stop: CancellationToken) {
        while let Some(Some(event)) = stop.run_until_cancelled(events.recv()).await {
            self.handle(&event);
        }
    }

    /// Who comes is let in before it is told, so that they hear it; who goes is shown out after.
    fn handle(&self, event: &Event) {
        if let Event::Membership { room, user, began: true, .. } = event {
            self.hub.admit(*user, *room);
        }
        for (to, what) in (self.encode)(event) {
            self.hub.deliver(&to, &what);
        }
        match event {
            Event::Membership { room, user, began: false, .. } => self.hub.expel(*user, *room),
            Event::RoomDeleted { room, .. } => self.hub.close_room(*room),
            Event::SessionsEnded { user, ended } => self.hub.end_sessions(*user, *ended),
            Event::Friendship { one, other, began } => {
                self.show(*one, *other, *began);
                self.show(*other, *one, *began);
            }
            _ => {}
        }
    }

    /// New friends see at once who of them is here; former friends see each other leave.
    fn show(&self, user: UserId, to: UserId, began: bool) {
        if self.hub.is_online(user) {
            let presence =
                Event::UserPresence { user, online: began, friends: vec![to], at: SystemClock.now() };
            for (to, what) in (self.encode)(&presence) {
                self.hub.deliver(&to, &what);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{EventBus, RoomId};

    use super::*;
    use crate::{HubLimits, LocalBroker};

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

    async fn publish(hub: &Hub<&'static str>, events: Vec<Event>) {
        let (broker, queue) = LocalBroker::new(16);
        for event in events {
            broker.publish(event).await;
        }
        drop(broker);
        FanOut::new(hub.clone(), Box::new(encode)).run(queue, CancellationToken::new()).await;
    }

    #[tokio::test]
    async fn who_comes_and_goes_hears_it_and_nothing_after() {
        let (hub, ann, room) = (Hub::new(HubLimits::default()), UserId::random(), RoomId::random());
        let mut seat = hub.open(ann, None).unwrap();
        hub.announce(&seat, []);
        let change = |began| Event::Membership { room, name: String::new(), user: ann, began };
        let other = |began| Event::Membership { room, name: String::new(), user: UserId::random(), began };
        publish(&hub, vec![change(true), change(false), other(true)]).await;
        assert_eq!(std::iter::from_fn(|| seat.inbox.try_recv()).collect::<Vec<_>>(), ["came", "went"]);
    }

    #[tokio::test]
    async fn new_friends_see_each_other_at_once() {
        let (hub, ann, ben) = (Hub::new(HubLimits::default()), UserId::random(), UserId::random());
        let (mut here, mut there) = (hub.open(ann, None).unwrap(), hub.open(ben, None).unwrap());
        hub.announce(&here, []);
        hub.announce(&there, []);
        publish(&hub, vec![Event::Friendship { one: ann, other: ben, began: true }]).await;
        assert_eq!((here.inbox.try_recv(), there.inbox.try_recv()), (Some("here"), Some("here")));
    }
}
