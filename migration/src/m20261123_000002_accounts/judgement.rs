//! What the rows of the existing server mean for our tables. Decides; changes nothing.

use std::collections::{HashMap, HashSet};

use discuss_kernel::{FriendId, MemberId, RoomId, UserId};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{
    found::{Found, FoundApplication},
    keys::{Key, Keys},
    report::{AdoptionReport, Oddity},
};

/// What holds from now on.
#[derive(Default)]
pub struct Judgement {
    pub accounts: Vec<Known<UserId>>,
    pub rooms: Vec<Known<RoomId>>,
    pub members: Vec<Link<RoomId>>,
    pub friends: Vec<Link<UserId>>,
    pub open: Vec<Open>,
    pub report: AdoptionReport,
}

/// An account or a room, be it gone, and the keys by which it is found.
pub struct Known<Id> {
    pub id: Id,
    pub keys: Vec<String>,
}

/// Somebody belongs to a room, or is somebody's friend.
pub struct Link<To> {
    pub user: UserId,
    pub to: To,
    pub row: Row,
    pub since: PrimitiveDateTime,
}

/// The row of the existing tables that says so.
pub enum Row {
    /// It is there, with this id.
    Found(String),
    /// It is missing and gets this id.
    Made(String),
}

impl Row {
    /// Its id, found or made.
    pub fn into_id(self) -> String {
        match self {
            Self::Found(id) | Self::Made(id) => id,
        }
    }
}

/// An application that waits for an answer.
pub struct Open {
    pub row: String,
    pub maker: UserId,
    pub wish: Wish,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wish {
    Befriend(UserId),
    Join(RoomId),
}

/// Whether somebody, or a room, is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Here,
    Gone,
}

/// Judges everything that was found.
pub fn judge(found: &Found) -> Judgement {
    let mut judge = Judge::default();
    judge.users(found);
    judge.rooms(found);
    judge.members(found);
    judge.friends(found);
    judge.applications(found);
    judge.conclude(found)
}

const fn state(gone: bool) -> State {
    if gone { State::Gone } else { State::Here }
}

#[derive(Default)]
struct Judge {
    people: HashMap<UserId, State>,
    places: HashMap<RoomId, State>,
    member_of: HashSet<(UserId, RoomId)>,
    friend_of: HashSet<(UserId, UserId)>,
    judgement: Judgement,
}

impl Judge {
    fn note(&mut self, oddity: Oddity, row: &str) {
        self.judgement.report.note(oddity, row);
    }

    fn users(&mut self, found: &Found) {
        let (mut names, mut addresses) = (Keys::default(), Keys::default());
        for user in &found.users {
            let Some(id) = user.id else {
                self.note(Oddity::AccountWithoutUuid, &user.row);
                continue;
            };
            let name = names.key_of(&user.username, &user.row);
            if matches!(name, Key::Second(_)) {
                self.note(Oddity::NameTwice, &user.row);
            }
            let address = addresses.key_of(&user.email, &user.row);
            let keys = vec![name.into_text(), address.into_text()];
            self.judgement.accounts.push(Known { id, keys });
            self.people.insert(id, state(user.closed));
        }
    }

    fn rooms(&mut self, found: &Found) {
        let mut names = Keys::default();
        for room in &found.rooms {
            let owner = room.owner.and_then(|owner| self.people.get(&owner));
            let (Some(id), Some(owner)) = (room.id, owner) else {
                self.note(Oddity::RoomOfNobody, &room.row);
                continue;
            };
            if !room.deleted && *owner == State::Gone {
                self.note(Oddity::RoomOfClosedAccount, &room.row);
            }
            let keys = vec![names.key_of(&room.name, &room.row).into_text()];
            self.judgement.rooms.push(Known { id, keys });
            self.places.insert(id, state(room.deleted));
        }
    }

    fn members(&mut self, found: &Found) {
        for member in found.members.iter().filter(|member| !member.deleted) {
            let person = member.user.and_then(|id| Some((id, *self.people.get(&id)?)));
            let place = member.room.and_then(|id| Some((id, *self.places.get(&id)?)));
            let oddity = match (person, place) {
                (Some((user, State::Here)), Some((to, State::Here))) => {
                    if self.member_of.insert((user, to)) {
                        let (row, since) = (Row::Found(member.row.clone()), member.made_at);
                        self.judgement.members.push(Link { user, to, row, since });
                        continue;
                    }
                    Oddity::MemberTwice
                }
                (None, _) | (_, None) => Oddity::MemberOfNothing,
                (Some((_, State::Gone)), _) => Oddity::MemberClosed,
                (_, Some((_, State::Gone))) => Oddity::MemberOfDeletedRoom,
            };
            self.note(oddity, &member.row);
        }
        self.owners(found);
    }

    fn owners(&mut self, found: &Found) {
        for room in &found.rooms {
            let (Some(to), Some(user)) = (room.id, room.owner) else { continue };
            let are_here = self.places.get(&to) == Some(&State::Here) && self.is_here(user);
            if are_here && self.member_of.insert((user, to)) {
                self.note(Oddity::OwnerWithoutMembership, &room.row);
                let row = Row::Made(MemberId::random().to_string());
                self.judgement.members.push(Link { user, to, row, since: room.made_at });
            }
        }
    }

