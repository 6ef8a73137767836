//! What a server could reach at best: each yardstick does one part of the work, and nothing else.
//!
//! Each runs in a process of its own, so that its processor time and its memory can be told apart
//! from those of the clients.

pub mod epoll;
pub mod group_commit;

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::{
    load::Speaker,
    plan::Plan,
    process::{Meter, Owned},
    yardstick::group_commit::{Commits, write_speakers},
};

/// The subcommand that becomes the bare delivery.
pub const DELIVERY: &str = "serve-bare-delivery";

/// The subcommand that becomes the bare storage.
pub const STORAGE: &str = "run-bare-storage";

/// The bare delivery, running. It ends when this is dropped.
pub struct BareDelivery {
    process: Owned,
    address: SocketAddr,
}

impl BareDelivery {
    /// Starts it and waits until it listens.
    pub fn start() -> Result<Self> {
        let mut process =
            Owned::spawn(Command::new(std::env::current_exe()?).arg(DELIVERY).stdout(Stdio::piped()))?;
        let output = process.child().stdout.take().context("the yardstick has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().parse().context("the yardstick did not say where it listens")?;
        Ok(Self { process, address })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Measures it.
    pub fn meter(&self) -> Meter {
        self.process.meter()
    }
}

/// The bare storage: a database like the server's, on the same file system.
pub struct BareStorage {
    directory: PathBuf,
    database: PathBuf,
}

impl BareStorage {
    /// Copies the database of a server that does not run, into `directory`.
    pub fn copy(database: &Path, directory: PathBuf) -> Result<Self> {
        fs::create_dir_all(&directory)?;
        let copy = directory.join("discuss.db");
        // What a server that did not end in good order left in its log belongs to the database too.
        for suffix in ["", "-wal"] {
            let (from, to) = (with_suffix(database, suffix), with_suffix(&copy, suffix));
            if from.exists() {
                fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
            }
        }
        ensure!(copy.exists(), "the server keeps no database at {}", database.display());
        Ok(Self { directory, database: copy })
    }

    /// Stores rows of these speakers in groups of `group`, for as long as a measurement lasts.
    pub fn commit(&self, speakers: &[Speaker], group: usize, plan: &Plan) -> Result<Commits> {
        let list = self.directory.join("speakers.json");
        write_speakers(&list, speakers)?;
        let output = Command::new(std::env::current_exe()?)
            .arg(STORAGE)
            .args([Path::new("--database"), &self.database, Path::new("--speakers"), &list])
            .args(["--group", &group.max(1).to_string()])
            .args(["--warm-up", &plan.warm_up.as_secs_f64().to_string()])
            .args(["--seconds", &plan.measured.as_secs_f64().to_string()])
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(output.status.success(), "the bare storage failed");
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
