//! The tables of the shared memory, and what is true in them.

use std::collections::HashMap;

use super::{AccountRow, ApplicationRow, FileRow, FriendshipRow, MembershipRow, RoomRow};
use crate::{
    ApplicationCard, ApplyId, Conversation, FriendId, MemberId, Preferences, RoomCard, RoomId, SessionId,
    Timestamp, UserCard, UserId,
};

/// What the in-memory repositories keep in common. Whoever holds the lock on it is alone with it: that is
/// what a transaction is here.
#[derive(Debug, Default)]
pub struct Tables {
    /// Every account there ever was.
    pub accounts: HashMap<UserId, AccountRow>,
    /// Every room there ever was.
    pub rooms: HashMap<RoomId, RoomRow>,
    /// Who has ever been in which room.
    pub memberships: HashMap<(RoomId, UserId), MembershipRow>,
    /// Both directions of every friendship there ever was.
    pub friendships: HashMap<(UserId, UserId), FriendshipRow>,
    /// Who has blocked whom, and since when.
    pub blocks: HashMap<(UserId, UserId), Timestamp>,
    /// Every application there ever was.
    pub applications: HashMap<ApplyId, ApplicationRow>,
    /// Whose login lives; what else there is to know of it is kept by the `auth` crate.
    pub logins: HashMap<SessionId, UserId>,
    /// When the others ended, unless they expired.
    pub ended_logins: HashMap<SessionId, Timestamp>,
    /// How people keep conversations, if they have ever said so.
    pub preferences: HashMap<(UserId, Conversation), Preferences>,
    /// Every uploaded file, by the random part of its name.
    pub files: HashMap<[u8; 16], FileRow>,
}

impl Tables {
    /// The account, unless it is closed.
    #[must_use]
    pub fn account(&self, id: UserId) -> Option<&AccountRow> {
        self.accounts.get(&id).filter(|account| !account.closed)
    }

    /// The account to change, unless it is closed.
    pub fn account_mut(&mut self, id: UserId) -> Option<&mut AccountRow> {
        self.accounts.get_mut(&id).filter(|account| !account.closed)
    }

    /// The card of somebody, be their account closed.
    #[must_use]
    pub fn card(&self, id: UserId) -> Option<UserCard> {
        self.accounts.get(&id).map(|account| account.card.clone())
    }

    /// The room, unless it is deleted.
    #[must_use]
    pub fn room(&self, id: RoomId) -> Option<RoomCard> {
        self.rooms.get(&id).filter(|room| !room.deleted).and_then(|room| self.room_card(room.id))
    }

    /// The card of a room, be it deleted.
    #[must_use]
    pub fn room_card(&self, id: RoomId) -> Option<RoomCard> {
        let room = self.rooms.get(&id)?;
        Some(RoomCard {
            id,
            name: room.name.clone(),
            description: room.description.clone(),
            creator: room.creator,
            avatar: room.avatar.clone(),
            created_at: room.created_at,
            updated_at: room.updated_at,
            owner: self.card(room.creator)?,
        })
    }

    /// The card of an application.
    #[must_use]
    pub fn application_card(&self, application: &ApplicationRow) -> Option<ApplicationCard> {
        Some(ApplicationCard {
            id: application.id,
            maker: self.card(application.maker)?,
            room: application.room.and_then(|room| self.room_card(room)),
            asked: application.asked.and_then(|asked| self.card(asked)),
            note: application.note.clone(),
            accepted: application.accepted,
            decided: application.decided,
            withdrawn: application.withdrawn,
            created_at: application.created_at,
            updated_at: application.updated_at,
        })
    }

    /// Whether the two are friends.
    #[must_use]
    pub fn are_friends(&self, one: UserId, other: UserId) -> bool {
        self.friendships.get(&(one, other)).is_some_and(|friendship| friendship.active)
    }

    /// The friends of somebody.
    #[must_use]
    pub fn friends_of(&self, user: UserId) -> Vec<UserId> {
        self.friendships
            .iter()
            .filter(|((one, _), friendship)| *one == user && friendship.active)
            .map(|((_, other), _)| *other)
            .collect()
    }

    /// Makes the two friends, or does nothing when they are.
    pub fn befriend(&mut self, one: UserId, other: UserId, at: Timestamp) {
        if self.are_friends(one, other) {
            return;
        }
        for direction in [(one, other), (other, one)] {
            let fresh = || FriendshipRow { id: FriendId::random(), active: true, since: at };
            let friendship = self.friendships.entry(direction).or_insert_with(fresh);
            (friendship.active, friendship.since) = (true, at);
        }
    }

    /// Ends a friendship; whether there was one.
    pub fn unfriend(&mut self, one: UserId, other: UserId) -> bool {
        let were_friends = self.are_friends(one, other);
        for direction in [(one, other), (other, one)] {
            if let Some(friendship) = self.friendships.get_mut(&direction) {
                friendship.active = false;
            }
        }
        were_friends
    }

