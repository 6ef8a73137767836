//! What events carry, where it is not a [`view`](crate::view) that REST answers too.

use discuss_kernel::{RoomId, Timestamp, UserId};
use serde::Serialize;
use serde_json::Value;
#[cfg(feature = "schema")]
use utoipa::ToSchema;

/// The data of `message`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Welcome {
    pub message: &'static str,
    pub timestamp: Timestamp,
}

/// The data of `onlineFriends`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct OnlineFriends<'a> {
    /// Those who are here.
    pub users: &'a [UserId],
    pub timestamp: Timestamp,
}

/// The data of `status`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Status {
    pub friend: UserId,
    /// Whether they are here.
    pub status: bool,
    pub timestamp: Timestamp,
}

/// The data of `join` and `leave`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Belonging {
    pub room: RoomId,
    /// A sentence with the room's name.
    pub message: String,
}

/// The data of `online`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Online<'a> {
    pub room: RoomId,
    /// Those of its members who are here.
    pub users: &'a [UserId],
    pub timestamp: Timestamp,
}

/// The data of `friend`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Friendship {
    pub user: UserId,
    /// Whether it began.
    pub status: bool,
}

/// The data of `block`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Block {
    /// Who is blocked.
    pub user: UserId,
    /// Whether it began.
    pub status: bool,
}

/// The data of `member`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Membership {
    pub room: RoomId,
    pub user: UserId,
    /// Whether it began.
    pub status: bool,
}

/// The data of `avatar`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Avatar<'a> {
    pub user: UserId,
    /// Where their picture is now, as a path below the origin.
    #[cfg_attr(feature = "schema", schema(required))]
    pub avatar: Option<&'a str>,
}

/// The data of `roomDeleted`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Deleted {
    pub room: RoomId,
}

/// The data of `read` and `delivered`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Cursor {
    /// Named as the reader names it.
    pub conversation: String,
    /// Who has read or received.
    pub user: UserId,
    /// The last entry that they have.
    pub seq: u64,
}

/// The data of `typing`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Typing {
    /// Named as the reader names it.
    pub conversation: String,
    pub user: UserId,
}

/// The data of `conversationUpdated`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct ConversationUpdated {
    pub conversation: String,
    /// Whether it stands before the others.
    pub pinned: bool,
    /// Whether it does not call for attention.
    pub muted: bool,
}

/// The data of `resumed`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Resumed<'a> {
    pub conversation: &'a str,
    /// The last entry there is.
    pub seq: u64,
    /// `false` when too much was missed: fetch it from `GET /message`.
    pub complete: bool,
}

/// The data of `exception`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Exception<'a> {
    /// Always `error`.
    pub status: &'static str,
    /// For people.
    pub message: &'a str,
    pub cause: Cause<'a>,
}

/// What an exception is about.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Cause<'a> {
    /// The event that was sent.
    pub pattern: &'a str,
    /// What was sent with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<&'a Value>,
}

/// The data of `kicked`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Kicked {
    pub reason: &'static str,
    pub timestamp: Timestamp,
}

/// The data of `error`.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(ToSchema))]
pub(crate) struct Refusal<'a> {
    /// What kind of refusal: `invalid`, `unauthorized`, `forbidden`, `not_found`, `conflict`, `too_large`,
    /// `rate_limited`, `overloaded` or `internal`.
    pub code: &'static str,
    /// For people.
    pub msg: &'a str,
    /// When trying again makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_ms: Option<u64>,
}

/// An answer to a frame, as a frame of raw WebSocket.
#[derive(Serialize)]
pub(crate) struct Answer<'a, T> {
    pub event: &'static str,
    /// What the frame carried.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<&'a Value>,
    pub data: &'a T,
}
