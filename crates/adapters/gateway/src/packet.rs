//! What the fan-out delivers.

use std::sync::{Arc, OnceLock};

use discuss_kernel::{Audience, Event};
use discuss_protocol::{Packet, deliveries};
use discuss_realtime::Weigh;
use discuss_socketio::socket::{Namespace, encode_event};

use crate::TextFrame;

/// A packet, shared by all its receivers. Each way to frame it is worked out when the first client needs it,
/// and then shared too.
#[derive(Debug, Clone)]
pub struct SharedPacket(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    packet: Packet,
    json: OnceLock<TextFrame>,
    socket_io: OnceLock<TextFrame>,
}

impl SharedPacket {
    /// What it says.
    #[must_use]
    pub fn packet(&self) -> &Packet {
        &self.0.packet
    }

    /// The frame of raw WebSocket.
    pub(crate) fn json(&self) -> TextFrame {
        self.0.json.get_or_init(|| TextFrame::new(&self.0.packet.frame())).clone()
    }

    /// The frame of Socket.IO.
    pub(crate) fn socket_io(&self) -> TextFrame {
        let Shared { packet, socket_io, .. } = &*self.0;
        let frame = || TextFrame::new(&encode_event(&Namespace::MAIN, packet.name(), &[packet.data()]));
        socket_io.get_or_init(frame).clone()
    }
}

impl From<Packet> for SharedPacket {
    fn from(packet: Packet) -> Self {
        Self(Arc::new(Shared { packet, json: OnceLock::new(), socket_io: OnceLock::new() }))
    }
}

impl AsRef<Packet> for SharedPacket {
    fn as_ref(&self) -> &Packet {
        self.packet()
    }
}

impl Weigh for SharedPacket {
    fn weight(&self) -> usize {
        size_of::<Shared>() + self.0.packet.weight()
    }
}

/// What audiences are told of a fact, for the fan-out.
#[must_use]
pub fn encode(event: &Event) -> Vec<(Audience, SharedPacket)> {
    deliveries(event).into_iter().map(|delivery| (delivery.to, delivery.packet.into())).collect()
}
