//! What is due when.

use std::{error::Error, sync::Arc, time::Duration};

use discuss_kernel::{Clock, JobLedger};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use tokio_cron_scheduler::{Job as Alarm, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

use crate::{Job, Schedule, Zone, turn::Entry};

/// How often it is looked whether the clocks of the zone were changed.
const CLOCK_CHECK: Duration = Duration::from_secs(60);
/// How many alarms may wait to be heard.
const RINGS_WAITING: usize = 64;

/// Jobs with the times at which they are due. [`Timetable::run`] is its whole life.
///
/// The scheduler only rings: it knows when. What is to be done is done here, in tasks that are owned
/// and waited for.
pub struct Timetable {
    entries: Vec<(Schedule, Arc<Entry>)>,
    ledger: Arc<dyn JobLedger>,
    clock: Arc<dyn Clock>,
    zone: Zone,
}

impl Timetable {
    /// An empty one, read by the clocks of `zone`.
    pub fn new(ledger: Arc<dyn JobLedger>, clock: Arc<dyn Clock>, zone: Zone) -> Self {
        Self { entries: Vec::new(), ledger, clock, zone }
    }

    /// The same with one more job.
    #[must_use]
    pub fn with(mut self, schedule: Schedule, job: impl Job + 'static) -> Self {
        self.entries.push((schedule, Arc::new(Entry::new(job))));
        self
    }

    /// Runs what is due until `stop` is cancelled, and waits for what is still running then.
    pub async fn run(self, stop: CancellationToken) {
        let mut turns = JoinSet::new();
        if let Err(error) = self.keep(&mut turns, &stop).await {
            let error: &dyn Error = &error;
            tracing::error!(error, "the timetable is not kept any more");
        }
        while turns.join_next().await.is_some() {}
    }

    async fn keep(&self, turns: &mut JoinSet<()>, stop: &CancellationToken) -> Result<(), JobSchedulerError> {
        let (bell, mut rings) = mpsc::channel(RINGS_WAITING);
        let mut scheduler = JobScheduler::new().await?;
        let mut alarms = self.set_alarms(&scheduler, &bell).await?;
        let mut offset = self.zone.seconds_ahead(self.clock.now());
        scheduler.start().await?;
        let mut clock_check = interval(CLOCK_CHECK);
        clock_check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return scheduler.shutdown().await,
                Some(place) = rings.recv() => self.begin(place, turns),
                Some(_) = turns.join_next() => {}
                _ = clock_check.tick() => {
                    // The scheduler keeps the offset that a zone had when an alarm was set.
                    let current = self.zone.seconds_ahead(self.clock.now());
                    if current != offset {
                        offset = current;
                        for alarm in &alarms {
                            scheduler.remove(&alarm.guid()).await?;
                        }
                        alarms = self.set_alarms(&scheduler, &bell).await?;
                    }
                }
            }
        }
    }

    /// Sets one alarm for each entry, which rings with the entry's place.
    async fn set_alarms(
        &self,
        scheduler: &JobScheduler,
        bell: &mpsc::Sender<usize>,
    ) -> Result<Vec<Alarm>, JobSchedulerError> {
        let mut alarms = Vec::with_capacity(self.entries.len());
        for (place, (schedule, _)) in self.entries.iter().enumerate() {
            let bell = bell.clone();
            let alarm = Alarm::new_tz(schedule.to_string(), self.zone.tz(), move |_, _| {
                if bell.try_send(place).is_err() {
                    tracing::warn!("an alarm rang unheard");
                }
            })?;
            scheduler.add(alarm.clone()).await?;
            alarms.push(alarm);
        }
        Ok(alarms)
    }

    /// Begins the turn that is due. Should an alarm ring twice for it, the ledger knows.
    fn begin(&self, place: usize, turns: &mut JoinSet<()>) {
        let (schedule, entry) = &self.entries[place];
        let Some(due) = schedule.last_due(self.clock.now(), self.zone) else { return };
        let (entry, ledger) = (Arc::clone(entry), Arc::clone(&self.ledger));
        turns.spawn(async move { entry.take_turn(&*ledger, due).await });
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use discuss_kernel::{SystemClock, Timestamp, testing::InMemoryJobLedger};
    use tokio::sync::mpsc::UnboundedSender;

    use super::*;
    use crate::Done;

    /// Tells when it was due, and then fails in a way of its own.
    struct Telling(&'static str, UnboundedSender<(&'static str, Timestamp)>);

    #[async_trait]
    impl Job for Telling {
        fn name(&self) -> &str {
            self.0
        }

        async fn run(&self, due: Timestamp) -> Done {
            let _ = self.1.send((self.0, due));
            match self.0 {
                "panics" => panic!("a bug"),
                "fails" => Err("no tea".into()),
                _ => Ok(String::new()),
            }
        }
    }

    /// The one test that looks at a real clock, since the scheduler does: two turns of three jobs.
    #[tokio::test]
    async fn what_is_due_every_second_is_done_every_second_whatever_the_others_do() {
        let (tell, mut told) = mpsc::unbounded_channel();
        let second = || "* * * * * *".parse::<Schedule>().unwrap();
        let ledger = Arc::new(InMemoryJobLedger::default());
        let timetable = Timetable::new(ledger, Arc::new(SystemClock), "UTC".parse().unwrap())
            .with(second(), Telling("panics", tell.clone()))
            .with(second(), Telling("fails", tell.clone()))
            .with(second(), Telling("works", tell));
        let stop = CancellationToken::new();
        let running = tokio::spawn(timetable.run(stop.clone()));

        let mut worked = Vec::new();
        while worked.len() < 2 {
            let (name, due) = told.recv().await.unwrap();
            worked.extend((name == "works").then_some(due));
        }
        assert!(worked[0] < worked[1], "each turn once");
        assert!(worked.iter().all(|due| due.micros() % 1_000_000 == 0), "by the timetable, not by the clock");
        stop.cancel();
        running.await.unwrap();
        while told.recv().await.is_some() {}
    }
}
