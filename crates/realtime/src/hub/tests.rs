//! What the hub promises.

use discuss_kernel::{Audience, Event, Timestamp};

use super::*;

/// A hub with two halls, as on a machine with two processor cores.
struct House {
    hub: Hub<&'static str>,
    halls: [Hall<&'static str>; 2],
}

impl House {
    fn new() -> Self {
        let hub = Hub::new(HubLimits { outbox_messages: 2, outbox_bytes: 1_000, connections_per_user: 2 });
        let halls = [hub.hall().0, hub.hall().0];
        Self { hub, halls }
    }

    /// Connects somebody, in either hall in turn.
    fn open(&self, user: UserId, session: Option<SessionId>) -> Result<Seat<&'static str>, NoSeat> {
        let turn = self.hub.0.next_seat.load(Ordering::Relaxed) % 2;
        self.halls[usize::try_from(turn).unwrap()].open(user, session)
    }

    fn arrive(&self, user: UserId, rooms: &[RoomId]) -> Seat<&'static str> {
        let seat = self.open(user, None).unwrap();
        seat.announce(rooms.iter().copied());
        seat
    }

    /// What the posts of both halls do.
    fn tell(&self, event: &Event, to: Audience, text: &'static str) {
        for hall in &self.halls {
            hall.shard.tell(&News { event: event.clone(), deliveries: vec![(to.clone(), text)] });
        }
    }

    fn say(&self, to: Audience, text: &'static str) {
        let nothing_else = Event::SessionsEnded { user: UserId::random(), ended: Ended::All };
        self.tell(&nothing_else, to, text);
    }

    fn membership(&self, user: UserId, room: RoomId, began: bool) {
        let event = Event::Membership { room, name: String::new(), user, began };
        self.tell(&event, Audience::Users(Vec::new()), "");
    }
}

