//! As much of RFC 6455 as measuring needs: unfragmented frames, in and out.

/// A text frame.
pub const TEXT: u8 = 1;
/// The end of a connection.
pub const CLOSE: u8 = 8;
/// Asks for a [`PONG`].
pub const PING: u8 = 9;
/// Answers a [`PING`] with the same payload.
pub const PONG: u8 = 10;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// The bytes are not a frame that this reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a fragmented frame, or none at all")
    }
}

impl std::error::Error for Malformed {}

/// A frame, where it lies in the read buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What it is.
    pub opcode: u8,
    mask: Option<[u8; 4]>,
    payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Its payload as it was sent; what a client sends is masked.
    pub const fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// The frame as a server passes it on: the payload in plain text behind a header of its own.
    pub fn relayed(&self, opcode: u8) -> Vec<u8> {
        let mut bytes = header(opcode, self.payload.len(), None);
        let start = bytes.len();
        bytes.extend_from_slice(self.payload);
        if let Some(key) = self.mask {
            apply(key, &mut bytes[start..]);
        }
        bytes
    }
}

/// A frame as a client sends it.
pub fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    // Any key will do: it protects proxies, and there is none.
    const KEY: [u8; 4] = [0x5a, 0xc3, 0x96, 0x3c];
    let mut bytes = header(opcode, payload.len(), Some(KEY));
    let start = bytes.len();
    bytes.extend_from_slice(payload);
    apply(KEY, &mut bytes[start..]);
    bytes
}

fn header(opcode: u8, length: usize, mask: Option<[u8; 4]>) -> Vec<u8> {
    let flag = if mask.is_some() { MASKED } else { 0 };
    let mut bytes = Vec::with_capacity(length + 14);
    bytes.push(FINAL | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => bytes.push(flag | short),
        (_, Ok(medium)) => {
            bytes.push(flag | 126);
            bytes.extend_from_slice(&medium.to_be_bytes());
        }
        _ => {
            bytes.push(flag | 127);
            bytes.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    bytes.extend(mask.into_iter().flatten());
    bytes
}

fn apply(key: [u8; 4], payload: &mut [u8]) {
    for (byte, key) in payload.iter_mut().zip(key.into_iter().cycle()) {
        *byte ^= key;
    }
}

/// Cuts what arrives into frames, and keeps the beginning of the next one.
#[derive(Debug, Default)]
pub struct Frames {
    pending: Vec<u8>,
}

impl Frames {
    /// Begins with what arrived together with the handshake.
    pub const fn after(pending: Vec<u8>) -> Self {
        Self { pending }
    }

    /// Shows every frame that is complete with `chunk`, in order.
    ///
    /// # Errors
    /// When the bytes are no frame, or part of a fragmented one.
    pub fn feed(&mut self, chunk: &[u8], mut visit: impl FnMut(Frame<'_>)) -> Result<(), Malformed> {
        if self.pending.is_empty() {
            let used = cut(chunk, &mut visit)?;
            self.pending.extend_from_slice(&chunk[used..]);
        } else {
            self.pending.extend_from_slice(chunk);
            let used = cut(&self.pending, &mut visit)?;
            self.pending.drain(..used);
        }
        Ok(())
    }
}

/// How many bytes were whole frames.
fn cut(bytes: &[u8], visit: &mut impl FnMut(Frame<'_>)) -> Result<usize, Malformed> {
    let mut used = 0;
    while let Some((frame, length)) = first(&bytes[used..])? {
        visit(frame);
        used += length;
    }
    Ok(used)
}

/// The first frame and its length with the header, or `None` while it is incomplete.
fn first(bytes: &[u8]) -> Result<Option<(Frame<'_>, usize)>, Malformed> {
    let [start, flags, rest @ ..] = bytes else { return Ok(None) };
    let opcode = start & 0x0f;
    if start & FINAL == 0 || opcode == 0 {
        return Err(Malformed);
    }
    let (length, rest) = match (flags & !MASKED, rest) {
        (126, [a, b, rest @ ..]) => (u64::from(u16::from_be_bytes([*a, *b])), rest),
        (127, [a, b, c, d, e, f, g, h, rest @ ..]) => {
            (u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), rest)
        }
        (126 | 127, _) => return Ok(None),
        (short, rest) => (u64::from(short), rest),
    };
    let (mask, rest) = match rest {
        [a, b, c, d, rest @ ..] if flags & MASKED != 0 => (Some([*a, *b, *c, *d]), rest),
        _ if flags & MASKED != 0 => return Ok(None),
        rest => (None, rest),
    };
    let length = usize::try_from(length).map_err(|_| Malformed)?;
    let header = bytes.len() - rest.len();
    Ok(rest.get(..length).map(|payload| (Frame { opcode, mask, payload }, header + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(frames: &mut Frames, chunk: &[u8]) -> Vec<Vec<u8>> {
        let mut texts = Vec::new();
        frames.feed(chunk, |frame| texts.push(frame.relayed(TEXT))).unwrap();
        texts
    }

    #[test]
    fn a_relayed_frame_is_what_the_client_meant() {
        for length in [0, 1, 125, 126, 65_535, 65_536, 100_000] {
            let payload: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let relayed = texts(&mut Frames::default(), &masked(TEXT, &payload));
            let [relayed] = relayed.as_slice() else { panic!("one frame of {length} bytes") };
            let mut seen = Vec::new();
            Frames::default().feed(relayed, |frame| seen.push(frame.payload().to_vec())).unwrap();
            assert_eq!(seen, [payload], "{length} bytes");
        }
    }

    #[test]
    fn frames_may_arrive_in_any_pieces() {
        let stream = [masked(TEXT, b"one"), masked(PING, b""), masked(TEXT, &[7; 300])].concat();
        for size in 1..stream.len() {
            let mut frames = Frames::default();
            let mut opcodes = Vec::new();
            for piece in stream.chunks(size) {
                frames.feed(piece, |frame| opcodes.push((frame.opcode, frame.payload().len()))).unwrap();
            }
            assert_eq!(opcodes, [(TEXT, 3), (PING, 0), (TEXT, 300)], "in pieces of {size} bytes");
        }
    }

    #[test]
    fn fragments_are_refused() {
        let beginning = [TEXT, 0];
        let continuation = [FINAL, 0];
        for bytes in [beginning, continuation] {
            assert_eq!(Frames::default().feed(&bytes, |_| ()), Err(Malformed));
        }
    }
}
