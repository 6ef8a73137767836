//! What applications ask of the outside.

use async_trait::async_trait;
use discuss_kernel::{ApplicationCard, ApplyId, RoomId, StoreError, Timestamp, UserId};

use crate::{ApplyError, NewApplication};

/// Where applications are kept. Each method is one unit of work: all of it happens, or none.
///
/// Lists are newest first, ties by id, `ApplyRepository::MAX_LISTED` at most, without those that were
/// withdrawn. They show what is nested whole, be it deleted since.
#[async_trait]
pub trait ApplyRepository: Send + Sync {
    /// Stores an application and returns it. Fails with [`ApplyError::AlreadyOpen`] when the same maker
    /// already waits for the same, and with [`ApplyError::NoSuchUser`] when there is nobody to befriend; with
    /// [`ApplyError::BlockedByMaker`] or [`ApplyError::NotPossible`] when the maker has blocked them, or they the maker.
    async fn insert(&self, application: &NewApplication) -> Result<ApplicationCard, ApplyError>;

    /// `None` when there is no such application, or it was withdrawn.
    async fn find(&self, id: ApplyId) -> Result<Option<ApplicationCard>, StoreError>;

    /// Those that `maker` made, decided ones included.
    async fn made_by(&self, maker: UserId) -> Result<Vec<ApplicationCard>, StoreError>;

    /// Those that ask `asked` to be a friend, decided ones included.
    async fn asking(&self, asked: UserId) -> Result<Vec<ApplicationCard>, StoreError>;

    /// The open ones for a room.
    async fn open_for_room(&self, room: RoomId) -> Result<Vec<ApplicationCard>, StoreError>;

    /// The open ones that `decider` may decide: those that ask them, and those for the rooms they own.
    async fn open_to(&self, decider: UserId) -> Result<Vec<ApplicationCard>, StoreError>;

    /// Decides an application and, if `accepted`, makes the friendship or membership it asks for; of
    /// several who decide at once exactly one succeeds. Fails with [`ApplyError::AlreadyDecided`], or
    /// with [`ApplyError::NotFound`] when it is not open for another reason.
    async fn decide(&self, id: ApplyId, accepted: bool, at: Timestamp)
    -> Result<ApplicationCard, ApplyError>;

    /// Takes an open application back; fails as [`ApplyRepository::decide`] does.
    async fn withdraw(&self, id: ApplyId, at: Timestamp) -> Result<ApplicationCard, ApplyError>;
}

impl dyn ApplyRepository {
    /// Longer a list never is.
    pub const MAX_LISTED: u64 = 500;
}
