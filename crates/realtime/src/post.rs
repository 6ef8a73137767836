//! The last step of a fact, on the thread of those who hear it.

use std::{future::poll_fn, sync::Arc, task::Poll, time::Duration};

use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    Weigh,
    shard::{News, Shard},
};

/// A round that takes less is not worth a pause: timers count in milliseconds.
const SHORT_ROUND: Duration = Duration::from_millis(1);

/// No pause is longer, so that nobody notices one.
const MAX_PAUSE: Duration = Duration::from_millis(10);

/// Brings news to the connections of one thread. [`Post::run`] is its whole life, on that thread: waking a
/// connection of the same thread is a hundred times cheaper than waking one of another.
pub struct Post<E> {
    shard: Arc<Shard<E>>,
    queue: mpsc::Receiver<Arc<News<E>>>,
}

impl<E: Weigh + Clone> Post<E> {
    pub(crate) const fn new(shard: Arc<Shard<E>>, queue: mpsc::Receiver<Arc<News<E>>>) -> Self {
        Self { shard, queue }
    }

    /// Delivers until `stop` is cancelled, or nobody can send news any more.
    pub async fn run(mut self, stop: CancellationToken) {
        stop.run_until_cancelled(self.deliver()).await;
    }

    async fn deliver(&mut self) {
        while let Some(news) = self.queue.recv().await {
            let began = Instant::now();
            self.shard.tell(&news);
            while let Ok(news) = self.queue.try_recv() {
                self.shard.tell(&news);
            }
            behind_those_awake().await;
            rest_after(began.elapsed()).await;
        }
    }
}

/// A thread that tells many has as much time for everything else as for telling, and what comes in meanwhile leaves in
/// one write for all: a write costs the same whether it carries one frame or ten.
async fn rest_after(round: Duration) {
    if round >= SHORT_ROUND {
        tokio::time::sleep(round.min(MAX_PAUSE)).await;
    }
}

/// Goes on when every task of this thread that is awake has had its turn. Unlike [`tokio::task::yield_now`], which goes on
/// when the thread next looks at its sockets, be it in the middle of them.
async fn behind_those_awake() {
    let mut had_their_turn = false;
    poll_fn(|context| {
        if had_their_turn {
            return Poll::Ready(());
        }
        had_their_turn = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