    fn friends(&mut self, found: &Found) {
        let directions = |deleted| -> HashSet<_> {
            let rows = found.friends.iter().filter(|row| row.deleted == deleted);
            rows.filter_map(|row| Some((row.user?, row.friend?))).collect()
        };
        let (living, ended) = (directions(false), directions(true));
        for friend in found.friends.iter().filter(|friend| !friend.deleted) {
            let known = |id: Option<UserId>| id.filter(|id| self.people.contains_key(id));
            let (Some(user), Some(other)) = (known(friend.user), known(friend.friend)) else {
                self.note(Oddity::FriendOfNobody, &friend.row);
                continue;
            };
            let is_whole = living.contains(&(other, user));
            if user == other {
                self.note(Oddity::FriendOfOneself, &friend.row);
            } else if !self.is_here(user) || !self.is_here(other) {
                self.note(Oddity::FriendClosed, &friend.row);
            } else if !is_whole && ended.contains(&(other, user)) {
                self.note(Oddity::FriendHalfDeleted, &friend.row);
            } else if !self.friend_of.insert((user, other)) {
                self.note(Oddity::FriendTwice, &friend.row);
            } else {
                let since = friend.made_at;
                let row = Row::Found(friend.row.clone());
                self.judgement.friends.push(Link { user, to: other, row, since });
                if !is_whole {
                    self.note(Oddity::FriendOneWay, &friend.row);
                    self.friend_of.insert((other, user));
                    let row = Row::Made(FriendId::random().to_string());
                    self.judgement.friends.push(Link { user: other, to: user, row, since });
                }
            }
        }
        for friend in found.friends.iter().filter(|friend| friend.deleted) {
            let pair = friend.user.zip(friend.friend);
            if pair.is_none_or(|pair| !self.friend_of.contains(&pair)) {
                self.note(Oddity::FriendDeleted, &friend.row);
            }
        }
    }

    fn applications(&mut self, found: &Found) {
        let (mut accepted, mut open) = (HashSet::new(), HashSet::new());
        for application in &found.applications {
            match self.application(application) {
                Verdict::Odd(oddity) => self.note(oddity, &application.row),
                Verdict::Accepted(maker, wish) if !accepted.insert((maker, wish)) => {
                    self.note(Oddity::AcceptedTwice, &application.row);
                }
                Verdict::Open(maker, wish) if !open.insert((maker, wish)) => {
                    self.note(Oddity::ApplicationTwice, &application.row);
                }
                Verdict::Open(maker, wish) => {
                    self.judgement.open.push(Open { row: application.row.clone(), maker, wish });
                }
                Verdict::Accepted(..) | Verdict::Closed => {}
            }
        }
    }

    fn application(&self, application: &FoundApplication) -> Verdict {
        if application.deleted {
            let was_accepted = application.accepted;
            return if was_accepted { Verdict::Odd(Oddity::AcceptedAfterDeletion) } else { Verdict::Closed };
        }
        let wish = match (application.asked, application.room) {
            (Some(asked), None) if self.people.contains_key(&asked) => Wish::Befriend(asked),
            (None, Some(room)) if self.places.contains_key(&room) => Wish::Join(room),
            _ => return Verdict::Odd(Oddity::ApplicationToNobody),
        };
        let Some(maker) = application.maker.filter(|maker| self.people.contains_key(maker)) else {
            return Verdict::Odd(Oddity::ApplicationOfNobody);
        };
        if wish == Wish::Befriend(maker) {
            return Verdict::Odd(Oddity::ApplicationToOneself);
        }
        if application.decided {
            return if application.accepted { Verdict::Accepted(maker, wish) } else { Verdict::Closed };
        }
        let (is_here, is_so) = match wish {
            Wish::Befriend(asked) => (self.is_here(asked), self.friend_of.contains(&(maker, asked))),
            Wish::Join(room) => {
                (self.places.get(&room) == Some(&State::Here), self.member_of.contains(&(maker, room)))
            }
        };
        if !is_here || !self.is_here(maker) {
            Verdict::Odd(Oddity::ApplicationToTheGone)
        } else if is_so {
            Verdict::Odd(Oddity::ApplicationFulfilled)
        } else {
            Verdict::Open(maker, wish)
        }
    }

    fn is_here(&self, user: UserId) -> bool {
        self.people.get(&user) == Some(&State::Here)
    }

    fn conclude(mut self, found: &Found) -> Judgement {
        let Judgement { members, friends, open, report, .. } = &mut self.judgement;
        report.accounts = self.people.values().filter(|state| **state == State::Here).count();
        report.rooms = self.places.values().filter(|state| **state == State::Here).count();
        report.memberships = members.len();
        report.friendships = friends.len() / 2;
        report.applications = open.len();
        report.ahead = found.newest().map(|newest| newest.assume_utc() - OffsetDateTime::now_utc());
        self.judgement
    }
}

/// What an application is.
enum Verdict {
    Open(UserId, Wish),
    Accepted(UserId, Wish),
    /// Decided or taken back, as it should be.
    Closed,
    Odd(Oddity),
}
