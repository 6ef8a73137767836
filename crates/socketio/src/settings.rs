//! What the server grants a client.

use std::time::Duration;

/// Times and limits of a connection. The defaults of what Engine.IO announces are those of its
/// reference server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long after the last answer the next ping is sent.
    pub ping_interval: Duration,
    /// For how long a ping may stay unanswered; also for how long a client that polls may take to come
    /// for the last word of a session that the server closes.
    pub ping_timeout: Duration,
    /// How long the way from polling to WebSocket may take.
    pub upgrade_timeout: Duration,
    /// For how long a client may belong to no namespace.
    pub connect_timeout: Duration,
    /// The largest frame and the largest body of a request, in bytes. Bodies of answers keep to it, unless
    /// a single packet is larger.
    pub max_payload: usize,
    /// How many packets one body may hold; not more than [`max_waiting_packets`](Self::max_waiting_packets).
    pub max_payload_packets: usize,
    /// How many packets may wait, in each direction.
    pub max_waiting_packets: usize,
    /// How many bytes may wait, in each direction; not less than [`max_payload`](Self::max_payload).
    pub max_waiting_bytes: usize,
    /// How many attachments one packet may have.
    pub max_attachments: usize,
    /// How large they may be together, in bytes.
    pub max_attachment_bytes: usize,
    /// To how many namespaces a client may belong at once.
    pub max_namespaces: usize,
    /// How many acknowledgements the server may wait for; what is older is not waited for any more.
    pub max_pending_acks: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            upgrade_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(45),
            max_payload: 1_000_000,
            max_payload_packets: 4_096,
            max_waiting_packets: 4_096,
            max_waiting_bytes: 4 << 20,
            max_attachments: 10,
            max_attachment_bytes: 1_000_000,
            max_namespaces: 8,
            max_pending_acks: 1_024,
        }
    }
}
