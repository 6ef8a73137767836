//! What the fan-out delivers.

use std::sync::{Arc, OnceLock};

use discuss_kernel::{Audience, Event};
use discuss_protocol::{Packet, deliveries};
use discuss_realtime::Weigh;
use discuss_socketio::socket::{Namespace, encode_event};

use crate::text_frame::{Format, Framed};

/// A packet, shared by all its receivers. Each way to frame it is worked out when the first client needs it,
/// and then shared too.
#[derive(Debug, Clone)]
pub struct SharedPacket(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    packet: Packet,
    json: OnceLock<Framed>,
    socket_io: OnceLock<Framed>,
}

impl SharedPacket {
    /// What it says.
    #[must_use]
    pub fn packet(&self) -> &Packet {
        &self.0.packet
    }

    /// The frame of it.
    pub(crate) fn framed(&self, format: Format) -> &Framed {
        let Shared { packet, json, socket_io } = &*self.0;
        match format {
            Format::Json => json.get_or_init(|| Framed::new(&packet.frame())),
            Format::SocketIo => socket_io.get_or_init(|| {
                Framed::new(&encode_event(&Namespace::MAIN, packet.name(), &[packet.data()]))
            }),
        }
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
