//! Who is here: told to friends and to rooms, but not for every step of a crowd.

use std::{collections::HashSet, sync::Arc, time::Duration};

use async_trait::async_trait;
use discuss_kernel::{Clock, Event, EventBus, Presence, RoomId, StoreError, UserId};
use tokio_util::sync::CancellationToken;

use crate::{Hub, Weigh, census::PresenceChanges};

/// How long a change is waited with, since many who leave are back in a moment: a page was loaded anew.
const SETTLE: Duration = Duration::from_millis(200);

/// Knows who cares whether somebody is here.
#[async_trait]
pub trait Contacts: Send + Sync {
    /// The friends of `user`.
    async fn friends(&self, user: UserId) -> Result<Vec<UserId>, StoreError>;
}

#[async_trait]
impl<E: Weigh + Clone + Send + Sync> Presence for Hub<E> {
    async fn online(&self, users: &[UserId]) -> Vec<UserId> {
        let online = Hub::online(self, users);
        let are_online: HashSet<UserId> = online.iter().copied().collect();
        let untold: Vec<UserId> = {
            let mut told = self.told();
            let show = |user: &UserId| told.users.show(*user, &are_online.contains(user));
            users.iter().copied().filter(show).collect()
        };
        untold.into_iter().for_each(|user| self.presence_changed(user));
        online
    }
}

impl<E: Weigh + Clone> Hub<E> {
    /// [`Hub::online_in`], for somebody who listens to the room: whatever of it ceases to be true, they are told.
    #[must_use]
    pub fn show_online_in(&self, room: RoomId) -> Vec<UserId> {
        let users = self.online_in(room);
        if self.told().rooms.show(room, &users) {
            self.presence_changed_in(room);
        }
        users
    }
}

/// Publishes changes of presence, each at most once in an interval.
///
/// The first change is told almost at once; what changes within the interval after it is told together. Who
/// comes back within that time never left, unless somebody has noticed. A thousand members who join a room
/// within a second cost one list, not a thousand. There is one watch per node; [`PresenceWatch::run`] is its whole life.
pub struct PresenceWatch<E> {
    hub: Hub<E>,
    contacts: Arc<dyn Contacts>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
    interval: Duration,
}

impl<E: Weigh + Clone> PresenceWatch<E> {
    /// A watch over `hub`.
    pub fn new(
        hub: Hub<E>,
        contacts: Arc<dyn Contacts>,
        events: Arc<dyn EventBus>,
        clock: Arc<dyn Clock>,
        interval: Duration,
    ) -> Self {
        Self { hub, contacts, events, clock, interval }
    }

    /// Watches until `stop` is cancelled.
    pub async fn run(self, stop: CancellationToken) {
        let watch = async {
            loop {
                self.hub.presence_has_changed().await;
                tokio::time::sleep(SETTLE.min(self.interval)).await;
                let changes = self.hub.take_presence_changes();
                self.tell(changes).await;
                tokio::time::sleep(self.interval.saturating_sub(SETTLE)).await;
            }
        };
        stop.run_until_cancelled(watch).await;
    }

    async fn tell(&self, changes: PresenceChanges) {
        for user in changes.users {
            self.tell_friends(user).await;
        }
        for room in changes.rooms {
            self.tell_room(room).await;
        }
    }

    async fn tell_friends(&self, user: UserId) {
        let online = self.hub.is_online(user);
        if !self.hub.told().users.tell(user, &online) {
            return;
        }
        match self.contacts.friends(user).await {
            Ok(friends) if friends.is_empty() => {}
            Ok(friends) => {
                let event = Event::UserPresence { user, online, friends, at: self.clock.now() };
                self.events.publish(event).await;
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(%user, error, "friends were not told of a change of presence");
                // The next look tries again.
                self.hub.told().users.doubt(user);
                self.hub.presence_changed(user);
            }
        }
    }