fn heard(seat: &mut Seat<&'static str>) -> Vec<&'static str> {
    std::iter::from_fn(|| seat.inbox.try_recv()).collect()
}

#[test]
fn every_device_of_a_user_hears_the_same() {
    let (house, ann) = (House::new(), UserId::random());
    let (mut phone, mut desk) = (house.arrive(ann, &[]), house.arrive(ann, &[]));
    house.say(Audience::user(ann), "hello");
    assert_eq!((heard(&mut phone), heard(&mut desk)), (vec!["hello"], vec!["hello"]));
}

#[test]
fn who_is_not_announced_hears_nothing_and_is_not_seen() {
    let (house, ann) = (House::new(), UserId::random());
    let mut seat = house.open(ann, None).unwrap();
    house.say(Audience::user(ann), "hello");
    assert_eq!(heard(&mut seat), Vec::<&str>::new());
    assert!(!house.hub.is_online(ann));
}

#[test]
fn what_is_for_everybody_reaches_whoever_is_announced() {
    let (house, ann, ben) = (House::new(), UserId::random(), UserId::random());
    let mut seats = [house.arrive(ann, &[]), house.arrive(ann, &[RoomId::random()]), house.arrive(ben, &[])];
    let mut stranger = house.open(ben, None).unwrap();
    house.say(Audience::Everybody, "hello");
    assert_eq!(seats.each_mut().map(heard), [["hello"], ["hello"], ["hello"]]);
    assert!(heard(&mut stranger).is_empty());
}

#[test]
fn what_operators_announce_reaches_every_connection() {
    let (house, ann) = (House::new(), UserId::random());
    let (mut seat, mut waiting) = (house.arrive(ann, &[]), house.open(ann, None).unwrap());
    for to in [Audience::Everybody, Audience::user(ann)] {
        let (message, sender, at) = ("tea".to_owned(), "ops".to_owned(), Timestamp::from_millis(0));
        let event = Event::Announced { message, sender, to: to.clone(), at };
        house.tell(&event, to, "tea");
    }
    assert_eq!((heard(&mut seat), heard(&mut waiting)), (vec!["tea"; 2], vec!["tea"; 2]));
}

#[test]
fn who_only_listens_hears_and_is_not_seen() {
    let (house, ann, tea) = (House::new(), UserId::random(), RoomId::random());
    let listen = || {
        let seat = house.halls[0].open_unseen(ann, None).unwrap();
        seat.announce([tea]);
        seat
    };
    let is_seen = || (house.hub.is_online(ann), house.hub.online_in(tea) == [ann]);
    let mut listening = listen();
    house.say(Audience::Room(tea), "hello");
    assert_eq!((heard(&mut listening), is_seen()), (vec!["hello"], (false, false)));

    let seen = house.arrive(ann, &[tea]);
    assert!(house.open(ann, None).is_err(), "who listens is a connection all the same");
    drop(listening);
    assert_eq!(is_seen(), (true, true));
    let listening = listen();
    drop(seen);
    assert_eq!(is_seen(), (false, false));
    drop(listening);
    assert!(house.hub.is_empty());
}

#[test]
fn a_removed_member_hears_nothing_more() {
    let (house, ann, tea) = (House::new(), UserId::random(), RoomId::random());
    let mut seat = house.arrive(ann, &[tea]);
    house.membership(ann, tea, false);
    house.say(Audience::Room(tea), "secret");
    assert_eq!(heard(&mut seat), Vec::<&str>::new());
    assert_eq!(house.hub.online_in(tea), []);
}

#[test]
fn one_of_a_room_can_be_left_out() {
    let (house, tea) = (House::new(), RoomId::random());
    let [ann, ben] = [UserId::random(), UserId::random()];
    let mut seats = [house.arrive(ann, &[tea]), house.arrive(ann, &[tea]), house.arrive(ben, &[tea])];
    let mut elsewhere = house.arrive(ben, &[]);
    house.say(Audience::RoomBut(tea, ann), "hello");
    assert_eq!(seats.each_mut().map(|seat| heard(seat).len()), [0, 0, 1]);
    assert!(heard(&mut elsewhere).is_empty());
}

#[test]
fn a_membership_that_changes_while_one_arrives_is_not_undone_by_an_older_list() {
    let (house, ann) = (House::new(), UserId::random());
    let (left, joined, deleted) = (RoomId::random(), RoomId::random(), RoomId::random());
    let mut seat = house.open(ann, None).unwrap();
    house.membership(ann, left, false);
    house.membership(ann, joined, true);
    let gone = Event::RoomDeleted { room: deleted, name: String::new() };
    house.tell(&gone, Audience::Room(deleted), "gone");
    seat.announce([left, deleted]);

    for (room, text) in [(left, "left"), (joined, "joined"), (deleted, "deleted")] {
        house.say(Audience::Room(room), text);
    }
    assert_eq!(heard(&mut seat), ["joined"]);
}

#[test]
fn a_slow_connection_goes_and_its_neighbours_stay() {
    let (house, tea) = (House::new(), RoomId::random());
    let slow = house.arrive(UserId::random(), &[tea]);
    let mut quick = house.arrive(UserId::random(), &[tea]);
    for text in ["1", "2", "3"] {
        house.say(Audience::Room(tea), text);
        assert_eq!(heard(&mut quick), [text]);
    }
    assert_eq!((slow.inbox.dismissal(), quick.inbox.dismissal()), (Some(Dismissal::TooSlow), None));
}

#[test]
fn ended_logins_are_dismissed_and_the_kept_one_stays() {
    let (house, ann, kept) = (House::new(), UserId::random(), SessionId::random());
    let (other, mine) = (house.open(ann, None).unwrap(), house.open(ann, Some(kept)).unwrap());
    house.hub.end_sessions(ann, Ended::AllBut(kept));
    assert_eq!((other.inbox.dismissal(), mine.inbox.dismissal()), (Some(Dismissal::Revoked), None));
}

#[test]
fn connections_per_user_are_limited_wherever_they_are() {
    let (house, ann) = (House::new(), UserId::random());
    let seats = [house.open(ann, None).unwrap(), house.open(ann, None).unwrap()];
    assert_eq!(house.open(ann, None).err(), Some(NoSeat::TooManyConnections));
    drop(seats);
    assert!(house.open(ann, None).is_ok());
}

#[test]
fn when_the_server_stops_everybody_goes_and_nobody_comes() {
    let (house, ann) = (House::new(), UserId::random());
    let seats = [house.arrive(ann, &[]), house.arrive(ann, &[])];
    house.hub.stop();
    assert_eq!(seats.map(|seat| seat.inbox.dismissal()), [Some(Dismissal::Stopping); 2]);
    assert_eq!(house.open(ann, None).err(), Some(NoSeat::Stopping));
}

#[test]
fn leaving_empties_every_index() {
    let (house, ann, tea) = (House::new(), UserId::random(), RoomId::random());
    let seats = [house.arrive(ann, &[tea]), house.arrive(ann, &[tea])];
    assert_eq!(house.hub.online_in(tea), [ann], "each user once");
    assert!(house.hub.is_online(ann) && !house.hub.is_empty());
    drop(seats);
    assert!(house.hub.is_empty());
}

#[tokio::test]
async fn a_thread_that_has_ended_is_forgotten() {
    let house = House::new();
    assert_eq!(house.hub.0.shards.read().len(), 2);
    let (_hall, _post) = house.hub.hall();
    let event = Event::RoomDeleted { room: RoomId::random(), name: String::new() };
    house.hub.tell(News { event, deliveries: Vec::new() }).await;
    assert_eq!(house.hub.0.shards.read().len(), 1, "those of the house have no posts");
}
