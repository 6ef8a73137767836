//! A job ledger in memory.

use std::collections::HashMap;

use async_trait::async_trait;
use parking_lot::Mutex;

use crate::{JobLedger, StoreError, Timestamp};

/// Keeps for each job which turn was taken last.
#[derive(Debug, Default)]
pub struct InMemoryJobLedger {
    taken: Mutex<HashMap<String, Timestamp>>,
}

#[async_trait]
impl JobLedger for InMemoryJobLedger {
    async fn claim(&self, job: &str, due: Timestamp) -> Result<bool, StoreError> {
        let mut taken = self.taken.lock();
        let is_new = taken.get(job).is_none_or(|last| *last < due);
        if is_new {
            taken.insert(job.to_owned(), due);
        }
        Ok(is_new)
    }
}
