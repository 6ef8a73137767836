//! Uploads that nobody needs.

use std::sync::Arc;

use async_trait::async_trait;
use discuss_file::{Cleaned, Cleanup, FileService};
use discuss_kernel::Timestamp;

use crate::{Done, Job};

/// Removes uploads, as the operator has chosen.
pub struct Uploads {
    /// Where they are.
    pub files: Arc<FileService>,
    /// Which of them go.
    pub cleanup: Cleanup,
}

#[async_trait]
impl Job for Uploads {
    fn name(&self) -> &str {
        "uploads"
    }

    async fn run(&self, _due: Timestamp) -> Done {
        let Cleaned { files, leftovers } = self.files.clean(self.cleanup).await?;
        Ok(format!("{files} uploads and {leftovers} leftovers removed"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use discuss_file::{
        FileLimits, OriginalName,
        testing::{InMemoryFileStore, InMemoryFiles},
    };
    use discuss_kernel::{
        Clock,
        testing::{ManualClock, World},
    };

    use super::*;

    #[tokio::test]
    async fn what_nobody_mentions_goes_after_a_day() {
        let (world, clock) = (World::default(), Arc::new(ManualClock::default()));
        let (store, ann) = (Arc::new(InMemoryFileStore::new(clock.clone())), world.person("Ann"));
        let limits = FileLimits { max_bytes: 10, quota_bytes: None, uploads: 1, uploads_per_user: 1 };
        let files = FileService::new(Arc::new(InMemoryFiles::new(world)), store, clock.clone(), limits);
        files.begin(&ann).await.unwrap().finish(OriginalName::tidy("tea")).await.unwrap();
        clock.advance(Duration::from_hours(25));

        let job = Uploads { files: Arc::new(files), cleanup: Cleanup::Unmentioned };
        for removed in ["1 uploads and 0 leftovers removed", "0 uploads and 0 leftovers removed"] {
            assert_eq!(job.run(clock.now()).await.unwrap(), removed);
        }
    }
}
