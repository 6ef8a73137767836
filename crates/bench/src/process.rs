//! What the kernel knows about a process: its processor time and its memory.

use std::{
    fs,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use rustix::{
    param::clock_ticks_per_second,
    process::{Pid, Signal, kill_process},
};

/// How long a process may take to end after SIGTERM.
const PATIENCE: Duration = Duration::from_secs(15);

/// Reads `/proc/<pid>`.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    pid: u32,
}

impl Meter {
    /// Of this very process.
    pub fn own() -> Self {
        Self { pid: std::process::id() }
    }

    /// Processor time so far, of all threads, in user mode and in the kernel on their behalf; in steps
    /// of 10 ms on most systems.
    pub fn cpu(self) -> Result<Duration> {
        let path = format!("/proc/{}/stat", self.pid);
        let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let ticks = ticks(&stat).with_context(|| format!("cannot make sense of {path}"))?;
        Ok(Duration::from_secs(ticks) / u32::try_from(clock_ticks_per_second())?)
    }

    /// Resident memory, in bytes. What the kernel holds for sockets is not in it.
    pub fn memory(self) -> Result<u64> {
        let path = format!("/proc/{}/smaps_rollup", self.pid);
        let rollup = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let kib = resident(&rollup).with_context(|| format!("cannot make sense of {path}"))?;
        Ok(kib * 1024)
    }
}

/// `utime` + `stime`: the 14th and 15th field. The second may contain anything, but ends with the last `)`.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, kernel) = (fields.next()?, fields.next()?);
    Some(user.parse::<u64>().ok()? + kernel.parse::<u64>().ok()?)
}

fn resident(rollup: &str) -> Option<u64> {
    rollup.lines().find_map(|line| line.strip_prefix("Rss:"))?.split_whitespace().next()?.parse().ok()
}

/// A child that does not outlive its owner.
pub struct Owned(Child);

impl Owned {
    /// Starts `command` with no input.
    pub fn spawn(command: &mut Command) -> Result<Self> {
        let child = command.stdin(Stdio::null()).spawn();
        let child = child.with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self(child))
    }

    /// The child itself, for its output.
    pub const fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Measures it.
    pub fn meter(&self) -> Meter {
        Meter { pid: self.0.id() }
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_some())
    }

    /// Asks it to end, and waits for that.
    pub fn stop(mut self) -> Result<()> {
        if let Some(pid) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        let deadline = std::time::Instant::now() + PATIENCE;
        while !self.has_ended()? {
            anyhow::ensure!(
                std::time::Instant::now() < deadline,
                "a process did not end within {PATIENCE:?}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // One that has ended already needs neither.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_may_have_any_name() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 900 0 0 0 123 45 0 0 20 0 3 0 100 0 0";
        assert_eq!(ticks(stat), Some(168));
    }

    #[test]
    fn memory_is_what_is_resident() {
        assert_eq!(resident("00400000-7ffc rollup\nRss:      1234 kB\nPss:   1000 kB\n"), Some(1234));
        assert!(Meter::own().memory().unwrap() > 100_000);
    }
}
