//! How the requests of polling clients find their session.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use bytestring::ByteString;
use discuss_socketio::engine::{Refusal, Sid};
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

use crate::web_socket::Parcel;

/// How many requests may wait for one session. Clients have one GET and one POST at a time.
const KNOCKING: usize = 4;

/// A request for a session, and where its answer goes.
pub(super) enum Knock {
    /// Someone waits for what there is to tell.
    Get { answer: Answer<oneshot::Receiver<ByteString>> },
    /// A body is about to come.
    Post { answer: Answer<()> },
    /// Here it is.
    Body { body: Bytes, answer: Answer<()> },
    /// It does not come.
    PostDropped,
    /// A WebSocket begins, if it may.
    WebSocket { answer: Answer<oneshot::Sender<Handover>> },
}

/// Where an answer goes.
pub(super) type Answer<T> = oneshot::Sender<Result<T, Refusal>>;

/// A WebSocket for a session.
pub(super) struct Handover {
    pub socket: Parcel,
    /// Dropped when the session does not need it any more.
    pub released: oneshot::Sender<()>,
}

/// The door of a session.
#[derive(Clone)]
pub(super) struct Door(mpsc::Sender<Knock>);

impl Door {
    /// Asks the session, and waits for its answer.
    pub async fn ask<T>(&self, knock: impl FnOnce(Answer<T>) -> Knock) -> Result<T, Refusal> {
        let (answer, answered) = oneshot::channel();
        self.tell(knock(answer)).await?;
        answered.await.unwrap_or(Err(Refusal::UnknownSession))
    }

    /// Tells the session.
    pub async fn tell(&self, knock: Knock) -> Result<(), Refusal> {
        self.0.send(knock).await.map_err(|_| Refusal::UnknownSession)
    }
}

/// The sessions that can be knocked at: those of clients that poll, or have not ceased to.
pub(super) struct Sessions {
    doors: Mutex<HashMap<Sid, Door>>,
    limit: usize,
}

/// There are as many sessions as there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Sessions {
    /// No session yet, and never more than `limit`.
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { doors: Mutex::default(), limit })
    }

    /// Gives a new session a door.
    pub fn add(self: &Arc<Self>, sid: &Sid) -> Result<Knocks, Full> {
        let mut doors = self.doors.lock();
        if doors.len() >= self.limit {
            return Err(Full);
        }
        let (door, arriving) = mpsc::channel(KNOCKING);
        doors.insert(sid.clone(), Door(door));
        Ok(Knocks { arriving, sid: sid.clone(), sessions: Arc::clone(self) })
    }

    /// The door of a session, if there is one.
    pub fn find(&self, sid: &Sid) -> Result<Door, Refusal> {
        self.doors.lock().get(sid).cloned().ok_or(Refusal::UnknownSession)
    }
}

/// The inner side of a door. Dropping it takes the door away.
pub(super) struct Knocks {
    arriving: mpsc::Receiver<Knock>,
    sid: Sid,
    sessions: Arc<Sessions>,
}

impl Knocks {
    /// The next request.
    pub async fn next(&mut self) -> Option<Knock> {
        self.arriving.recv().await
    }
}

impl Drop for Knocks {
    fn drop(&mut self) {
        self.sessions.doors.lock().remove(&self.sid);
    }
}
