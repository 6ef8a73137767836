//! What the fan-out delivers.

use std::sync::{Arc, OnceLock};

use discuss_kernel::{Audience, Event};
use discuss_protocol::{Packet, deliveries};
use discuss_realtime::Weigh;

use crate::TextFrame;

/// A packet, shared by all its receivers. Each way to frame it is worked out when the first client needs it,
/// and then shared too.
#[derive(Debug, Clone)]
pub struct SharedPacket(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    packet: Packet,
    json: OnceLock<TextFrame>,
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
}

impl From<Packet> for SharedPacket {
    fn from(packet: Packet) -> Self {
        Self(Arc::new(Shared { packet, json: OnceLock::new() }))
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
