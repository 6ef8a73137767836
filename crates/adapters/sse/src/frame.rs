//! Events as the lines of `text/event-stream`.
//!
//! Payloads are JSON in one line, so no line has to be split. Since every stream has ids of its own, a frame
//! is not shared among receivers; it is copied together from parts that are.

use std::fmt::Write;

use discuss_http::Language;
use discuss_protocol::Packet;

/// Keeps proxies and clients from thinking that nobody is there.
pub const HEARTBEAT: &str = ":\n\n";

/// The head of a stream: how soon to come back after a break, and where the client stands. Without data
/// a client remembers the id and fires nothing.
pub fn head(id: &str) -> String {
    format!("retry: 2000\nid: {id}\n\n")
}

/// Adds an event; and once more without a name, if it has something to say to those who only know
/// `onmessage`, in their language.
pub fn write(text: &mut String, id: &str, packet: &Packet, language: Language) {
    // Writing to a text cannot fail.
    let _ = write!(text, "id: {id}\nevent: {}\ndata: {}\n\n", packet.name(), packet.data());
    if let Some(notice) = packet.notice(|phrase| language.say(phrase)) {
        let _ = write!(text, "id: {id}\ndata: {notice}\n\n");
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{Timestamp, UserId};

    use super::*;

    #[test]
    fn line_breaks_in_texts_break_no_lines() {
        let mut text = String::new();
        let at = Timestamp::from_millis(5);
        write(&mut text, "x", &Packet::alert("tea\n\nevent: user\r\n", "Ann", at), Language::Zh);
        let data = r#"{"message":"tea\n\nevent: user\r\n","sender":"Ann","timestamp":5}"#;
        assert_eq!(text, format!("id: x\nevent: alert\ndata: {data}\n\nid: x\ndata: {data}\n\n"));
    }

    #[test]
    fn what_is_no_notice_has_a_name() {
        let mut text = String::new();
        write(&mut text, "x", &Packet::friend(UserId::random(), true), Language::Zh);
        assert_eq!(text.matches("data: ").count(), 1);
        assert!(text.starts_with("id: x\nevent: friend\ndata: {"));
    }
}