    async fn tell_room(&self, room: RoomId) {
        let users = self.hub.online_in(room);
        if self.hub.told().rooms.tell(room, &users) {
            self.events.publish(Event::RoomPresence { room, users, at: self.clock.now() }).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::SystemClock;
    use tokio::sync::mpsc;

    use super::*;
    use crate::{HubLimits, LocalBroker};

    struct Friends(Vec<UserId>);

    #[async_trait]
    impl Contacts for Friends {
        async fn friends(&self, _: UserId) -> Result<Vec<UserId>, StoreError> {
            Ok(self.0.clone())
        }
    }

    fn watched(hub: &Hub<&'static str>, friends: Vec<UserId>) -> mpsc::Receiver<Event> {
        let (broker, events) = LocalBroker::new(64);
        let watch = PresenceWatch::new(
            hub.clone(),
            Arc::new(Friends(friends)),
            Arc::new(broker),
            Arc::new(SystemClock),
            Duration::from_secs(1),
        );
        tokio::spawn(watch.run(CancellationToken::new()));
        events
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_costs_two_lists() {
        let (hub, room) = (Hub::new(HubLimits::default()), RoomId::random());
        let mut events = watched(&hub, Vec::new());
        let mut crowd = Vec::new();
        let (hall, _post) = hub.hall();
        for _ in 0..100 {
            let seat = hall.open(UserId::random(), None).unwrap();
            seat.announce([room]);
            crowd.push(seat);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        let mut lists = Vec::new();
        while let Ok(event) = events.try_recv() {
            if let Event::RoomPresence { users, .. } = event {
                lists.push(users.len());
            }
        }
        assert_eq!((lists.len(), lists.last()), (2, Some(&100)), "{lists:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn friends_hear_the_first_arrival_and_the_last_departure() {
        let (hub, ann, ben) =
            (Hub::<&'static str>::new(HubLimits::default()), UserId::random(), UserId::random());
        let mut events = watched(&hub, vec![ben]);
        let mut status = async |expected: Option<bool>| {
            tokio::time::sleep(Duration::from_secs(2)).await;
            let told = match events.try_recv() {
                Ok(Event::UserPresence { user, online, friends, .. }) => {
                    assert_eq!((user, friends), (ann, vec![ben]));
                    Some(online)
                }
                _ => None,
            };
            assert_eq!(told, expected);
        };
        let (hall, _post) = hub.hall();
        let open = || {
            let seat = hall.open(ann, None).unwrap();
            seat.announce([]);
            seat
        };
        let phone = open();
        status(Some(true)).await;
        let desk = open();
        status(None).await;
        drop(phone);
        status(None).await;
        drop(desk);
        let back = open();
        status(None).await;
        drop(back);
        drop(open());
        status(Some(false)).await;
    }

    /// What is published within two seconds, in short.
    async fn published(events: &mut mpsc::Receiver<Event>) -> Vec<(usize, bool)> {
        tokio::time::sleep(Duration::from_secs(2)).await;
        std::iter::from_fn(|| events.try_recv().ok())
            .map(|event| match event {
                Event::UserPresence { friends, online, .. } => (friends.len(), online),
                Event::RoomPresence { users, .. } => (users.len(), !users.is_empty()),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn who_saw_a_friend_pass_by_is_told_that_they_left_and_who_missed_one_that_they_are_back() {
        let (hub, ann, ben) =
            (Hub::<&'static str>::new(HubLimits::default()), UserId::random(), UserId::random());
        let mut events = watched(&hub, vec![ben]);
        let (hall, _post) = hub.hall();
        let open = || {
            let seat = hall.open(ann, None).unwrap();
            seat.announce([]);
            seat
        };
        let seat = open();
        assert_eq!(Presence::online(&hub, &[ann]).await, [ann]);
        drop(seat);
        assert_eq!(published(&mut events).await, [(1, false)]);

        drop(open());
        assert_eq!(published(&mut events).await, [], "nobody has noticed");

        let seat = open();
        assert_eq!(published(&mut events).await, [(1, true)]);
        drop(seat);
        assert_eq!(Presence::online(&hub, &[ann]).await, []);
        let _back = open();
        assert_eq!(published(&mut events).await, [(1, true)]);
        assert_eq!(Presence::online(&hub, &[ann]).await, [ann]);
        assert_eq!(published(&mut events).await, [], "what was shown is what was told");
    }

    #[tokio::test(start_paused = true)]
    async fn who_saw_somebody_pass_through_a_room_is_told_that_they_left() {
        let (hub, room) = (Hub::<&'static str>::new(HubLimits::default()), RoomId::random());
        let mut events = watched(&hub, Vec::new());
        let (hall, _post) = hub.hall();
        let open = |user| {
            let seat = hall.open(user, None).unwrap();
            seat.announce([room]);
            seat
        };
        let ben = open(UserId::random());
        assert_eq!(published(&mut events).await, [(1, true)]);
        let ann = open(UserId::random());
        assert_eq!(hub.show_online_in(room).len(), 2);
        drop(ann);
        assert_eq!(published(&mut events).await, [(1, true)]);
        drop(ben);
        assert_eq!(published(&mut events).await, [(0, false)]);
    }
}
