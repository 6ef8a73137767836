//! What each event tells.

use serde_json::{Value, json};

use super::{Binding, Schemas};
use crate::{
    EventName,
    notice::Notice,
    payload::{
        Avatar, Belonging, Block, ConversationUpdated, Cursor, Deleted, Exception, Friendship, Kicked,
        Membership, Online, OnlineFriends, Refusal, Resumed, Status, Typing, Welcome,
    },
    view::{ApplicationView, ChangeView, MessageView, RoomView},
};

impl EventName {
    pub(super) fn travels_by(self, binding: Binding) -> bool {
        match self {
            // Socket.IO has acknowledgements of its own.
            Self::Ack | Self::Error => binding == Binding::RawWebSocket,
            // Raw WebSocket says that with a close code.
            Self::Exception => binding == Binding::SocketIo,
            _ => true,
        }
    }

    /// Whether it answers a frame.
    pub(super) const fn is_answer(self) -> bool {
        matches!(self, Self::Ack | Self::Error)
    }

    pub(super) const fn summary(self) -> &'static str {
        match self {
            Self::Message => "On connecting, before any check: a welcome.",
            Self::OnlineFriends => "After authentication: which of one's friends are here.",
            Self::Status => "A friend came or went.",
            Self::Join => "After authentication for each room of one's own, and when one becomes a member.",
            Self::Leave => "One is not a member of the room any more.",
            Self::Online => "After `join`, and whenever it changes: which members of the room are here.",
            Self::User => "Somebody wrote to you.",
            Self::Sender => "You wrote to somebody, from any of your devices.",
            Self::Room => "Somebody wrote to a room of yours; you included.",
            Self::Edit => "Somebody has edited what they said: the message says this now.",
            Self::Recall => "Somebody has recalled what they said: the message says nothing any more.",
            Self::Resumed => "The end of what was missed of a conversation.",
            Self::Read => "Somebody in the conversation, or another device of yours, has read up to here.",
            Self::Delivered => "A device of somebody in the conversation has received up to here.",
            Self::Typing => {
                "Somebody else in the conversation is writing something. It comes again every few seconds while they go \
                on, and is not taken back: forget it after five, or when they have said it."
            }
            Self::ConversationUpdated => {
                "You keep a conversation in another way: a device of yours has said so."
            }
            Self::Apply => {
                "You are asked to be a friend or to let somebody into your room; or you are answered."
            }
            Self::Friend => "A friendship of yours began or ended.",
            Self::Block => "You have blocked somebody, or do not any more: a device of yours has said so.",
            Self::Member => "A membership of a room of yours began or ended.",
            Self::Avatar => "A friend, a room-mate or you yourself have another picture, or none any more.",
            Self::RoomUpdated => "A room of yours has changed.",
            Self::RoomDeleted => "A room of yours is gone.",
            Self::Alert => "An announcement, to everybody or to you.",
            Self::Exception => "The token is missing, bad or expired; the connection ends.",
            Self::Kicked => "Another connection has taken your place; this one ends.",
            Self::Ack => "The frame with this `ref` is done. For a message: it is stored.",
            Self::Error => "The frame with this `ref` is refused.",
        }
    }

    /// The schema of its data.
    pub(super) fn data(self, schemas: &mut Schemas) -> Value {
        match self {
            Self::Message => schemas.refer::<Welcome>(),
            Self::OnlineFriends => schemas.refer::<OnlineFriends<'_>>(),
            Self::Status => schemas.refer::<Status>(),
            Self::Join | Self::Leave => schemas.refer::<Belonging>(),
            Self::Online => schemas.refer::<Online<'_>>(),
            Self::User | Self::Sender | Self::Room => schemas.refer::<MessageView>(),
            Self::Edit | Self::Recall => schemas.refer::<ChangeView>(),
            Self::Resumed => schemas.refer::<Resumed<'_>>(),
            Self::Read | Self::Delivered => schemas.refer::<Cursor>(),
            Self::Typing => schemas.refer::<Typing>(),
            Self::ConversationUpdated => schemas.refer::<ConversationUpdated>(),
            Self::Apply => schemas.refer::<ApplicationView>(),
            Self::Friend => schemas.refer::<Friendship>(),
            Self::Block => schemas.refer::<Block>(),
            Self::Member => schemas.refer::<Membership>(),
            Self::Avatar => schemas.refer::<Avatar<'_>>(),
            Self::RoomUpdated => schemas.refer::<RoomView>(),
            Self::RoomDeleted => schemas.refer::<Deleted>(),
            Self::Alert => schemas.refer::<Notice<'_>>(),
            Self::Exception => schemas.refer::<Exception<'_>>(),
            Self::Kicked => schemas.refer::<Kicked>(),
            Self::Error => schemas.refer::<Refusal<'_>>(),
            Self::Ack => json!({
                "type": "object",
                "description": "What the command leads to: `id`, `seq` and `timestamp` of a message or of a \
                    change, which has the `id` of its message, `seq` of a cursor that moved, `user` for `auth`; else nothing.",
            }),
        }
    }
}
