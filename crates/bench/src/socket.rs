//! One WebSocket of a client, as light as it can be.

use std::{
    io::{ErrorKind, Read, Write},
    net::SocketAddr,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use mio::{Interest, Registry, Token, net::TcpStream};

use crate::frame::{self, Frame, Frames};

/// How long a server may take to answer the handshake.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);

/// An open connection. Reading is edge-triggered: [`Socket::read`] takes all there is.
pub struct Socket {
    stream: TcpStream,
    frames: Frames,
    /// What the kernel has not taken yet.
    unsent: Vec<u8>,
}

impl Socket {
    /// Connects, shakes hands and waits until the server has agreed. `target` is path and query.
    pub fn open(address: SocketAddr, target: &str) -> Result<Self> {
        let mut stream = std::net::TcpStream::connect(address).context("cannot connect")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(HANDSHAKE_DEADLINE))?;
        // The key only has to be 16 bytes in base64; nobody here is fooled by a cache.
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ZGlzY3Vzcy1iZW5jaC0wMA==\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        let rest = answer(&mut stream)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream: TcpStream::from_std(stream), frames: Frames::after(rest), unsent: Vec::new() })
    }

    /// Has `registry` tell when something arrives or can be sent.
    pub fn register(&mut self, registry: &Registry, token: Token) -> Result<()> {
        Ok(registry.register(&mut self.stream, token, Interest::READABLE | Interest::WRITABLE)?)
    }

    /// Shows every frame that has arrived. Returns whether there was anything.
    pub fn read(&mut self, buffer: &mut [u8], mut visit: impl FnMut(Frame<'_>)) -> Result<bool> {
        let mut any = false;
        loop {
            match self.stream.read(buffer) {
                Ok(0) => bail!("the server closed the connection"),
                Ok(length) => {
                    any = true;
                    self.frames.feed(&buffer[..length], &mut visit)?;
                    // Less than was asked for: there is no more.
                    if length < buffer.len() {
                        return Ok(any);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(any),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("the connection broke"),
            }
        }
    }

    /// Sends a frame now, or as soon as the kernel takes it.
    pub fn send(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        self.unsent.extend_from_slice(&frame::masked(opcode, payload));
        self.flush()
    }

    /// Sends what is waiting, as far as the kernel takes it.
    pub fn flush(&mut self) -> Result<()> {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(written) => drop(self.unsent.drain(..written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("the connection broke"),
            }
        }
        Ok(())
    }
}

/// Reads the answer to the handshake. What came behind it belongs to the first frames.
fn answer(stream: &mut std::net::TcpStream) -> Result<Vec<u8>> {
    const END: &[u8] = b"\r\n\r\n";
    let mut answer = Vec::new();
    let mut buffer = [0; 2048];
    loop {
        let length = stream.read(&mut buffer).context("no answer to the handshake")?;
        ensure!(length > 0, "the server hung up during the handshake");
        answer.extend_from_slice(&buffer[..length]);
        if let Some(end) = answer.windows(END.len()).position(|bytes| bytes == END) {
            let rest = answer.split_off(end + END.len());
            ensure!(
                answer.starts_with(b"HTTP/1.1 101 "),
                "the handshake was refused: {}",
                String::from_utf8_lossy(&answer)
            );
            return Ok(rest);
        }
    }
}
