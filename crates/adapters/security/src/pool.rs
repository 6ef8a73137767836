//! Work that takes a processor core and that strangers can ask for.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinError};

/// Runs work on threads where blocking is allowed: a bounded number at a time, while a bounded number waits.
#[derive(Debug)]
pub(crate) struct Pool {
    /// Places to run or to wait.
    places: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

/// Why work was not done.
#[derive(Debug)]
pub(crate) enum Undone {
    /// All places are taken.
    Full,
    /// It panicked, or the runtime is going down.
    Failed(JoinError),
}

impl Pool {
    /// `running` at the same time, at least one, and `waiting` more that wait.
    pub fn new(running: usize, waiting: usize) -> Self {
        let running = running.max(1);
        Self { places: Arc::new(Semaphore::new(running + waiting)), cores: Arc::new(Semaphore::new(running)) }
    }

    /// Runs `work` where it may block. The places it takes are given back when it is done, even if
    /// nobody waits for it any more.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Undone::Full)?;
        let core = Arc::clone(&self.cores).acquire_owned().await.expect("nobody closes the semaphore");
        let work = move || {
            let _held = (place, core);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(Undone::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_at_once_or_waits_or_is_refused() {
        let pool = Pool::new(1, 1);
        let slow = || std::thread::sleep(std::time::Duration::from_millis(50));
        let (first, second, third) = tokio::join!(pool.run(slow), pool.run(slow), pool.run(slow));
        assert!(first.is_ok() && second.is_ok());
        assert!(matches!(third, Err(Undone::Full)));
        assert!(pool.run(|| ()).await.is_ok(), "places are given back");
    }

    #[tokio::test]
    async fn work_that_panics_gives_its_place_back() {
        let pool = Pool::new(1, 0);
        let panicked = pool.run(|| panic!("out of ink")).await;
        assert!(matches!(panicked, Err(Undone::Failed(_))));
        assert!(pool.run(|| ()).await.is_ok());
    }
}
