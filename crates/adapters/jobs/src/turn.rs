//! One turn of one job.

use std::{error::Error, panic::AssertUnwindSafe, time::Duration};

use discuss_kernel::{JobLedger, Timestamp};
use futures_util::FutureExt;
use tokio::{sync::Mutex, time::Instant};
use tracing::{Instrument, debug, error, info, info_span, warn};

use crate::{Done, Job};

/// A job that runs one turn at a time.
pub(crate) struct Entry {
    pub job: Box<dyn Job>,
    running: Mutex<()>,
}

impl Entry {
    pub fn new(job: impl Job + 'static) -> Self {
        Self { job: Box::new(job), running: Mutex::new(()) }
    }

    /// Takes the turn that is due at `due`, unless another node has it. Whatever comes of it is logged.
    pub async fn take_turn(&self, ledger: &dyn JobLedger, due: Timestamp) {
        let span = info_span!("job", name = self.job.name(), due = due.iso8601());
        self.turn(ledger, due).instrument(span).await;
    }

    async fn turn(&self, ledger: &dyn JobLedger, due: Timestamp) {
        let Ok(_running) = self.running.try_lock() else {
            warn!("skipped: the last turn has not ended yet");
            return;
        };
        match ledger.claim(self.job.name(), due).await {
            Ok(true) => {}
            Ok(false) => {
                debug!("taken already");
                return;
            }
            Err(error) => {
                let error: &dyn Error = &error;
                error!(error, "skipped: nobody knows whose turn it is");
                return;
            }
        }
        info!("a job begins");
        let began = Instant::now();
        let outcome = AssertUnwindSafe(self.job.run(due)).catch_unwind().await;
        report(outcome, began.elapsed());
    }
}

fn report(outcome: std::thread::Result<Done>, duration: Duration) {
    match outcome {
        Ok(Ok(done)) => info!(done, ?duration, "a job has ended"),
        Ok(Err(error)) => error!(error = &*error as &dyn Error, ?duration, "a job has failed"),
        // The panic hook has told where and why.
        Err(_) => error!(?duration, "a job has panicked"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use async_trait::async_trait;
    use discuss_kernel::{StoreError, testing::InMemoryJobLedger};
    use tokio::sync::Notify;

    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_770_000_000_000);

    /// Counts its turns. Each waits for `go`, if there is such a thing, and ends as `end` says.
    #[derive(Clone)]
    struct Counted {
        turns: Arc<AtomicUsize>,
        go: Option<Arc<Notify>>,
        end: fn() -> Done,
    }

    impl Counted {
        fn ending(end: fn() -> Done) -> Self {
            Self { turns: Arc::default(), go: None, end }
        }

        fn turns(&self) -> usize {
            self.turns.load(Ordering::SeqCst)
        }
    }

    #[async_trait]
    impl Job for Counted {
        fn name(&self) -> &str {
            "counted"
        }

        async fn run(&self, _due: Timestamp) -> Done {
            self.turns.fetch_add(1, Ordering::SeqCst);
            if let Some(go) = &self.go {
                go.notified().await;
            }
            (self.end)()
        }
    }

    fn fine() -> Done {
        Ok("counted".to_owned())
    }

    #[tokio::test]
    async fn of_several_nodes_one_takes_a_turn() {
        let (ledger, job) = (InMemoryJobLedger::default(), Counted::ending(fine));
        let nodes = [Entry::new(job.clone()), Entry::new(job.clone()), Entry::new(job.clone())];
        for due in [NOON, NOON.plus(Duration::from_secs(60))] {
            for node in &nodes {
                node.take_turn(&ledger, due).await;
            }
        }
        nodes[0].take_turn(&ledger, NOON).await;
        assert_eq!(job.turns(), 2, "one for each time it was due");
    }

    #[tokio::test]
    async fn a_turn_that_fails_or_panics_is_not_the_last_one() {
        for end in [(|| Err("no tea".into())) as fn() -> Done, || panic!("no cup")] {
            let (ledger, job) = (InMemoryJobLedger::default(), Counted::ending(end));
            let entry = Entry::new(job.clone());
            entry.take_turn(&ledger, NOON).await;
            entry.take_turn(&ledger, NOON.plus(Duration::from_secs(1))).await;
            assert_eq!(job.turns(), 2);
        }
    }

    #[tokio::test]
    async fn a_job_is_not_run_twice_at_once() {
        let go = Arc::new(Notify::new());
        let job = Counted { go: Some(go.clone()), ..Counted::ending(fine) };
        let (ledger, entry) = (InMemoryJobLedger::default(), Entry::new(job.clone()));
        let second = async {
            entry.take_turn(&ledger, NOON.plus(Duration::from_secs(1))).await;
            go.notify_one();
        };
        tokio::join!(entry.take_turn(&ledger, NOON), second);
        assert_eq!(job.turns(), 1);
    }

    struct Broken;

    #[async_trait]
    impl JobLedger for Broken {
        async fn claim(&self, _job: &str, _due: Timestamp) -> Result<bool, StoreError> {
            Err(StoreError::failed("broken"))
        }
    }

    #[tokio::test]
    async fn without_a_ledger_nobody_works_lest_everybody_does() {
        let job = Counted::ending(fine);
        Entry::new(job.clone()).take_turn(&Broken, NOON).await;
        assert_eq!(job.turns(), 0);
    }
}
