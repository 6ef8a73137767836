//! Announcements of the timetable.

use std::sync::Arc;

use async_trait::async_trait;
use discuss_alert::{AlertService, Announcement, InvalidAnnouncement, Recipients};
use discuss_kernel::Timestamp;

use crate::{Done, Job, Zone};

/// Announces the same to everybody at every turn; `{time}` in the message becomes the time of day that
/// it was due at.
pub struct TimedAnnouncement {
    name: String,
    announcement: Announcement,
    zone: Zone,
    alerts: Arc<AlertService>,
}

impl TimedAnnouncement {
    /// The announcement number `number` of the timetable, 0 being the first.
    #[must_use]
    pub fn new(number: usize, announcement: Announcement, zone: Zone, alerts: Arc<AlertService>) -> Self {
        Self { name: format!("announcement {}", number + 1), announcement, zone, alerts }
    }

    fn at(&self, due: Timestamp) -> Result<Announcement, InvalidAnnouncement> {
        let message = self.announcement.message().replace("{time}", &self.zone.time_of_day(due));
        Announcement::new(&message, Some(self.announcement.sender()), Recipients::Everybody)
    }
}

#[async_trait]
impl Job for TimedAnnouncement {
    fn name(&self) -> &str {
        &self.name
    }

    async fn run(&self, due: Timestamp) -> Done {
        self.alerts.announce_for_operator(self.at(due)?).await;
        Ok("announced".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{
        Audience, Event,
        testing::{ManualClock, RecordingEventBus},
    };

    use super::*;

    #[tokio::test]
    async fn everybody_is_told_the_time_that_it_was_due_at() {
        let (events, clock) = (Arc::new(RecordingEventBus::default()), Arc::new(ManualClock::default()));
        let alerts = Arc::new(AlertService::new(events.clone(), clock));
        let chime = Announcement::new("It is {time}.", Some("Clock"), Recipients::Everybody).unwrap();
        let zone = "Asia/Shanghai".parse().unwrap();
        let job = TimedAnnouncement::new(0, chime, zone, alerts);
        assert_eq!(job.name(), "announcement 1");

        // 2023-11-14T22:13:20Z
        job.run(Timestamp::from_millis(1_700_000_000_000)).await.unwrap();
        let [Event::Announced { message, sender, to, .. }] = &events.take()[..] else { panic!() };
        assert_eq!((message.as_str(), sender.as_str(), to), ("It is 06:13.", "Clock", &Audience::Everybody));
    }
}
