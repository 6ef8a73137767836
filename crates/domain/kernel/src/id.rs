//! Identifiers. Each is a type of its own, so that one cannot be passed for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that was made elsewhere, a stored one for instance.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        id!($(#[$doc])* $name);

        impl $name {
            /// A new one: a UUID of version 4.
            #[must_use]
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }
        }
    };
}

random_id!(
    /// Identifies an account.
    UserId
);
random_id!(
    /// Identifies a room.
    RoomId
);
random_id!(
    /// Identifies a membership: one person in one room.
    MemberId
);
random_id!(
    /// Identifies one direction of a friendship.
    FriendId
);
random_id!(
    /// Identifies an application, to befriend or to join.
    ApplyId
);
random_id!(
    /// Identifies a login.
    SessionId
);
id!(
    /// Identifies a message. A UUID of version 7, so ids sort by the time they were made.
    MessageId
);

impl MessageId {
    /// A new one that carries `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        let micros = at.micros().unsigned_abs();
        let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1_000;
        Self(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, nanos)))
    }
}
