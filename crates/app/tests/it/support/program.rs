//! The `discuss` program, as it is installed.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Longer than anything may take, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The `discuss` program in an empty directory and with an empty environment.
pub struct Program {
    directory: TempDir,
    environment: Vec<(String, String)>,
}

impl Program {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// Puts a file beside it.
    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.directory.path().join(name), text).unwrap();
        self
    }

    /// Sets a variable of its environment.
    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where it runs.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// Runs it to its end, with something to read.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut process = self.start(arguments, Stdio::piped());
        let mut stdin = process.stdin.take().unwrap();
        // Whoever does not read is told nothing.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ended(process.wait_with_output().unwrap())
    }

    /// Starts a server on a free port and waits until it listens.
    pub fn serve(&self, arguments: &[&str]) -> Running {
        let arguments = [&["serve", "--bind", "127.0.0.1:0"], arguments].concat();
        let log = fs::File::create(self.directory.path().join("console.log")).unwrap();
        let mut process = self.start(&arguments, log.into());
        let mut printed = BufReader::new(process.stdout.take().unwrap());
        let mut url = String::new();
        while !url.trim().starts_with("http://") {
            url.clear();
            let read = printed.read_line(&mut url).unwrap();
            assert!(read > 0, "the server ended: {:?}", process.wait());
        }
        // What else it prints is read, so that it never waits for us.
        thread::spawn(move || printed.read_to_string(&mut String::new()));
        Running { process, url: url.trim().to_owned() }
    }

    /// The program with these arguments, ready to start.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_discuss"));
        command.args(arguments).current_dir(self.directory.path()).env_clear();
        command.env("HOME", self.directory.path()).envs(self.environment.iter().cloned());
        command
    }

    fn start(&self, arguments: &[&str], console: Stdio) -> Child {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(console).spawn().unwrap()
    }
}

/// A run that is over.
pub struct Ended(Output);

impl Ended {
    /// What it printed.
    pub fn succeeds(&self) -> String {
        assert!(self.0.status.success(), "{}", String::from_utf8_lossy(&self.0.stderr));
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    /// What it complained about.
    pub fn fails_with(&self, code: i32) -> String {
        assert_eq!(self.0.status.code(), Some(code), "{}", String::from_utf8_lossy(&self.0.stdout));
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }
}

/// A server in a process of its own; killed when it is dropped.
pub struct Running {
    process: Child,
    url: String,
}

impl Running {
    /// `http://127.0.0.1:<port>` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The address for a bare connection.
    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        kill_process(Pid::from_child(&self.process), Signal::TERM).unwrap();
    }

    /// Whether it has not ended.
    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
