//! Who asks.

use crate::{SessionId, UserId};

/// Somebody whose token was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Whose account it is.
    pub id: UserId,
    /// The login the token belongs to. A token of the existing server has none.
    pub session: Option<SessionId>,
    /// Whether the account may do what only operators may.
    pub is_admin: bool,
}
