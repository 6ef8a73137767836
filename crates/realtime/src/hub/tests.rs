//! What the hub promises.

use super::*;

fn hub() -> Hub<&'static str> {
    Hub::new(HubLimits { outbox_messages: 2, outbox_bytes: 1_000, connections_per_user: 2 })
}

fn arrive(hub: &Hub<&'static str>, user: UserId, rooms: &[RoomId]) -> Seat<&'static str> {
    let seat = hub.open(user, None).unwrap();
    hub.announce(&seat, rooms.iter().copied());
    seat
}

fn heard(seat: &mut Seat<&'static str>) -> Vec<&'static str> {
    std::iter::from_fn(|| seat.inbox.try_recv()).collect()
}

#[test]
fn every_device_of_a_user_hears_the_same() {
    let (hub, ann) = (hub(), UserId::random());
    let (mut phone, mut desk) = (arrive(&hub, ann, &[]), arrive(&hub, ann, &[]));
    hub.deliver(&Audience::user(ann), &"hello");
    assert_eq!((heard(&mut phone), heard(&mut desk)), (vec!["hello"], vec!["hello"]));
}

#[test]
fn who_is_not_announced_hears_nothing_and_is_not_seen() {
    let (hub, ann) = (hub(), UserId::random());
    let mut seat = hub.open(ann, None).unwrap();
    hub.deliver(&Audience::user(ann), &"hello");
    assert_eq!(heard(&mut seat), Vec::<&str>::new());
    assert!(!hub.is_online(ann));
}

#[test]
fn a_removed_member_hears_nothing_more() {
    let (hub, ann, tea) = (hub(), UserId::random(), RoomId::random());
    let mut seat = arrive(&hub, ann, &[tea]);
    hub.expel(ann, tea);
    hub.broadcast(tea, &"secret");
    assert_eq!(heard(&mut seat), Vec::<&str>::new());
    assert_eq!(hub.online_in(tea), []);
}

#[test]
fn a_membership_that_changes_while_one_arrives_is_not_undone_by_an_older_list() {
    let (hub, ann) = (hub(), UserId::random());
    let (left, joined, deleted) = (RoomId::random(), RoomId::random(), RoomId::random());
    let mut seat = hub.open(ann, None).unwrap();
    hub.expel(ann, left);
    hub.admit(ann, joined);
    hub.close_room(deleted);
    hub.announce(&seat, [left, deleted]);

    for (room, text) in [(left, "left"), (joined, "joined"), (deleted, "deleted")] {
        hub.broadcast(room, &text);
    }
    assert_eq!(heard(&mut seat), ["joined"]);
}

#[test]
fn a_slow_connection_goes_and_its_neighbours_stay() {
    let (hub, tea) = (hub(), RoomId::random());
    let slow = arrive(&hub, UserId::random(), &[tea]);
    let mut quick = arrive(&hub, UserId::random(), &[tea]);
    for text in ["1", "2", "3"] {
        hub.broadcast(tea, &text);
        assert_eq!(heard(&mut quick), [text]);
    }
    assert!(slow.dismissed.is_cancelled() && !quick.dismissed.is_cancelled());
    assert_eq!(slow.dismissed.why(), Dismissal::TooSlow);
}

#[test]
fn ended_logins_are_dismissed_and_the_kept_one_stays() {
    let (hub, ann, kept) = (hub(), UserId::random(), SessionId::random());
    let (other, mine) = (hub.open(ann, None).unwrap(), hub.open(ann, Some(kept)).unwrap());
    hub.end_sessions(ann, Ended::AllBut(kept));
    assert_eq!((other.dismissed.is_cancelled(), mine.dismissed.is_cancelled()), (true, false));
    assert_eq!(other.dismissed.why(), Dismissal::Revoked);
}

#[test]
fn connections_per_user_are_limited() {
    let (hub, ann) = (hub(), UserId::random());
    let seats = [hub.open(ann, None).unwrap(), hub.open(ann, None).unwrap()];
    assert!(hub.open(ann, None).is_err());
    drop(seats);
    assert!(hub.open(ann, None).is_ok());
}

#[test]
fn when_the_server_stops_everybody_goes_and_nobody_comes() {
    let (hub, ann) = (hub(), UserId::random());
    let seat = arrive(&hub, ann, &[]);
    hub.stop();
    assert_eq!((seat.dismissed.is_cancelled(), seat.dismissed.why()), (true, Dismissal::Stopping));
    assert_eq!(hub.open(ann, None).err(), Some(NoSeat::Stopping));
}

#[test]
fn leaving_empties_every_index() {
    let (hub, ann, tea) = (hub(), UserId::random(), RoomId::random());
    let seats = [arrive(&hub, ann, &[tea]), arrive(&hub, ann, &[tea])];
    assert_eq!(hub.online_in(tea), [ann], "each user once");
    drop(seats);
    let state = hub.0.state.read();
    assert!(state.seats.is_empty() && state.by_user.is_empty() && state.by_room.is_empty());
    assert!(state.announced.is_empty());
}
