//! Every way a membership can be refused.

use discuss_kernel::{Failure, Kind, Phrase, StoreError};

/// Why a use case of memberships failed.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// There is no such membership, or not any more.
    #[error("no such member")]
    NotFound,
    /// There is no such room.
    #[error("no such room")]
    NoSuchRoom,
    /// There is nobody to become a member.
    #[error("no such user")]
    NoSuchUser,
    /// Only members may do that.
    #[error("only members of the room may do that")]
    NotAMember,
    /// Only the owner of the room may do that.
    #[error("only the owner of the room may do that")]
    NotOwner,
    /// One only sees one's own list of memberships.
    #[error("only your own memberships are shown")]
    NotOneself,
    /// They are one already.
    #[error("already a member of the room")]
    AlreadyMember,
    /// They have blocked the owner, who is not told.
    #[error("they cannot be let in")]
    NotPossible,
    /// A room always has an owner.
    #[error("the owner cannot leave: hand the room over or delete it")]
    OwnerCannotLeave,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure for MemberError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::NoSuchRoom | Self::NoSuchUser => Kind::NotFound,
            Self::NotAMember | Self::NotOwner | Self::NotOneself | Self::NotPossible => Kind::Forbidden,
            Self::AlreadyMember | Self::OwnerCannotLeave => Kind::Conflict,
            Self::Store(error) => error.kind(),
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::NotFound => Phrase::new("member-not-found"),
            Self::NoSuchRoom => Phrase::new("room-not-found"),
            Self::NoSuchUser => Phrase::new("user-not-found"),
            Self::NotAMember => Phrase::new("not-room-member"),
            Self::NotOwner => Phrase::new("not-room-owner"),
            Self::NotOneself => Phrase::new("only-own-memberships"),
            Self::AlreadyMember => Phrase::new("already-member"),
            Self::NotPossible => Phrase::new("member-not-possible"),
            Self::OwnerCannotLeave => Phrase::new("owner-cannot-leave"),
            Self::Store(error) => error.phrase(),
        }
    }
}
