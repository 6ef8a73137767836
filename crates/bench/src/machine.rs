//! Where and when the figures were taken.

use std::{fs, path::Path, process::Command, thread::available_parallelism};

use anyhow::{Result, ensure};
use discuss_kernel::{Clock, SystemClock};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::Serialize;

/// The circumstances of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// When the run began, in UTC.
    pub date: String,
    /// The processor's name.
    pub processor: String,
    /// How many cores this process may use.
    pub cores: usize,
    /// Memory, in GiB.
    pub memory_gib: u64,
    /// The kernel's version.
    pub kernel: String,
    /// The kind of file system below the databases.
    pub file_system: String,
    /// How many processes wanted to run in the minute before: more than a few tenths disturbs the figures.
    pub load_before: f64,
    /// The commit of the repository that the run was started in; unknown elsewhere.
    pub commit: Option<String>,
}

impl Machine {
    /// Looks around. `directory` is where the databases will be.
    pub fn inspect(directory: &Path) -> Self {
        Self {
            date: SystemClock.now().iso8601(),
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
            cores: available_parallelism().map_or(1, usize::from),
            memory_gib: field("/proc/meminfo", "MemTotal").as_deref().and_then(gib).unwrap_or_default(),
            kernel: first_word("/proc/sys/kernel/osrelease").unwrap_or_default(),
            file_system: file_system(directory).unwrap_or_else(|| "unknown".to_owned()),
            load_before: first_word("/proc/loadavg").and_then(|load| load.parse().ok()).unwrap_or_default(),
            commit: commit(),
        }
    }
}

/// Lets this process and its children hold `needed` open files.
///
/// # Errors
/// When the system does not allow as many.
pub fn allow_open_files(needed: u64) -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let allowed = limit.maximum.unwrap_or(u64::MAX);
    ensure!(
        allowed >= needed,
        "{needed} open files are needed, and this shell allows {allowed}: raise the hard limit (ulimit -Hn)"
    );
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    Ok(())
}

/// The value behind `name` and a colon.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn first_word(path: &str) -> Option<String> {
    fs::read_to_string(path).ok()?.split_whitespace().next().map(str::to_owned)
}

fn gib(memory: &str) -> Option<u64> {
    let kib: u64 = memory.split_whitespace().next()?.parse().ok()?;
    Some((kib + 512 * 1024) / (1024 * 1024))
}

/// The kind of the mount whose path is the longest that `directory` begins with.
fn file_system(directory: &Path) -> Option<String> {
    let directory = directory.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split_whitespace().skip(1);
        Some((Path::new(words.next()?), words.next()?))
    });
    mounts
        .filter(|(path, _)| directory.starts_with(path))
        .max_by_key(|(path, _)| path.as_os_str().len())
        .map(|(_, kind)| kind.to_owned())
}

fn commit() -> Option<String> {
    let output = Command::new("git").args(["describe", "--always", "--dirty"]).output().ok()?;
    let name = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_a_processor_and_a_file_system() {
        let machine = Machine::inspect(Path::new("/"));
        assert!(machine.cores > 0);
        assert_ne!(machine.file_system, "unknown");
    }

    #[test]
    fn an_impossible_number_of_files_is_refused() {
        assert!(allow_open_files(8).is_ok());
        if getrlimit(Resource::Nofile).maximum.is_some() {
            assert!(allow_open_files(u64::MAX).is_err());
        }
    }
}
