//! The bare delivery: a WebSocket server of one thread and one epoll instance.
//!
//! It shakes hands, and passes every text on to all connections that asked for the same path, the
//! author included: a room is a path with many connections, a private conversation a path with two.
//! Each text is framed once and shared. After every round of events, all frames that wait for a
//! connection leave in one vectored write. It checks nothing, stores nothing and limits nothing.

use std::{
    collections::{HashMap, VecDeque},
    io::{ErrorKind, IoSlice, Read, Write},
    net::{Ipv4Addr, SocketAddr},
    rc::Rc,
};

use anyhow::{Context, Result};
use mio::{
    Events, Interest, Poll, Token,
    net::{TcpListener, TcpStream},
};
use rustix::process::{Signal, set_parent_process_death_signal};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::frame::{CLOSE, Frames, PING, PONG, TEXT};

/// The kernel takes no more buffers than this in one write.
const MOST_BUFFERS: usize = 1_024;

/// How much is read from a connection at once, in bytes.
const BUFFER: usize = 64 * 1024;

const LISTENER: Token = Token(usize::MAX);

/// Serves on a free port of 127.0.0.1, which it prints, until its parent ends.
pub fn serve() -> Result<()> {
    set_parent_process_death_signal(Some(Signal::TERM))?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    println!("{}", listener.local_addr()?);
    Server::new(listener)?.run()
}

struct Server {
    poll: Poll,
    listener: TcpListener,
    connections: Vec<Option<Connection>>,
    /// The connections of each group, by its number.
    groups: Vec<Vec<usize>>,
    numbers: HashMap<String, usize>,
    /// The connections for which something waits.
    waiting: Vec<usize>,
    buffer: Vec<u8>,
}

struct Connection {
    stream: TcpStream,
    stage: Stage,
    outbox: VecDeque<Rc<[u8]>>,
    /// How much of the first frame has been written.
    written: usize,
}

enum Stage {
    /// What has arrived of the request.
    Handshake(Vec<u8>),
    Open {
        group: usize,
        frames: Frames,
    },
}

/// What reading from a connection has led to.
#[derive(Default)]
struct Heard {
    /// To everybody in the group.
    relayed: Vec<Rc<[u8]>>,
    /// To the connection itself.
    answers: Vec<Rc<[u8]>>,
    gone: bool,
}

