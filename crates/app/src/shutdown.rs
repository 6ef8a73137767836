//! Signals to stop, and the tasks that have to hear them.

use std::future::Future;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The signals that ask a process to stop.
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// Listens from now on; the signals no longer end the process by themselves.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for the next of them.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Long-lived tasks with an owner: one token stops them, one tracker waits for them.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    stop: CancellationToken,
    tracker: TaskTracker,
    /// Cancelled when a task has ended though nobody asked it to, be it by a panic.
    lost: CancellationToken,
}

impl Tasks {
    /// Cancelled when the tasks have to stop.
    #[must_use]
    pub fn stop(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Waits for the tasks; for those who start some themselves.
    #[must_use]
    pub fn tracker(&self) -> TaskTracker {
        self.tracker.clone()
    }

    /// Starts a task, which has to end by itself once [`Tasks::stop`] is cancelled, and not before.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let watched = Watched { stop: self.stop.clone(), lost: self.lost.clone() };
        self.tracker.spawn(async move {
            let _watched = watched;
            task.await;
        });
    }

    /// Starts a task on this thread, which ends once [`Tasks::stop`] is cancelled, or with the thread.
    pub fn spawn_local(&self, task: impl Future<Output = ()> + 'static) {
        actix_web::rt::spawn(self.tracker.track_future(task));
    }

    /// Waits until a task has ended that should not have.
    pub async fn lost(&self) {
        self.lost.cancelled().await;
    }

    /// Tells the tasks to stop and waits until they have.
    pub async fn finish(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// Notices the end of a task, however it comes.
struct Watched {
    stop: CancellationToken,
    lost: CancellationToken,
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.stop.is_cancelled() {
            self.lost.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_ends_too_early_is_noticed_and_one_that_was_asked_is_not() {
        let tasks = Tasks::default();
        tasks.spawn(tasks.stop().cancelled_owned());
        tasks.finish().await;
        assert!(!tasks.lost.is_cancelled());

        let tasks = Tasks::default();
        tasks.spawn(async { panic!("a bug") });
        tasks.lost().await;
    }
}
