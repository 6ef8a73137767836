//! Why a connection ends.

use std::fmt;

/// The client does not keep to the protocol; in words, what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ProtocolError(pub(crate) &'static str);

/// Every way a connection can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// The client said so.
    ClientClosed,
    /// The WebSocket closed, or a request was given up before it was answered.
    TransportClosed,
    /// The server said so.
    ServerClosed,
    /// The client did not answer a ping.
    PingTimeout,
    /// The client belonged to no namespace for too long.
    ConnectTimeout,
    /// More waited, in one direction, than may wait.
    Overflow,
    /// The client sent more of something than is allowed; in words, what.
    Limit(&'static str),
    /// The client does not keep to the protocol.
    Protocol(ProtocolError),
}

impl From<ProtocolError> for CloseReason {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientClosed => "closed by the client",
            Self::TransportClosed => "the transport closed",
            Self::ServerClosed => "closed by the server",
            Self::PingTimeout => "no answer to a ping",
            Self::ConnectTimeout => "no namespace was joined in time",
            Self::Overflow => "too much waits to be handled",
            Self::Limit(what) | Self::Protocol(ProtocolError(what)) => what,
        })
    }
}
