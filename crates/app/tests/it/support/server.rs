//! A server within the test: the real wiring, a free port, and a data directory of its own.

use discuss_app::{config::Sources, server::Server};
use tempfile::TempDir;

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
        let own = [
            ("server.bind", "127.0.0.1:0"),
            ("server.workers", "1"),
            ("data.directory", directory.path().to_str().unwrap()),
        ];
        let settings = own.iter().chain(settings).map(|(key, value)| (*key, (*value).to_owned()));
        let sources = Sources { command_line: settings.collect(), ..Sources::default() };
        let server = Server::start(sources.load().unwrap()).await.unwrap();
        Self { server, _directory: directory }
    }

    /// `http://127.0.0.1:<port>` and a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address())
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.server.address()
    }

    /// Stops it in order.
    pub async fn stop(self) {
        self.server.stop().await.unwrap();
    }
}
