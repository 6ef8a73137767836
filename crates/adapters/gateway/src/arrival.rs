//! From a token to a seat, and what somebody who has just arrived is told.

use discuss_guard::{AuthError, Authenticated, TokenError};
use discuss_kernel::{Caller, Failure, Presence, StoreError, Timestamp};
use discuss_protocol::{Command, Packet};
use discuss_realtime::{NoSeat, Seat};
use serde_json::{Value, json};

use crate::{Chat, Farewell, Heard, Link, SharedPacket, Utterance};

/// Somebody who is known and connected.
pub(crate) struct Arrived {
    pub caller: Caller,
    pub seat: Seat<SharedPacket>,
    /// When the token ends, if the login does not outlive it.
    pub valid_until: Option<Timestamp>,
    /// Whether others can see them, and they hear what happens.
    pub is_announced: bool,
}

/// Why somebody is not let in.
pub(crate) enum Denied {
    /// The token is no good.
    Token(TokenError),
    /// Something else.
    Other(Farewell),
}

impl From<Denied> for Farewell {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Token(_) => Self::Unauthorized,
            Denied::Other(farewell) => farewell,
        }
    }
}

/// Welcomes whoever is there, finds out who it is, by `token` or by their first frame, and announces them.
pub(crate) async fn arrive(
    link: &mut impl Link,
    token: Option<String>,
    chat: &Chat,
) -> Result<Arrived, Farewell> {
    link.say(Packet::welcome(chat.clock.now()).into());
    link.flush().await?;
    let (token, reference) = match token {
        Some(token) => (token, None),
        None => {
            let first = tokio::time::timeout(chat.limits.auth_deadline, first_frame(link));
            first.await.map_err(|_| Farewell::AuthenticationDeadline)??
        }
    };
    let arrived = enter(&token, chat).await?;
    if let Some(reference) = reference {
        link.say(Utterance::Done { reference, data: json!({"user": arrived.caller.id}) });
    }
    let greeting = announce(&arrived.caller, &arrived.seat, chat).await?;
    greeting.into_iter().for_each(|packet| link.say(packet.into()));
    Ok(Arrived { is_announced: true, ..arrived })
}

/// Waits for `auth`. Whoever says anything else first is not let in.
async fn first_frame(link: &mut impl Link) -> Result<(String, Option<Value>), Farewell> {
    loop {
        let frame = match link.recv().await {
            Some(Ok(Heard::Frame(frame))) => frame,
            Some(Ok(Heard::Garbled { .. })) => return Err(Farewell::Unauthorized),
            Some(Ok(Heard::Pulse | Heard::Received(_))) => {
                link.flush().await?;
                continue;
            }
            Some(Err(error)) => return Err(error.into()),
            None => return Err(Farewell::Gone),
        };
        let command = match frame.event.as_str() {
            "auth" => Command::authenticate(frame.data),
            _ => return Err(Farewell::Unauthorized),
        };
        return match command {
            Ok(Command::Authenticate { token }) => Ok((token, frame.reference)),
            _ => Err(Farewell::Unauthorized),
        };
    }
}

/// Gives the bearer of `token` a seat. Before they are announced they hear nothing but
/// what operators say.
pub(crate) async fn enter(token: &str, chat: &Chat) -> Result<Arrived, Denied> {
    let token = token.strip_prefix("Bearer ").unwrap_or(token);
    let Authenticated { caller, valid_until } = authenticate(token, chat).await?;
    let seat = chat.hall.open(caller.id, caller.session).map_err(|refusal| match refusal {
        NoSeat::TooManyConnections => Denied::Other(Farewell::Flooding),
        NoSeat::Stopping => Denied::Other(Farewell::GoingAway),
    })?;
    // Once more, now that the hub knows the connection: a login that ended in between is noticed
    // either here or there.
    authenticate(token, chat).await?;
    Ok(Arrived { caller, seat, valid_until, is_announced: false })
}

async fn authenticate(token: &str, chat: &Chat) -> Result<Authenticated, Denied> {
    chat.services.auth.authenticate(token).await.map_err(|error| match error {
        AuthError::Token(error) => Denied::Token(error),
        error => Denied::Other(failed(&error)),
    })
}

/// Lets others see a connection and lets it hear what happens, and collects what it is told first. Where only one
/// connection is allowed, the others of the same user go.
pub(crate) async fn announce(
    caller: &Caller,
    seat: &Seat<SharedPacket>,
    chat: &Chat,
) -> Result<Vec<Packet>, Farewell> {
    let lists = async {
        let friends = chat.services.friends.ids(caller.id).await?;
        Ok::<_, StoreError>((friends, chat.services.members.rooms_of(caller.id).await?))
    };
    let (friends, rooms) = lists.await.map_err(|error| failed(&error))?;
    if chat.limits.single_session {
        seat.replace_others();
    }
    seat.announce(rooms.iter().map(|(room, _)| *room));

    let (hub, now) = (chat.hall.hub(), chat.clock.now());
    let mut greeting = vec![Packet::online_friends(&Presence::online(hub, &friends).await, now)];
    for (room, name) in &rooms {
        greeting.push(Packet::join(*room, name));
        greeting.push(Packet::online(*room, &hub.show_online_in(*room), now));
    }
    Ok(greeting)
}

fn failed(failure: &dyn Failure) -> Farewell {
    tracing::error!(error = failure as &dyn std::error::Error, "a connection could not be opened");
    Farewell::Failed
}
