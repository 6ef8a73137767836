//! What can be done with applications, and by whom.

use std::sync::Arc;

use discuss_friend::FriendService;
use discuss_kernel::{ApplicationCard, ApplyId, Caller, Clock, Event, EventBus, RoomId, UserId};
use discuss_member::MemberService;
use discuss_room::{RoomError, RoomService};

use crate::{ApplyError, ApplyRepository, NewApplication, Note, Wish};

/// The use cases of applications.
pub struct ApplyService {
    applications: Arc<dyn ApplyRepository>,
    friends: Arc<FriendService>,
    rooms: Option<Rooms>,
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

/// What is asked about wishes to join a room.
struct Rooms {
    rooms: Arc<RoomService>,
    members: Arc<MemberService>,
}

impl ApplyService {
    /// Wires the service.
    pub fn new(
        applications: Arc<dyn ApplyRepository>,
        friends: Arc<FriendService>,
        members: Arc<MemberService>,
        rooms: Arc<RoomService>,
        events: Arc<dyn EventBus>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { applications, friends, rooms: Some(Rooms { rooms, members }), events, clock }
    }

    /// Wires the service where there are no rooms, only people: a wish to join one finds none.
    pub fn without_rooms(
        applications: Arc<dyn ApplyRepository>,
        friends: Arc<FriendService>,
        events: Arc<dyn EventBus>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { applications, friends, rooms: None, events, clock }
    }

    /// Asks to befriend somebody or to join a room, and says something with it.
    ///
    /// # Errors
    /// When there is nobody or no room to ask, when it is so already, when the same was asked and not yet
    /// answered, or when one of the two has blocked the other.
    pub async fn apply(
        &self,
        caller: &Caller,
        wish: Wish,
        note: Option<Note>,
    ) -> Result<ApplicationCard, ApplyError> {
        self.require_a_point(caller.id, wish).await?;
        let (id, at) = (ApplyId::random(), self.clock.now());
        let application = NewApplication { id, maker: caller.id, wish, note, at };
        let card = self.applications.insert(&application).await?;
        self.events.publish(Event::Applied(card.clone())).await;
        Ok(card)
    }

    /// Lists the applications that the caller made, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn made(&self, caller: &Caller) -> Result<Vec<ApplicationCard>, ApplyError> {
        Ok(self.applications.made_by(caller.id).await?)
    }

    /// Lists the applications that ask the caller to be a friend, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn asking_me(&self, caller: &Caller) -> Result<Vec<ApplicationCard>, ApplyError> {
        Ok(self.applications.asking(caller.id).await?)
    }

    /// Lists the open applications for a room, newest first. Its owner only.
    ///
    /// # Errors
    /// When the caller does not own the room.
    pub async fn for_room(&self, caller: &Caller, room: RoomId) -> Result<Vec<ApplicationCard>, ApplyError> {
        self.rooms()?.rooms.require_owner(caller, room).await?;
        Ok(self.applications.open_for_room(room).await?)
    }

    /// Lists the open applications that wait for the caller's decision, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn waiting_for(&self, caller: &Caller) -> Result<Vec<ApplicationCard>, ApplyError> {
        Ok(self.applications.open_to(caller.id).await?)
    }

    /// Accepts or refuses, once. Accepting makes the friendship or the membership.
    ///
    /// # Errors
    /// When the caller is neither the one asked nor the room's owner, or it is decided already.
    pub async fn decide(
        &self,
        caller: &Caller,
        id: ApplyId,
        accepted: bool,
    ) -> Result<ApplicationCard, ApplyError> {
        let application = self.applications.find(id).await?.ok_or(ApplyError::NotFound)?;
        if application.decider() != Some(caller.id) {
            return Err(ApplyError::NotDecider);
        }
        let decided = self.applications.decide(id, accepted, self.clock.now()).await?;
        for event in events_of(&decided) {
            self.events.publish(event).await;
        }
        Ok(decided)
    }

    /// Takes one's own application back while it is open.
    ///
    /// # Errors
    /// When it is somebody else's, or decided.
    pub async fn withdraw(&self, caller: &Caller, id: ApplyId) -> Result<ApplicationCard, ApplyError> {
        let application = self.applications.find(id).await?.ok_or(ApplyError::NotFound)?;
        if application.maker.id != caller.id {
            return Err(ApplyError::NotMaker);
        }
        self.applications.withdraw(id, self.clock.now()).await
    }

    fn rooms(&self) -> Result<&Rooms, RoomError> {
        self.rooms.as_ref().ok_or(RoomError::NotFound)
    }

    /// Refuses what would change nothing.
    async fn require_a_point(&self, maker: UserId, wish: Wish) -> Result<(), ApplyError> {
        match wish {
            Wish::Befriend(asked) if asked == maker => Err(ApplyError::ToOneself),
            Wish::Befriend(asked) if self.friends.are_friends(maker, asked).await? => {
                Err(ApplyError::AlreadyFriends)
            }
            Wish::Befriend(_) => Ok(()),
            Wish::Join(room) => {
                let Rooms { rooms, members } = self.rooms()?;
                rooms.existing(room).await?;
                if members.is_member(room, maker).await? { Err(ApplyError::AlreadyMember) } else { Ok(()) }
            }
        }
    }
}

/// The decision, and what came into being by it.
fn events_of(decided: &ApplicationCard) -> Vec<Event> {
    let mut events = vec![Event::Decided(decided.clone())];
    if decided.accepted {
        let maker = decided.maker.id;
        events.extend(decided.asked.as_ref().map(|asked| Event::Friendship {
            one: maker,
            other: asked.id,
            began: true,
        }));
        events.extend(decided.room.as_ref().map(|room| Event::Membership {
            room: room.id,
            name: room.name.clone(),
            user: maker,
            began: true,
        }));
    }
    events
}

#[cfg(test)]
mod tests;
