//! What goes into a session, and what comes out.

use bytestring::ByteString;

use super::{Frame, Message};
use crate::CloseReason;

/// What happens to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A frame came over the session's WebSocket, be it on probation or not.
    Frame(Frame),
    /// That WebSocket closed.
    SocketClosed,
    /// The client gave up the open GET before it was answered.
    GetDropped,
    /// The client gave up the POST before its body was there.
    PostDropped,
    /// The deadline has come.
    Tick,
}

/// What has to be done for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action<D> {
    /// Hand this on.
    Deliver(D),
    /// Write this to the session's WebSocket.
    Send(Frame),
    /// Answer the open GET with this body.
    Respond(ByteString),
    /// Close the WebSocket that was on probation. The session goes on without it.
    DropSocket,
    /// Close the WebSocket, if there is one, and forget the session. The last action of all.
    Close(CloseReason),
}

/// What a session hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A message.
    Message(Message),
    /// The answer to a ping: all that was sent before the ping has been received.
    Pong,
}
