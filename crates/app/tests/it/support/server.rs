//! A server within the test: the real wiring, a free port, and a data directory of its own.

use std::{net::SocketAddr, path::Path};

use discuss_app::{
    config::{Config, Sources},
    server::Server,
};
use tempfile::TempDir;

/// The defaults on a free port, but for some settings; everything is kept in `directory`.
pub fn config(directory: &Path, settings: &[(&'static str, &str)]) -> Config {
    let own = [
        ("server.bind", "127.0.0.1:0"),
        ("server.workers", "1"),
        ("data.directory", directory.to_str().unwrap()),
    ];
    let settings = own.iter().chain(settings).map(|(key, value)| (*key, (*value).to_owned()));
    Sources { command_line: settings.collect(), ..Sources::default() }.load().unwrap()
}

/// A server that ends with the test.
pub struct TestApp {
    server: Server,
    // Removed when the server is gone.
    _directory: TempDir,
}

impl TestApp {
    /// With SQLite and the defaults.
    pub async fn spawn() -> Self {
        Self::spawn_with(&[]).await
    }

    /// With some settings changed: `("auth.registration", "false")`.
    pub async fn spawn_with(settings: &[(&'static str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let server = Server::start(config(directory.path(), settings)).await.unwrap();
        Self { server, _directory: directory }
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// `http://127.0.0.1:<port>` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address())
    }

    /// Stops it in order.
    pub async fn stop(self) {
        self.server.stop().await.unwrap();
    }
}
