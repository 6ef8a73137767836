//! The real program, as a process that can be killed.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    process::{Child, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use sea_orm::ConnectionTrait;

use crate::support::Program;

/// A server that runs as a process of its own.
pub struct Running {
    program: Program,
    process: Child,
    address: SocketAddr,
}

impl Running {
    /// Starts it on a free port, with SQLite unless another database is named.
    pub async fn start(database: Option<&str>) -> Self {
        Self::start_program(
            Program::new().environment("DISCUSS__DATABASE__URL", database.unwrap_or_default()),
        )
        .await
    }

    /// Starts a program on a free port.
    pub async fn start_program(program: Program) -> Self {
        let address = free_address();
        let program = program
            .environment("DISCUSS__SERVER__BIND", &address.to_string())
            .environment("DISCUSS__REALTIME__FRAMES_PER_SECOND", "0");
        let process = spawn(&program);
        let running = Self { program, process, address };
        running.ready().await;
        running
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The program it runs, to be run beside it.
    pub const fn program(&self) -> &Program {
        &self.program
    }

    /// Ends it as a power cut would, and starts it again.
    pub async fn kill_and_restart(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.start_again().await;
    }

    /// Ends it as an operator would, and waits for it.
    pub async fn stop(&mut self) {
        let pid = Pid::from_child(&self.process);
        kill_process(pid, Signal::TERM).unwrap();
        while self.process.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn start_again(&mut self) {
        self.process = spawn(&self.program);
        self.ready().await;
    }

    /// Waits until the server answers.
    async fn ready(&self) {
        let url = format!("http://{}/health/ready", self.address);
        for _ in 0..1_000 {
            if reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server does not answer");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(program: &Program) -> Child {
    program.command(&["serve"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

/// Makes an empty database on a server for tests, and returns its URL.
pub async fn database_for_tests(admin: &str) -> String {
    let url = std::env::var(admin).unwrap_or_else(|_| panic!("{admin} is not set; run ./scripts/test"));
    let name = format!("it_{}", discuss_kernel::RoomId::random().uuid().simple());
    // PostgreSQL has no connection without a database; `postgres` is always there.
    let maintenance = if url.starts_with("postgres") { "/postgres" } else { "" };
    let server =
        sea_orm::Database::connect(format!("{}{maintenance}", url.trim_end_matches('/'))).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    format!("{}/{name}", url.trim_end_matches('/'))
}
