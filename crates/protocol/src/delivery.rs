//! From facts to what clients are told.

use discuss_kernel::{Audience, Conversation, Event, RoomId, UserId};

use crate::Packet;

/// An event for an audience.
#[derive(Debug)]
pub struct Delivery {
    /// Who is told.
    pub to: Audience,
    /// What they are told.
    pub packet: Packet,
}

impl Delivery {
    fn new(to: Audience, packet: Packet) -> Self {
        Self { to, packet }
    }
}

/// Who is told what of a fact, in order.
#[must_use]
pub fn deliveries(event: &Event) -> Vec<Delivery> {
    use Audience::Room;
    match event {
        Event::Entry(entry) => {
            to_conversation(entry.conversation(), entry.author(), |viewer| Packet::from_entry(entry, viewer))
        }
        Event::Read { conversation, user, seq } => {
            to_conversation(*conversation, *user, |viewer| Packet::read(*conversation, *user, *seq, viewer))
        }
        Event::Delivered { conversation, user, seq } => to_conversation(*conversation, *user, |viewer| {
            Packet::delivered(*conversation, *user, *seq, viewer)
        }),
        Event::Typing { conversation, user } => {
            vec![Delivery::new(others(*conversation, *user), Packet::typing(*conversation, *user))]
        }
        Event::ConversationUpdated { conversation, user, preferences } => vec![Delivery::new(
            Audience::user(*user),
            Packet::conversation_updated(*conversation, *user, *preferences),
        )],
        Event::Applied(application) => {
            let told = |decider| Delivery::new(Audience::user(decider), Packet::apply(application));
            application.decider().map(told).into_iter().collect()
        }
        Event::Decided(application) => {
            vec![Delivery::new(Audience::user(application.maker.id), Packet::apply(application))]
        }
        Event::Friendship { one, other, began } => friendship(*one, *other, *began),
        Event::Block { user, other, began } => {
            vec![Delivery::new(Audience::user(*user), Packet::block(*other, *began))]
        }
        Event::Membership { room, name, user, began } => membership(*room, name, *user, *began),
        Event::AvatarChanged { user, avatar, friends, rooms } => {
            to_onlookers(*user, friends, rooms, || Packet::avatar(*user, avatar.as_deref()))
        }
        Event::RoomUpdated(room) => vec![Delivery::new(Room(room.id), Packet::room_updated(room))],
        Event::RoomDeleted { room, name } => vec![
            Delivery::new(Room(*room), Packet::room_deleted(*room)),
            Delivery::new(Room(*room), Packet::leave(*room, name)),
        ],
        Event::Announced { message, sender, to, at } => {
            vec![Delivery::new(to.clone(), Packet::alert(message, sender, *at))]
        }
        Event::SessionsEnded { .. } => Vec::new(),
        Event::UserPresence { user, online, friends, at } => {
            vec![Delivery::new(Audience::Users(friends.clone()), Packet::status(*user, *online, *at))]
        }
        Event::RoomPresence { room, users, at } => {
            vec![Delivery::new(Room(*room), Packet::online(*room, users, *at))]
        }
    }
}

/// Each hears the other's name.
fn friendship(one: UserId, other: UserId, began: bool) -> Vec<Delivery> {
    let told = |(to, friend)| Delivery::new(Audience::user(to), Packet::friend(friend, began));
    [(one, other), (other, one)].map(told).into()
}

fn membership(room: RoomId, name: &str, user: UserId, began: bool) -> Vec<Delivery> {
    let own = if began { Packet::join(room, name) } else { Packet::leave(room, name) };
    vec![
        Delivery::new(Audience::user(user), own),
        Delivery::new(Audience::Room(room), Packet::member(room, user, began)),
    ]
}

/// Everybody in a conversation but one.
fn others(conversation: Conversation, but: UserId) -> Audience {
    match conversation {
        Conversation::Room(room) => Audience::RoomBut(room, but),
        Conversation::Pair(pair) => Audience::Users(pair.other(but).into_iter().collect()),
    }
}

/// The same to somebody, to their friends and to their rooms.
fn to_onlookers(
    user: UserId,
    friends: &[UserId],
    rooms: &[RoomId],
    packet: impl Fn() -> Packet,
) -> Vec<Delivery> {
    let people = Audience::Users([&[user], friends].concat());
    let rooms = rooms.iter().map(|room| Audience::Room(*room));
    [people].into_iter().chain(rooms).map(|to| Delivery::new(to, packet())).collect()
}

/// One packet for a room; for two people one each, since each calls the conversation by the other's name.
fn to_conversation(
    conversation: Conversation,
    author: UserId,
    packet: impl Fn(UserId) -> Packet,
) -> Vec<Delivery> {
    match conversation {
        Conversation::Room(room) => vec![Delivery::new(Audience::Room(room), packet(author))],
        Conversation::Pair(pair) => {
            pair.both().map(|viewer| Delivery::new(Audience::user(viewer), packet(viewer))).into()
        }
    }
}
