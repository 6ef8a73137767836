//! What is in a file, and whether a browser may show it.

use std::{borrow::Cow, str};

use infer::MatcherType;

/// What a file is: a media type such as `image/png`. What the client says of it is never believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType(Cow<'static, str>);

/// What browsers show without running anything that is in it: pictures made of points, sound and film.
const SHOWN: [&str; 23] = [
    "audio/aac",
    "audio/amr",
    "audio/m4a",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "audio/x-flac",
    "audio/x-wav",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/heif",
    "image/jpeg",
    "image/jxl",
    "image/png",
    "image/vnd.microsoft.icon",
    "image/webp",
    "video/mp4",
    "video/mpeg",
    "video/quicktime",
    "video/webm",
    "video/x-m4v",
    "video/x-matroska",
];

impl MediaType {
    const SVG: Self = Self(Cow::Borrowed("image/svg+xml"));
    const TEXT: Self = Self(Cow::Borrowed("text/plain"));
    const UNKNOWN: Self = Self(Cow::Borrowed("application/octet-stream"));

    /// More of a file than this is not looked at, in bytes.
    pub const LOOKED_AT: usize = 8 * 1024;

    /// Looks at the beginning of a file, and says also which extension suits it. What a program might run gets an
    /// extension that no program runs.
    #[must_use]
    pub fn sniff(head: &[u8]) -> (Self, &'static str) {
        let Some(kind) = infer::get(head) else {
            return if is_text(head) { of_text(head, Self::TEXT) } else { (Self::UNKNOWN, "bin") };
        };
        let media_type = Self(Cow::Borrowed(kind.mime_type()));
        match kind.matcher_type() {
            MatcherType::Text => of_text(head, media_type),
            MatcherType::App => (media_type, "bin"),
            _ => (media_type, kind.extension()),
        }
    }

    /// Wraps what was found out when the file was stored.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(Cow::Owned(text))
    }

    /// The type.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a browser may show it by itself. Everything else it may only save, above all what can hold
    /// scripts: HTML, SVG, XML, PDF.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        SHOWN.contains(&self.as_str())
    }
}

/// The library does not know SVG.
fn of_text(head: &[u8], media_type: MediaType) -> (MediaType, &'static str) {
    let is_svg = head.windows(4).any(|window| window == b"<svg");
    if is_svg && media_type.as_str() != "text/html" { (MediaType::SVG, "svg") } else { (media_type, "txt") }
}

/// Whether it is UTF-8 without control characters. Its last character may be cut off.
fn is_text(head: &[u8]) -> bool {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_plain = |char: char| !char.is_control() || matches!(char, '\t' | '\n' | '\r' | '\u{c}');
    !text.is_empty() && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_what_it_is() {
        let tail = [0; 600];
        let with_tail = |head: &[u8]| [head, &tail[..]].concat();
        let cases: [(&[u8], &str, &str, bool); 18] = [
            (b"\x89PNG\r\n\x1a\n", "image/png", "png", true),
            (b"\xff\xd8\xff\xe0", "image/jpeg", "jpg", true),
            (b"GIF89a", "image/gif", "gif", true),
            (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp", "webp", true),
            (b"\x00\x00\x00\x20ftypisom", "video/mp4", "mp4", true),
            (b"ID3\x03", "audio/mpeg", "mp3", true),
            (b"%PDF-1.7", "application/pdf", "pdf", false),
            (b"PK\x03\x04", "application/zip", "zip", false),
            (b"MZ\x90\x00", "application/vnd.microsoft.portable-executable", "bin", false),
            (b"\x00\x01\x02\x03", "application/octet-stream", "bin", false),
            (b"<!DOCTYPE html><script>", "text/html", "txt", false),
            (b"  <html ><svg", "text/html", "txt", false),
            (b"<svg xmlns=''>", "image/svg+xml", "svg", false),
            (b"<?xml version='1.0'?><!-- x --><svg>", "image/svg+xml", "svg", false),
            (b"<?xml version='1.0'?><a/>", "text/xml", "txt", false),
            (b"#!/bin/sh\n", "text/x-shellscript", "txt", false),
            (b"alert(1)", "text/plain", "txt", false),
            ("茶 and half a 茶".as_bytes().split_last().unwrap().1, "text/plain", "txt", false),
        ];
        for (head, media_type, extension, is_shown) in cases {
            let is_binary = !is_text(head) && !head.starts_with(b"<");
            let head = if is_binary { with_tail(head) } else { head.to_vec() };
            let (sniffed, suits) = MediaType::sniff(&head);
            let words = String::from_utf8_lossy(&head[..head.len().min(20)]).into_owned();
            assert_eq!(
                (sniffed.as_str(), suits, sniffed.is_shown()),
                (media_type, extension, is_shown),
                "{words}"
            );
        }
        assert_eq!(MediaType::sniff(b""), (MediaType::UNKNOWN, "bin"));
    }
}
