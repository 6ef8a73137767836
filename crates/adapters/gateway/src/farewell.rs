//! Why a connection ended.

/// Every way a connection can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// The client closed it, or is gone.
    Gone,
    /// The server stops.
    GoingAway,
    /// The client does not speak the protocol.
    BadProtocol,
    /// The token is missing, bad or expired.
    Unauthorized,
    /// The token has expired during the connection.
    Expired,
    /// No token came within the time allowed.
    AuthenticationDeadline,
    /// The login has ended.
    Revoked,
    /// Another connection of the same user has taken its place.
    Replaced,
    /// More waited for the client than its outbox holds, or a write took too long.
    TooSlow,
    /// The client did not answer a ping.
    Silent,
    /// A frame was larger than allowed.
    TooLarge,
    /// The client sends more than allowed, or has too many connections.
    Flooding,
    /// The server failed.
    Failed,
}

impl Farewell {
    /// The WebSocket close code.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Gone => 1000,
            Self::GoingAway => 1001,
            Self::BadProtocol => 1002,
            Self::Failed => 1011,
            Self::Unauthorized | Self::Expired => 4401,
            Self::AuthenticationDeadline | Self::Silent => 4408,
            Self::Revoked | Self::Replaced => 4409,
            Self::TooSlow => 4410,
            Self::TooLarge => 4413,
            Self::Flooding => 4429,
        }
    }

    /// The reason in words, for the close frame and the log.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Gone => "closed by the client",
            Self::GoingAway => "the server is going away",
            Self::BadProtocol => "not the WebSocket protocol",
            Self::Failed => "internal error",
            Self::Unauthorized => "the token is missing, bad or expired",
            Self::Expired => "the token has expired",
            Self::AuthenticationDeadline => "no token came in time",
            Self::Silent => "no answer to a ping",
            Self::Revoked => "the session has ended",
            Self::Replaced => "logged in elsewhere",
            Self::TooSlow => "too slow; reconnect and resume",
            Self::TooLarge => "the frame is too large",
            Self::Flooding => "too many frames or connections",
        }
    }
}
