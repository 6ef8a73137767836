//! Packets whose attachments are still on their way.

use bytes::Bytes;

use super::{Decoded, Packet};
use crate::{CloseReason, ProtocolError, Settings};

/// The one packet that may be incomplete: its attachments follow it, and nothing may come between.
#[derive(Debug, Default)]
pub(super) struct Assembly(Option<Box<Partial>>);

#[derive(Debug)]
struct Partial {
    packet: Packet,
    missing: usize,
    bytes: usize,
}

impl Assembly {
    /// A packet has begun; it comes back at once if it is whole.
    pub fn begin(&mut self, decoded: Decoded, settings: &Settings) -> Result<Option<Packet>, CloseReason> {
        let Decoded { packet, attachments } = decoded;
        if self.0.is_some() {
            return Err(ProtocolError("a text where an attachment was to come").into());
        }
        if attachments > settings.max_attachments {
            return Err(CloseReason::Limit("a packet has more attachments than allowed"));
        }
        if attachments == 0 {
            return Ok(Some(packet));
        }
        self.0 = Some(Box::new(Partial { packet, missing: attachments, bytes: 0 }));
        Ok(None)
    }

    /// An attachment has come; the last one completes the packet.
    pub fn attach(&mut self, attachment: Bytes, settings: &Settings) -> Result<Option<Packet>, CloseReason> {
        let Some(mut partial) = self.0.take() else {
            return Err(ProtocolError("an attachment of nothing").into());
        };
        partial.bytes += attachment.len();
        if partial.bytes > settings.max_attachment_bytes {
            return Err(CloseReason::Limit("the attachments of a packet are larger than allowed"));
        }
        if let Packet::Event(super::Event { attachments, .. }) | Packet::Ack(super::Ack { attachments, .. }) =
            &mut partial.packet
        {
            attachments.push(attachment);
        }
        partial.missing -= 1;
        if partial.missing == 0 {
            return Ok(Some(partial.packet));
        }
        self.0 = Some(partial);
        Ok(None)
    }
}
