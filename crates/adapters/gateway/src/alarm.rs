//! When a connection has to do something by itself.

use std::time::Duration;

use tokio::time::Instant;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// The client is to be pinged.
    Ping,
    /// It did not answer.
    Silent,
    /// Its token has ended.
    Expired,
}

/// The moments a connection waits for. It owns no timer: the time goes in, what is due comes out.
#[derive(Debug)]
pub(crate) struct Alarms {
    ping_at: Instant,
    silent_at: Option<Instant>,
    expires_at: Option<Instant>,
    ping_interval: Duration,
    ping_timeout: Duration,
}

impl Alarms {
    pub fn new(
        now: Instant,
        ping_interval: Duration,
        ping_timeout: Duration,
        expires_at: Option<Instant>,
    ) -> Self {
        Self { ping_at: now + ping_interval, silent_at: None, expires_at, ping_interval, ping_timeout }
    }

    /// The client has given a sign of life.
    pub fn heard(&mut self) {
        self.silent_at = None;
    }

    /// When to ask next what is due. What was heard meanwhile may make it nothing.
    pub fn next(&self) -> Instant {
        let others = self.silent_at.into_iter().chain(self.expires_at);
        others.fold(self.ping_at, Instant::min)
    }

    /// What is due now, if anything.
    pub fn ring(&mut self, now: Instant) -> Option<Alarm> {
        if self.expires_at.is_some_and(|at| at <= now) {
            Some(Alarm::Expired)
        } else if self.silent_at.is_some_and(|at| at <= now) {
            Some(Alarm::Silent)
        } else if self.ping_at <= now {
            self.ping_at = now + self.ping_interval;
            self.silent_at.get_or_insert(now + self.ping_timeout);
            Some(Alarm::Ping)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_unanswered_ping_ends_the_connection() {
        let opened = Instant::now();
        let mut alarms = Alarms::new(opened, 25 * SECOND, 20 * SECOND, None);
        assert_eq!(alarms.ring(opened), None);
        let pinged = alarms.next();
        assert_eq!((pinged, alarms.ring(pinged)), (opened + 25 * SECOND, Some(Alarm::Ping)));
        let silent = alarms.next();
        assert_eq!((silent, alarms.ring(silent)), (pinged + 20 * SECOND, Some(Alarm::Silent)));
    }

    #[test]
    fn any_sign_of_life_answers_a_ping() {
        let opened = Instant::now();
        let mut alarms = Alarms::new(opened, 25 * SECOND, 20 * SECOND, None);
        alarms.ring(opened + 25 * SECOND);
        alarms.heard();
        assert_eq!(alarms.ring(opened + 45 * SECOND), None);
        assert_eq!(alarms.ring(opened + 50 * SECOND), Some(Alarm::Ping));
    }

    #[test]
    fn a_token_ends_when_it_says() {
        let opened = Instant::now();
        let mut alarms = Alarms::new(opened, 25 * SECOND, 20 * SECOND, Some(opened + 3 * SECOND));
        assert_eq!(alarms.next(), opened + 3 * SECOND);
        assert_eq!(alarms.ring(opened + 3 * SECOND), Some(Alarm::Expired));
    }
}
