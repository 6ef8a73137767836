//! From a token to a seat, and what somebody who has just arrived is told.

use discuss_kernel::{Caller, Failure, Kind, Presence, StoreError, Timestamp};
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
    /// What to tell them first.
    pub greeting: Vec<Utterance>,
}

/// Finds out who is there, by `token` or by their first frame, and announces them.
pub(crate) async fn arrive(
    link: &mut impl Link,
    token: Option<String>,
    chat: &Chat,
) -> Result<Arrived, Farewell> {
    match token {
        Some(token) => enter(&token, chat).await,
        None => {
            let first = tokio::time::timeout(chat.limits.auth_deadline, first_frame(link));
            let (token, reference) = first.await.map_err(|_| Farewell::AuthenticationDeadline)??;
            let mut arrived = enter(&token, chat).await?;
            if let Some(reference) = reference {
                let data = json!({"user": arrived.caller.id});
                arrived.greeting.insert(0, Utterance::Done { reference, data });
            }
            Ok(arrived)
        }
    }
}

/// Waits for `auth`. Whoever says anything else first is not let in.
async fn first_frame(link: &mut impl Link) -> Result<(String, Option<Value>), Farewell> {
    loop {
        let frame = match link.recv().await {
            Some(Ok(Heard::Frame(frame))) => frame,
            Some(Ok(Heard::Garbled(_))) => return Err(Farewell::Unauthorized),
            Some(Ok(Heard::Pulse)) => {
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

async fn enter(token: &str, chat: &Chat) -> Result<Arrived, Farewell> {
    let token = token.strip_prefix("Bearer ").unwrap_or(token);
    let known = chat.services.auth.authenticate(token).await.map_err(|error| refused(&error))?;
    let caller = known.caller;
    let seat = chat.hall.open(caller.id, caller.session).map_err(|refusal| match refusal {
        NoSeat::TooManyConnections => Farewell::Flooding,
        NoSeat::Stopping => Farewell::GoingAway,
    })?;
    // Once more, now that the hub knows the connection: a login that ended in between is noticed
    // either here or there.
    chat.services.auth.authenticate(token).await.map_err(|error| refused(&error))?;
    let greeting = announce(&caller, &seat, chat).await.map_err(|error| refused(&error))?;
    Ok(Arrived { caller, seat, valid_until: known.valid_until, greeting })
}

/// Announces the connection, and collects what follows.
async fn announce(
    caller: &Caller,
    seat: &Seat<SharedPacket>,
    chat: &Chat,
) -> Result<Vec<Utterance>, StoreError> {
    let friends = chat.services.friends.ids(caller.id).await?;
    let rooms = chat.services.members.rooms_of(caller.id).await?;
    seat.announce(rooms.iter().map(|(room, _)| *room));

    let (hub, now) = (chat.hall.hub(), chat.clock.now());
    let mut greeting = vec![Packet::online_friends(&Presence::online(hub, &friends).await, now).into()];
    for (room, name) in &rooms {
        greeting.push(Packet::join(*room, name).into());
        greeting.push(Packet::online(*room, &hub.online_in(*room), now).into());
    }
    Ok(greeting)
}

fn refused(failure: &dyn Failure) -> Farewell {
    match failure.kind() {
        Kind::Unauthorized => Farewell::Unauthorized,
        _ => {
            tracing::error!(error = failure as &dyn std::error::Error, "a connection could not be opened");
            Farewell::Failed
        }
    }
}
