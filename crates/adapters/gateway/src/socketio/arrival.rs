//! How clients of Socket.IO begin.

use bytestring::ByteString;
use discuss_guard::TokenError;
use discuss_protocol::{Frame, Packet};
use serde::Deserialize;
use tokio::time::timeout;

use super::link::SocketIoLink;
use crate::{
    Chat, Farewell, Heard, Link,
    arrival::{Arrived, Denied, enter},
};

/// Lets the client in, whoever it is, and finds out who that is: by the token that it connects with, or else by
/// `token`. It is announced when it asks for that.
///
/// Who has no good token hears why when they first ask for something, since clients of the existing server expect to
/// be told then, and so.
pub(super) async fn arrive(
    link: &mut SocketIoLink,
    token: Option<String>,
    chat: &Chat,
) -> Result<Arrived, Farewell> {
    let auth = link.admit().await?;
    link.say(Packet::welcome(chat.clock.now()).into());
    link.flush().await?;
    let entered = match auth.as_ref().and_then(token_of).or(token) {
        Some(token) => enter(&token, chat).await,
        None => Err(Denied::Token(TokenError::Missing)),
    };
    match entered {
        Ok(arrived) => Ok(arrived),
        Err(Denied::Token(why)) => {
            let first = timeout(chat.limits.auth_deadline, first_frame(link)).await;
            let Frame { event, data, .. } = first.map_err(|_| Farewell::AuthenticationDeadline)??;
            let data = (!data.is_null()).then_some(&data);
            link.say(Packet::exception(wording(why), &event, data).into());
            link.flush().await?;
            Err(Farewell::Unauthorized)
        }
        Err(Denied::Other(farewell)) => Err(farewell),
    }
}

/// The token in what a client says of itself.
fn token_of(auth: &ByteString) -> Option<String> {
    #[derive(Deserialize)]
    struct Auth {
        token: String,
    }
    let Auth { token } = serde_json::from_str(auth).ok()?;
    let is_empty = token.trim().trim_start_matches("Bearer").trim().is_empty();
    (!is_empty).then_some(token)
}

/// Why a token is no good, in the words of the existing server, which its client shows.
pub(super) const fn wording(why: TokenError) -> &'static str {
    match why {
        TokenError::Missing => "WebSocket 连接缺少 Token",
        TokenError::Invalid => "无效的令牌",
        TokenError::Expired => "令牌已过期",
    }
}

async fn first_frame(link: &mut SocketIoLink) -> Result<Frame, Farewell> {
    loop {
        match link.recv().await {
            Some(Ok(Heard::Frame(frame))) => return Ok(frame),
            Some(Ok(Heard::Garbled { .. } | Heard::Pulse | Heard::Received(_))) => link.flush().await?,
            Some(Err(error)) => return Err(error.into()),
            None => return Err(Farewell::Gone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_clients_connect_with() {
        let cases = [
            (r#"{"token":"abc"}"#, Some("abc")),
            (r#"{"token":"Bearer abc","x":1}"#, Some("Bearer abc")),
            (r#"{"token":""}"#, None),
            (r#"{"token":"Bearer "}"#, None),
            (r#"{"token":null}"#, None),
            (r#"{"token":5}"#, None),
            ("{}", None),
        ];
        for (auth, token) in cases {
            assert_eq!(token_of(&ByteString::from(auth)).as_deref(), token, "{auth}");
        }
    }
}
