//! What an HTTP request asks for, and how it is refused.

use serde::Deserialize;

use super::{Sid, Transport};

/// The query of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Query {
    /// The version of Engine.IO; it must be "4".
    #[serde(rename = "EIO")]
    pub version: Option<String>,
    /// "polling" or "websocket".
    pub transport: Option<String>,
    /// The session, once there is one.
    pub sid: Option<String>,
}

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// A new session.
    Open(Transport),
    /// A session that exists, if it does.
    Session(Sid, Request),
}

/// What a request asks of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// To tell what there is to tell, now or as soon as there is something.
    Get,
    /// To listen: a body is about to come.
    Post,
    /// To move to this WebSocket.
    WebSocket,
}

impl Query {
    /// What a request with this query and this `method` is about. `is_websocket`: whether it asks for the
    /// WebSocket protocol.
    ///
    /// # Errors
    /// When it is not a request of Engine.IO 4.
    pub fn route(&self, method: &str, is_websocket: bool) -> Result<Route, Refusal> {
        let transport = match self.transport.as_deref() {
            Some("polling") => Transport::Polling,
            Some("websocket") => Transport::WebSocket,
            _ => return Err(Refusal::UnknownTransport),
        };
        if self.version.as_deref() != Some("4") {
            return Err(Refusal::UnsupportedVersion);
        }
        let Some(sid) = &self.sid else {
            return match (method, transport) {
                ("GET", Transport::WebSocket) if !is_websocket => Err(Refusal::BadRequest),
                ("GET", transport) => Ok(Route::Open(transport)),
                _ => Err(Refusal::BadHandshakeMethod),
            };
        };
        let request = match (method, transport) {
            ("GET", Transport::Polling) => Request::Get,
            ("POST", Transport::Polling) => Request::Post,
            ("GET", Transport::WebSocket) if is_websocket => Request::WebSocket,
            _ => return Err(Refusal::BadRequest),
        };
        let sid = Sid::parse(sid).map_err(|_| Refusal::UnknownSession)?;
        Ok(Route::Session(sid, request))
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such transport.
    #[error("Transport unknown")]
    UnknownTransport,
    /// There is no such session, or it has ended.
    #[error("Session ID unknown")]
    UnknownSession,
    /// A session begins with a GET.
    #[error("Bad handshake method")]
    BadHandshakeMethod,
    /// This cannot be asked now, or the body is broken.
    #[error("Bad request")]
    BadRequest,
    /// This client is not welcome; for the server to decide.
    #[error("Forbidden")]
    Forbidden,
    /// Another version than 4.
    #[error("Unsupported protocol version")]
    UnsupportedVersion,
    /// The body is larger than `maxPayload`.
    #[error("Payload too large")]
    TooLarge,
}

impl Refusal {
    /// Engine.IO's number for it.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::UnknownTransport => 0,
            Self::UnknownSession => 1,
            Self::BadHandshakeMethod => 2,
            Self::BadRequest | Self::TooLarge => 3,
            Self::Forbidden => 4,
            Self::UnsupportedVersion => 5,
        }
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Forbidden => 403,
            Self::TooLarge => 413,
            _ => 400,
        }
    }

    /// The body of the answer: a JSON object.
    #[must_use]
    pub fn body(self) -> String {
        format!(r#"{{"code":{},"message":"{self}"}}"#, self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(version: &str, transport: &str, sid: &str) -> Query {
        let part = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Query { version: part(version), transport: part(transport), sid: part(sid) }
    }

    #[test]
    fn what_a_request_is_about() {
        let session = |request| Ok(Route::Session(Sid::parse("s1").unwrap(), request));
        let cases = [
            ("4", "polling", "", "GET", false, Ok(Route::Open(Transport::Polling))),
            ("4", "websocket", "", "GET", true, Ok(Route::Open(Transport::WebSocket))),
            ("4", "polling", "s1", "GET", false, session(Request::Get)),
            ("4", "polling", "s1", "POST", false, session(Request::Post)),
            ("4", "websocket", "s1", "GET", true, session(Request::WebSocket)),
            ("", "polling", "", "GET", false, Err(Refusal::UnsupportedVersion)),
            ("abc", "polling", "", "GET", false, Err(Refusal::UnsupportedVersion)),
            ("3", "websocket", "", "GET", true, Err(Refusal::UnsupportedVersion)),
            ("4", "", "", "GET", false, Err(Refusal::UnknownTransport)),
            ("4", "abc", "", "GET", false, Err(Refusal::UnknownTransport)),
            ("4", "polling", "", "POST", false, Err(Refusal::BadHandshakeMethod)),
            ("4", "polling", "", "PUT", false, Err(Refusal::BadHandshakeMethod)),
            ("4", "websocket", "", "GET", false, Err(Refusal::BadRequest)),
            ("4", "websocket", "s1", "GET", false, Err(Refusal::BadRequest)),
            ("4", "polling", "s1", "DELETE", false, Err(Refusal::BadRequest)),
            ("4", "polling", "../s1", "GET", false, Err(Refusal::UnknownSession)),
        ];
        for (version, transport, sid, method, is_websocket, expected) in cases {
            let query = query(version, transport, sid);
            assert_eq!(query.route(method, is_websocket), expected, "{method} {query:?}");
        }
    }

    #[test]
    fn refusals_have_the_codes_of_engine_io() {
        let cases = [
            (Refusal::UnknownTransport, 400, r#"{"code":0,"message":"Transport unknown"}"#),
            (Refusal::UnknownSession, 400, r#"{"code":1,"message":"Session ID unknown"}"#),
            (Refusal::BadHandshakeMethod, 400, r#"{"code":2,"message":"Bad handshake method"}"#),
            (Refusal::BadRequest, 400, r#"{"code":3,"message":"Bad request"}"#),
            (Refusal::Forbidden, 403, r#"{"code":4,"message":"Forbidden"}"#),
            (Refusal::UnsupportedVersion, 400, r#"{"code":5,"message":"Unsupported protocol version"}"#),
        ];
        for (refusal, status, body) in cases {
            assert_eq!((refusal.status(), refusal.body().as_str()), (status, body));
        }
    }
}
