//! What a client may say when.

use std::{collections::VecDeque, sync::Arc, time::Instant};

use bytestring::ByteString;

use super::{Ack, Event, Namespace, Packet, acks::PendingAcks, assembly::Assembly};
use crate::{CloseReason, ProtocolError, Settings, engine::Message};

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// It asks to join a namespace. Nothing else is delivered until it is answered.
    Connect {
        /// Which one.
        namespace: Namespace,
        /// What it says of itself: a JSON object, if anything.
        auth: Option<ByteString>,
    },
    /// Something happened.
    Event(Event),
    /// An event that the server sent has been answered.
    Ack(Ack),
    /// It has left a namespace.
    Disconnect {
        /// Which one.
        namespace: Namespace,
    },
    /// It has received all that was sent before the last ping.
    Pong,
}

/// One client: the namespaces that it belongs to, and what is under way.
#[derive(Debug)]
pub(crate) struct Client {
    settings: Arc<Settings>,
    joined: Vec<Namespace>,
    /// Those that the server has put it out of. What it said before it knew may still come.
    dismissed: VecDeque<Namespace>,
    /// The namespace that the client asks to join.
    asking: Option<Namespace>,
    /// Until when the client has to belong to one; while it does, nothing.
    alone_until: Option<Instant>,
    assembly: Assembly,
    acks: PendingAcks,
}

impl Client {
    pub fn new(settings: Arc<Settings>, now: Instant) -> Self {
        Self {
            joined: Vec::new(),
            dismissed: VecDeque::new(),
            asking: None,
            alone_until: Some(now + settings.connect_timeout),
            assembly: Assembly::default(),
            acks: PendingAcks::default(),
            settings,
        }
    }

    /// When [`is_late`](Self::is_late) will be true.
    pub const fn deadline(&self) -> Option<Instant> {
        self.alone_until
    }

    /// Whether the client has belonged to no namespace for too long.
    pub fn is_late(&self, now: Instant) -> bool {
        self.alone_until.is_some_and(|until| now >= until)
    }

    /// Whether the client waits for an answer, and what it says next has to wait too.
    pub const fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// A message has come; what it says, if it is whole and of interest.
    pub fn receive(&mut self, message: Message, now: Instant) -> Result<Option<Incoming>, CloseReason> {
        let packet = match message {
            Message::Text(text) => self.assembly.begin(Packet::decode(&text)?, &self.settings)?,
            Message::Binary(bytes) => self.assembly.attach(bytes, &self.settings)?,
        };
        packet.map_or(Ok(None), |packet| self.admit(packet, now))
    }

    fn admit(&mut self, packet: Packet, now: Instant) -> Result<Option<Incoming>, CloseReason> {
        let is_member = self.joined.contains(packet.namespace());
        Ok(match packet {
            Packet::Connect { .. } if is_member => {
                return Err(ProtocolError("the client is in that namespace already").into());
            }
            Packet::Connect { namespace, data } => {
                if self.joined.len() >= self.settings.max_namespaces {
                    return Err(CloseReason::Limit("a client belongs to more namespaces than allowed"));
                }
                self.asking = Some(namespace.clone());
                Some(Incoming::Connect { namespace, auth: data })
            }
            Packet::Disconnect { namespace } if is_member => {
                self.leave(&namespace, now);
                Some(Incoming::Disconnect { namespace })
            }
            Packet::Event(event) if is_member => Some(Incoming::Event(event)),
            // What is not waited for any more is not of interest.
            Packet::Ack(ack) if is_member => {
                self.acks.settle(ack.id, &ack.namespace).then_some(Incoming::Ack(ack))
            }
            _ if self.dismissed.contains(packet.namespace()) => None,
            _ => return Err(ProtocolError("a packet of a namespace that the client is not in").into()),
        })
    }

    /// The client is let in, if it has asked.
    pub fn join(&mut self, namespace: &Namespace) -> bool {
        let has_asked = self.refuse(namespace);
        if has_asked {
            self.dismissed.retain(|dismissed| dismissed != namespace);
            self.joined.push(namespace.clone());
            self.alone_until = None;
        }
        has_asked
    }

    /// The client is not let in; whether it has asked.
    pub fn refuse(&mut self, namespace: &Namespace) -> bool {
        self.asking.take_if(|asking| asking == namespace).is_some()
    }

    /// The client has to leave, if it was in.
    pub fn dismiss(&mut self, namespace: &Namespace, now: Instant) -> bool {
        let was_in = self.leave(namespace, now);
        if was_in {
            self.dismissed.push_back(namespace.clone());
            if self.dismissed.len() > self.settings.max_namespaces {
                self.dismissed.pop_front();
            }
        }
        was_in
    }

    fn leave(&mut self, namespace: &Namespace, now: Instant) -> bool {
        let Some(index) = self.joined.iter().position(|joined| joined == namespace) else { return false };
        self.joined.swap_remove(index);
        self.acks.forget(namespace);
        if self.joined.is_empty() {
            self.alone_until = Some(now + self.settings.connect_timeout);
        }
        true
    }

    /// A number for an event that has to be answered.
    pub fn expect_ack(&mut self, namespace: Namespace) -> u64 {
        self.acks.expect(namespace, self.settings.max_pending_acks)
    }
}
