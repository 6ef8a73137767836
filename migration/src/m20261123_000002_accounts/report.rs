//! What an operator is told of an adoption.

use std::collections::BTreeMap;

use time::Duration;

/// What was taken over from the existing server, and which of its rows make no sense.
#[derive(Debug, Default)]
pub struct AdoptionReport {
    pub(super) accounts: usize,
    pub(super) rooms: usize,
    pub(super) memberships: usize,
    pub(super) friendships: usize,
    pub(super) applications: usize,
    pub(super) odd: BTreeMap<Oddity, Rows>,
    pub(super) ahead: Option<Duration>,
}

/// Rows of one kind.
#[derive(Debug, Default)]
pub(super) struct Rows {
    count: usize,
    /// The first of them.
    ids: Vec<String>,
}

/// A kind of row that makes no sense, or not by itself. None of them is changed or removed; what each means
/// is decided here and carried out in `judgement.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Oddity {
    /// Nobody can log in: everything refers to accounts by UUID.
    AccountWithoutUuid,
    /// Names were told apart by outer space or special letters, and are no longer. The older account keeps the
    /// name; the other one is reached by its name, a space and its id.
    NameTwice,
    /// Nobody owns it, so it is not shown, and its memberships count for nothing.
    RoomOfNobody,
    /// It goes on, with its members; nobody can decide who joins.
    RoomOfClosedAccount,
    /// An owner belongs to the room: the missing row is added.
    OwnerWithoutMembership,
    /// One of the two does not exist.
    MemberOfNothing,
    /// Deleted stays deleted: so has the membership ended.
    MemberClosed,
    /// As above.
    MemberOfDeletedRoom,
    /// The longest-standing row counts.
    MemberTwice,
    /// One of the two does not exist.
    FriendOfNobody,
    /// Nobody is.
    FriendOfOneself,
    /// Deleted stays deleted: so has the friendship ended.
    FriendClosed,
    /// The oldest row of each direction counts.
    FriendTwice,
    /// Making a friendship was interrupted between its two rows: the missing one is added.
    FriendOneWay,
    /// One of the two deleted their direction: the friendship has ended.
    FriendHalfDeleted,
    /// Its server showed it all the same; deleted stays deleted.
    FriendDeleted,
    /// There is nobody, or not exactly one, to answer it.
    ApplicationToNobody,
    /// There is nobody to be answered.
    ApplicationOfNobody,
    /// There is nobody else to answer it.
    ApplicationToOneself,
    /// Open, but it can no longer be answered, or its answer would reach nobody.
    ApplicationToTheGone,
    /// Open, but what is asked for is so already.
    ApplicationFulfilled,
    /// Open several times: the oldest waits for an answer.
    ApplicationTwice,
    /// What it led to counts once.
    AcceptedTwice,
    /// The application stays deleted. What it led to has rows of its own, and those decide.
    AcceptedAfterDeletion,
}

impl Oddity {
    /// What it is, and what it means.
    const fn words(self) -> (&'static str, &'static str) {
        const IGNORED: &str = "they do not count";
        const ENDED: &str = "they have ended";
        const DOUBLED: &str = "each counts once";
        match self {
            Self::AccountWithoutUuid => ("accounts whose id is no UUID", "nobody can log in to them"),
            Self::NameTwice => (
                "accounts with the name of an older one but for space or letter case",
                "they log in as \"<name> <id>\"",
            ),
            Self::RoomOfNobody => ("rooms of nobody", "they are not shown"),
            Self::RoomOfClosedAccount => {
                ("rooms of deleted users", "they go on, but nobody can let others in")
            }
            Self::OwnerWithoutMembership => ("rooms whose owner was no member", "the owner is one now"),
            Self::MemberOfNothing => ("memberships of nobody, or of no room", IGNORED),
            Self::MemberClosed => ("memberships of deleted users", ENDED),
            Self::MemberOfDeletedRoom => ("memberships of deleted rooms", ENDED),
            Self::MemberTwice => ("memberships that are there already", DOUBLED),
            Self::FriendOfNobody => ("friendships with nobody", IGNORED),
            Self::FriendOfOneself => ("friendships with oneself", IGNORED),
            Self::FriendClosed => ("friendships of deleted users", ENDED),
            Self::FriendTwice => ("friendships that are there already", DOUBLED),
            Self::FriendOneWay => ("friendships of one direction only", "they have both now"),
            Self::FriendHalfDeleted => ("friendships whose other direction is deleted", ENDED),
            Self::FriendDeleted => ("friendships marked deleted", "they stay deleted"),
            Self::ApplicationToNobody => ("applications to nobody", IGNORED),
            Self::ApplicationOfNobody => ("applications of nobody", IGNORED),
            Self::ApplicationToOneself => ("applications to oneself", IGNORED),
            Self::ApplicationToTheGone => ("open applications of or to deleted users or rooms", ENDED),
            Self::ApplicationFulfilled => ("open applications for what is so already", ENDED),
            Self::ApplicationTwice => ("open applications that are there already", "the oldest counts"),
            Self::AcceptedTwice => ("applications accepted once more", DOUBLED),
            Self::AcceptedAfterDeletion => {
                ("applications accepted after their deletion", "they stay deleted")
            }
        }
    }
}

impl AdoptionReport {
    /// Up to so many ids are listed of each kind of row.
    const FEW: usize = 5;
    /// Clocks differ by less.
    const SAME_TIME: Duration = Duration::minutes(2);

    pub(super) fn note(&mut self, oddity: Oddity, row: &str) {
        let rows = self.odd.entry(oddity).or_default();
        rows.count += 1;
        if rows.ids.len() < Self::FEW {
            rows.ids.push(row.to_owned());
        }
    }

    /// One line for what was taken over, then one for each kind of row that makes no sense, and one if the
    /// times are doubtful.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let Self { accounts, rooms, memberships, friendships, applications, odd, ahead } = self;
        let mut lines = vec![format!(
            "adopted from Server-NestJS: {accounts} accounts, {rooms} rooms, {friendships} friendships, \
             {memberships} memberships, {applications} open applications"
        )];
        lines.extend(odd.iter().map(|(oddity, Rows { count, ids })| {
            let ((what, meaning), more) = (oddity.words(), if *count > ids.len() { ", …" } else { "" });
            format!("{what}: {count} ({}{more}); {meaning}", ids.join(", "))
        }));
        if let Some(ahead) = ahead.filter(|ahead| *ahead > Self::SAME_TIME) {
            lines.push(format!(
                "the newest row is dated {} h {} min ahead of now: if the old server wrote local times, \
                 run discuss migrate --times-from with its zone",
                ahead.whole_hours(),
                ahead.whole_minutes() % 60
            ));
        }
        lines
    }
}
