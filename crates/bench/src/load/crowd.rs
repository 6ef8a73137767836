//! Connections, and the loop that waits for all of them.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use mio::{Events, Poll, Token};

use super::{Play, play::Cues};
use crate::{
    frame::{CLOSE, PING, PONG, TEXT},
    socket::Socket,
    transport::Opening,
};

/// How much is read from a connection at once, in bytes.
const BUFFER: usize = 64 * 1024;

/// Many connections to one server.
pub struct Crowd {
    poll: Poll,
    events: Events,
    sockets: Vec<Socket>,
    buffer: Vec<u8>,
    opened: Instant,
}

impl Crowd {
    /// Opens a connection for each of `openings`, one after the other.
    pub fn gather(address: SocketAddr, openings: impl IntoIterator<Item = Opening>) -> Result<Self> {
        let poll = Poll::new()?;
        let mut sockets = Vec::new();
        for (index, Opening { target, texts }) in openings.into_iter().enumerate() {
            let mut socket = Socket::open(address, &target)
                .with_context(|| format!("connection {index} was not opened"))?;
            socket.register(poll.registry(), Token(index))?;
            for text in texts {
                socket.send(TEXT, text.as_bytes())?;
            }
            sockets.push(socket);
        }
        Ok(Self {
            poll,
            events: Events::with_capacity(sockets.len().max(1)),
            sockets,
            buffer: vec![0; BUFFER],
            opened: Instant::now(),
        })
    }

    /// Nanoseconds since the crowd gathered.
    pub fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// Lets the speakers say their first words.
    pub fn begin(&mut self, play: &mut Play) -> Result<()> {
        let cues = play.begin(self.now());
        self.send(cues)
    }

    /// Goes on with the play for `duration`.
    pub fn perform(&mut self, play: &mut Play, duration: Duration) -> Result<()> {
        let end = Instant::now() + duration;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            let next = play.due().map(|due| Duration::from_nanos(due.saturating_sub(self.now())));
            self.turn(play, next.map_or(left, |next| left.min(next)))?;
        }
        Ok(())
    }

    /// Listens until nothing has arrived for `silence`, a minute at most.
    pub fn settle(&mut self, play: &mut Play, silence: Duration) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut heard = Instant::now();
        while heard.elapsed() < silence && Instant::now() < deadline {
            if self.turn(play, silence)? {
                heard = Instant::now();
            }
        }
        Ok(())
    }

    /// Waits once, for `patience` at most. Returns whether anything arrived.
    fn turn(&mut self, play: &mut Play, patience: Duration) -> Result<bool> {
        if let Err(error) = self.poll.poll(&mut self.events, Some(patience)) {
            // A signal, of a debugger for instance.
            return if error.kind() == std::io::ErrorKind::Interrupted {
                Ok(false)
            } else {
                Err(error.into())
            };
        }
        let mut cues = Cues::new();
        let mut heard = false;
        for event in &self.events {
            let Token(index) = event.token();
            let socket = &mut self.sockets[index];
            if event.is_writable() {
                socket.flush()?;
            }
            if event.is_readable() {
                let now = u64::try_from(self.opened.elapsed().as_nanos()).unwrap_or(u64::MAX);
                heard |= listen(socket, index, &mut self.buffer, now, play, &mut cues)?;
            }
        }
        play.tick(self.now(), &mut cues);
        self.send(cues)?;
        match play.complaint() {
            Some(complaint) => bail!("the server refused a message: {complaint}"),
            None => Ok(heard),
        }
    }

    fn send(&mut self, cues: Cues) -> Result<()> {
        for (connection, text) in cues {
            self.sockets[connection].send(TEXT, text.as_bytes())?;
        }
        Ok(())
    }
}

/// Takes everything that has arrived at one connection.
fn listen(
    socket: &mut Socket,
    index: usize,
    buffer: &mut [u8],
    now: u64,
    play: &mut Play,
    cues: &mut Cues,
) -> Result<bool> {
    let mut pings = Vec::new();
    let mut farewell = None;
    let heard = socket.read(buffer, |frame| match frame.opcode {
        TEXT => play.hear(index, frame.payload(), now, cues),
        PING => pings.push(frame.payload().to_vec()),
        CLOSE => {
            farewell =
                Some(String::from_utf8_lossy(frame.payload().get(2..).unwrap_or_default()).into_owned())
        }
        _ => {}
    });
    if let Some(reason) = farewell {
        bail!("the server let connection {index} go: {reason}");
    }
    for ping in pings {
        socket.send(PONG, &ping)?;
    }
    heard
}