impl Server {
    fn new(mut listener: TcpListener) -> Result<Self> {
        let poll = Poll::new()?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Self {
            poll,
            listener,
            connections: Vec::new(),
            groups: Vec::new(),
            numbers: HashMap::new(),
            waiting: Vec::new(),
            buffer: vec![0; BUFFER],
        })
    }

    fn run(mut self) -> Result<()> {
        let mut events = Events::with_capacity(1_024);
        loop {
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            for event in &events {
                match event.token() {
                    LISTENER => self.accept()?,
                    Token(index) => {
                        if event.is_writable() {
                            self.waiting.push(index);
                        }
                        if event.is_readable() {
                            self.read(index);
                        }
                    }
                }
            }
            self.flush();
        }
    }

    fn accept(&mut self) -> Result<()> {
        loop {
            let mut stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error).context("cannot accept a connection"),
            };
            stream.set_nodelay(true)?;
            let token = Token(self.connections.len());
            self.poll.registry().register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
            let stage = Stage::Handshake(Vec::new());
            self.connections.push(Some(Connection { stream, stage, outbox: VecDeque::new(), written: 0 }));
        }
    }

    fn read(&mut self, index: usize) {
        let Some(connection) = &mut self.connections[index] else { return };
        let mut heard = Heard::default();
        loop {
            match connection.stream.read(&mut self.buffer) {
                Ok(0) => heard.gone = true,
                Ok(length) => {
                    let chunk = &self.buffer[..length];
                    connection.take(chunk, index, &mut self.groups, &mut self.numbers, &mut heard);
                    if length == self.buffer.len() {
                        continue;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => heard.gone |= error.kind() != ErrorKind::WouldBlock,
            }
            break;
        }
        self.pass_on(index, heard);
    }

    fn pass_on(&mut self, index: usize, heard: Heard) {
        let Some(connection) = &mut self.connections[index] else { return };
        if !heard.answers.is_empty() {
            connection.outbox.extend(heard.answers);
            self.waiting.push(index);
        }
        let group = connection.group();
        if let (Some(group), false) = (group, heard.relayed.is_empty()) {
            for &member in &self.groups[group] {
                if let Some(connection) = &mut self.connections[member] {
                    // Whoever has something waiting is listed already.
                    if connection.outbox.is_empty() {
                        self.waiting.push(member);
                    }
                    connection.outbox.extend(heard.relayed.iter().cloned());
                }
            }
        }
        if heard.gone {
            self.connections[index] = None;
            if let Some(group) = group {
                self.groups[group].retain(|member| *member != index);
            }
        }
    }

    fn flush(&mut self) {
        for index in self.waiting.drain(..) {
            let Some(connection) = &mut self.connections[index] else { continue };
            if connection.write().is_err() {
                // Reading finds the end, and forgets the connection.
                connection.outbox.clear();
            }
        }
    }
}

impl Connection {
    const fn group(&self) -> Option<usize> {
        match self.stage {
            Stage::Handshake(_) => None,
            Stage::Open { group, .. } => Some(group),
        }
    }

    fn take(
        &mut self,
        chunk: &[u8],
        index: usize,
        groups: &mut Vec<Vec<usize>>,
        numbers: &mut HashMap<String, usize>,
        heard: &mut Heard,
    ) {
        match &mut self.stage {
            Stage::Handshake(request) => {
                request.extend_from_slice(chunk);
                if let Some((path, answer)) = shake_hands(request) {
                    let group = *numbers.entry(path).or_insert_with(|| {
                        groups.push(Vec::new());
                        groups.len() - 1
                    });
                    groups[group].push(index);
                    heard.answers.push(answer.into_bytes().into());
                    // No client speaks before the answer, so nothing is behind the request.
                    self.stage = Stage::Open { group, frames: Frames::default() };
                }
            }
            Stage::Open { frames, .. } => {
                let read = frames.feed(chunk, |frame| match frame.opcode {
                    TEXT => heard.relayed.push(frame.relayed(TEXT).into()),
                    PING => heard.answers.push(frame.relayed(PONG).into()),
                    CLOSE => heard.gone = true,
                    _ => {}
                });
                heard.gone |= read.is_err();
            }
        }
    }

    /// Writes everything that waits, in as few writes as the kernel allows: one.
    fn write(&mut self) -> std::io::Result<()> {
        while !self.outbox.is_empty() {
            let mut buffers = Vec::with_capacity(self.outbox.len().min(MOST_BUFFERS));
            buffers.extend(self.outbox.iter().take(MOST_BUFFERS).map(|frame| IoSlice::new(frame)));
            buffers[0].advance(self.written);
            match self.stream.write_vectored(&buffers) {
                Ok(length) => self.forget(length),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Lets go of the frames that `length` more bytes complete.
    fn forget(&mut self, length: usize) {
        self.written += length;
        while let Some(first) = self.outbox.front()
            && first.len() <= self.written
        {
            self.written -= first.len();
            self.outbox.pop_front();
        }
    }
}

/// The path that was asked for and the answer, once the request is complete.
fn shake_hands(request: &[u8]) -> Option<(String, String)> {
    let request = std::str::from_utf8(request).ok()?.strip_suffix("\r\n\r\n")?;
    let (first, headers) = request.split_once("\r\n")?;
    let path = first.split(' ').nth(1)?;
    let key = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim())
    })?;
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    );
    Some((path.to_owned(), answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_are_shaken_as_the_standard_says() {
        let request = "GET /room HTTP/1.1\r\nHost: a\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        let (path, answer) = shake_hands(request.as_bytes()).unwrap();
        assert_eq!(path, "/room");
        assert!(answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        assert_eq!(shake_hands(&request.as_bytes()[..40]), None);
    }
}
