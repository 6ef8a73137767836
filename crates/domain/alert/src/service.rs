//! What can be announced, and by whom.

use std::sync::Arc;

use discuss_kernel::{Caller, Clock, Event, EventBus};

use crate::{AlertError, Announcement};

/// The use cases of announcements.
pub struct AlertService {
    events: Arc<dyn EventBus>,
    clock: Arc<dyn Clock>,
}

impl AlertService {
    /// Wires the service.
    pub fn new(events: Arc<dyn EventBus>, clock: Arc<dyn Clock>) -> Self {
        Self { events, clock }
    }

    /// Announces something on behalf of an admin.
    ///
    /// # Errors
    /// When the caller is none.
    pub async fn announce(&self, caller: &Caller, announcement: Announcement) -> Result<(), AlertError> {
        if !caller.is_admin {
            return Err(AlertError::NotAdmin);
        }
        self.announce_for_operator(announcement).await;
        Ok(())
    }

    /// Announces something on behalf of the operator, whose timetable it stands in; no caller is asked.
    pub async fn announce_for_operator(&self, announcement: Announcement) {
        let Announcement { message, sender, to } = announcement;
        self.events.publish(Event::Announced { message, sender, to: to.into(), at: self.clock.now() }).await;
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::{
        Audience, UserId,
        testing::{ManualClock, RecordingEventBus},
    };

    use super::*;
    use crate::Recipients;

    fn caller(is_admin: bool) -> Caller {
        Caller { id: UserId::random(), session: None, is_admin }
    }

    fn alerts() -> (AlertService, Arc<RecordingEventBus>) {
        let events = Arc::new(RecordingEventBus::default());
        (AlertService::new(events.clone(), Arc::new(ManualClock::default())), events)
    }

    #[tokio::test]
    async fn only_an_admin_is_heard() {
        let (alerts, events) = alerts();
        let ann = UserId::random();
        let to_ann = Announcement::new("tea", Some("Ben"), Recipients::some(vec![ann]).unwrap()).unwrap();
        assert_eq!(alerts.announce(&caller(false), to_ann.clone()).await, Err(AlertError::NotAdmin));
        assert_eq!(events.take(), []);

        alerts.announce(&caller(true), to_ann).await.unwrap();
        let [Event::Announced { message, sender, to, at }] = &events.take()[..] else { panic!() };
        assert_eq!((message.as_str(), sender.as_str(), to), ("tea", "Ben", &Audience::user(ann)));
        assert_eq!(*at, ManualClock::default().now());
    }

    #[tokio::test]
    async fn the_timetable_needs_no_admin() {
        let (alerts, events) = alerts();
        alerts.announce_for_operator(Announcement::new("tea", None, Recipients::Everybody).unwrap()).await;
        assert!(matches!(&events.take()[..], [Event::Announced { to: Audience::Everybody, .. }]));
    }
}