    /// Whether `user` has blocked `other`.
    #[must_use]
    pub fn has_blocked(&self, user: UserId, other: UserId) -> bool {
        self.blocks.contains_key(&(user, other))
    }

    /// Whether somebody belongs to a room.
    #[must_use]
    pub fn is_member(&self, room: RoomId, user: UserId) -> bool {
        self.memberships.get(&(room, user)).is_some_and(|membership| membership.active)
    }

    /// Who belongs to a room, the longest-standing first.
    #[must_use]
    pub fn members_of(&self, room: RoomId) -> Vec<UserId> {
        let in_room =
            self.memberships.iter().filter(|((of, _), membership)| *of == room && membership.active);
        let mut members: Vec<_> = in_room.map(|((_, user), membership)| (membership.since, *user)).collect();
        members.sort_unstable();
        members.into_iter().map(|(_, user)| user).collect()
    }

    /// The rooms somebody belongs to.
    #[must_use]
    pub fn rooms_of(&self, user: UserId) -> Vec<RoomId> {
        self.memberships
            .iter()
            .filter(|((_, member), membership)| *member == user && membership.active)
            .map(|((room, _), _)| *room)
            .collect()
    }

    /// Lets somebody into a room, or does nothing when they are in. An earlier membership is revived and
    /// keeps its id, else it gets `id`. How they kept the room before is forgotten.
    pub fn join(&mut self, room: RoomId, user: UserId, id: MemberId, at: Timestamp) {
        if self.is_member(room, user) {
            return;
        }
        let fresh = || MembershipRow { id, active: true, since: at };
        let membership = self.memberships.entry((room, user)).or_insert_with(fresh);
        (membership.active, membership.since) = (true, at);
        self.preferences.remove(&(user, Conversation::Room(room)));
    }

    /// Ends a membership.
    pub fn leave(&mut self, room: RoomId, user: UserId) {
        if let Some(membership) = self.memberships.get_mut(&(room, user)) {
            membership.active = false;
        }
    }

    /// Deletes a room; its memberships and open applications end. Whether there was such a room.
    pub fn delete_room(&mut self, room: RoomId, at: Timestamp) -> bool {
        let Some(row) = self.rooms.get_mut(&room).filter(|row| !row.deleted) else { return false };
        (row.deleted, row.updated_at, row.avatar) = (true, at, None);
        self.hide(&room.to_string());
        for user in self.members_of(room) {
            self.leave(room, user);
        }
        self.end_applications(at, |application| application.room == Some(room));
        true
    }

    /// Lets a person or a room, called by their id, show no file any more. Unless a message mentions it, it is
    /// taken out and returned.
    pub fn hide(&mut self, bearer: &str) -> Option<([u8; 16], FileRow)> {
        let shown = self.files.iter_mut().find(|(_, file)| file.shown_by.as_deref() == Some(bearer));
        let (key, file) = shown?;
        file.shown_by = None;
        let (key, is_kept) = (*key, file.mentioned);
        if is_kept { None } else { self.files.remove(&key).map(|file| (key, file)) }
    }

    /// Ends the open applications that are `meant`.
    pub fn end_applications(&mut self, at: Timestamp, meant: impl Fn(&ApplicationRow) -> bool) {
        for application in self.applications.values_mut() {
            if application.is_open() && meant(application) {
                (application.withdrawn, application.updated_at) = (true, at);
            }
        }
    }

    /// Refuses what `maker` asks of `asked`, if they do; the application then.
    pub fn refuse(&mut self, maker: UserId, asked: UserId, at: Timestamp) -> Option<ApplicationCard> {
        let is_meant =
            |row: &&mut ApplicationRow| row.is_open() && (row.maker, row.asked) == (maker, Some(asked));
        let row = self.applications.values_mut().find(is_meant)?;
        (row.decided, row.updated_at) = (true, at);
        let refused = row.clone();
        self.application_card(&refused)
    }

    /// Ends all logins of somebody but `kept`, and the tokens that belong to none.
    pub fn end_logins(&mut self, user: UserId, kept: Option<SessionId>, at: Timestamp) {
        let is_meant = |(session, of): &(&SessionId, &UserId)| **of == user && Some(**session) != kept;
        let ended: Vec<SessionId> =
            self.logins.iter().filter(is_meant).map(|(session, _)| *session).collect();
        for session in ended {
            self.end_login(session, at);
        }
        if let Some(account) = self.accounts.get_mut(&user) {
            account.tokens_after = Some(at);
        }
    }

    /// Ends one login.
    pub fn end_login(&mut self, session: SessionId, at: Timestamp) {
        if self.logins.remove(&session).is_some() {
            self.ended_logins.insert(session, at);
        }
    }
}
