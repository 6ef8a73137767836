//! What stands in the timetable.

use std::error::Error;

use async_trait::async_trait;
use discuss_kernel::Timestamp;

/// What a job did, in a few words for the log; or why it could not.
pub type Done = Result<String, Box<dyn Error + Send + Sync>>;

/// Something that the server does by itself.
#[async_trait]
pub trait Job: Send + Sync {
    /// What it is called in the log, and on every node that shares the database: 64 bytes at most.
    /// No other job has that name.
    fn name(&self) -> &str;

    /// Does it, for the turn that was due at `due`. When the server stops it is waited for, within the
    /// server's own deadline.
    async fn run(&self, due: Timestamp) -> Done;
}
