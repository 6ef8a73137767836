//! The server under test: the real binary, with its real defaults, on a free port.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{Meter, Owned};

/// How long the server may take to be ready.
const START_DEADLINE: Duration = Duration::from_secs(30);

/// Where a server lives: its binary and its directory. It may be started there again and again.
#[derive(Debug, Clone)]
pub struct Home {
    binary: PathBuf,
    directory: PathBuf,
}

/// A running server. It ends when this is dropped.
pub struct Server {
    process: Owned,
    address: SocketAddr,
    started_in: Duration,
}

impl Home {
    /// `binary` will keep its files in `directory`, which is made if it is missing.
    pub fn new(binary: &Path, directory: PathBuf) -> Result<Self> {
        let binary = binary.canonicalize().with_context(|| {
            format!("there is no server at {}: build it with cargo build --release", binary.display())
        })?;
        fs::create_dir_all(&directory)?;
        Ok(Self { binary, directory })
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.directory.join("discuss.db")
    }

    /// Starts the server and waits until it is ready. Its settings are the defaults, but for limits on
    /// what a single client may do.
    pub fn start(&self) -> Result<Server> {
        let log = self.directory.join("console.log");
        let output = File::create(&log)?;
        let address = free_port()?;
        let mut command = Command::new(&self.binary);
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DISCUSS__"))
        {
            command.env_remove(name);
        }
        command
            .arg("serve")
            .current_dir(&self.directory)
            .env("DISCUSS__SERVER__BIND", address.to_string())
            .env("DISCUSS__DATA__DIRECTORY", &self.directory)
            .env("DISCUSS__AUTH__CAPTCHA", "off")
            .env("DISCUSS__AUTH__THROTTLE__PER_ACCOUNT", "0")
            .env("DISCUSS__AUTH__THROTTLE__PER_ADDRESS", "0")
            .env("DISCUSS__REALTIME__FRAMES_PER_SECOND", "0")
            .stdout(output.try_clone()?)
            .stderr(output);
        let began = Instant::now();
        let mut process = Owned::spawn(&mut command)?;
        while !is_ready(address) {
            if process.has_ended()? {
                bail!("the server ended at once:\n{}", fs::read_to_string(&log)?);
            }
            ensure!(began.elapsed() < START_DEADLINE, "the server is not ready after {START_DEADLINE:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Server { process, address, started_in: began.elapsed() })
    }
}

impl Server {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How long it took to be ready.
    pub const fn started_in(&self) -> Duration {
        self.started_in
    }

    /// Measures it.
    pub fn meter(&self) -> Meter {
        self.process.meter()
    }

    /// Ends it in good order.
    pub fn stop(self) -> Result<()> {
        self.process.stop()
    }
}

/// A port that nobody listened on a moment ago.
fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Asks as plainly as possible, so that asking does not take longer than starting.
fn is_ready(address: SocketAddr) -> bool {
    use std::io::{Read, Write};
    let ask = || -> std::io::Result<bool> {
        let mut stream = std::net::TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        write!(stream, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(&status == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
