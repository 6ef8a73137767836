//! What events and commands are called.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a client can be told. The text of a name is what stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
pub enum EventName {
    /// The welcome.
    Message,
    /// Which of one's friends are here.
    OnlineFriends,
    /// A friend came or went.
    Status,
    /// One is, or has become, a member of a room.
    Join,
    /// One is not a member of a room any more.
    Leave,
    /// Who of a room's members is here.
    Online,
    /// Somebody wrote to one.
    User,
    /// One wrote to somebody.
    Sender,
    /// Somebody wrote to a room.
    Room,
    /// A message was edited.
    Edit,
    /// A message was recalled.
    Recall,
    /// The end of what was missed of a conversation.
    Resumed,
    /// Somebody has read.
    Read,
    /// A device of somebody has received.
    Delivered,
    /// Somebody is writing something.
    Typing,
    /// One keeps a conversation in another way.
    ConversationUpdated,
    /// An application was made or decided.
    Apply,
    /// A friendship began or ended.
    Friend,
    /// One has blocked somebody, or does not any more.
    Block,
    /// A membership began or ended.
    Member,
    /// Somebody has another picture.
    Avatar,
    /// A room has changed.
    RoomUpdated,
    /// A room is gone.
    RoomDeleted,
    /// An announcement.
    Alert,
    /// Nobody is known, or not any more.
    Exception,
    /// Another connection has taken one's place.
    Kicked,
    /// What was asked for is done.
    Ack,
    /// What was asked for is refused.
    Error,
}

impl EventName {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a client can ask for. The text of a name is what stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
pub enum CommandName {
    /// Who I am.
    Auth,
    /// Announce me.
    Init,
    /// A private message.
    User,
    /// A message to a room.
    Room,
    /// A message of one's own shall say something else.
    Edit,
    /// A message of one's own shall say nothing.
    Recall,
    /// Tell me what I missed.
    Resume,
    /// I have read up to here.
    Read,
    /// This device has received up to here.
    Delivered,
    /// I am writing something.
    Typing,
    /// Nothing.
    Message,
}

impl CommandName {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
