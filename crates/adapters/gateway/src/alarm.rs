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
    /// What it missed is to be told.
    CatchUp,
}

/// The moments a connection waits for. It owns no timer: the time goes in, what is due comes out.
#[derive(Debug)]
pub(crate) struct Alarms {
    heartbeat: Option<Heartbeat>,
    expires_at: Option<Instant>,
    catch_up_at: Option<Instant>,
}

#[derive(Debug)]
struct Heartbeat {
    ping_at: Instant,
    silent_at: Option<Instant>,
    interval: Duration,
    timeout: Duration,
}

impl Alarms {
    /// Nothing is due, ever.
    pub const fn new() -> Self {
        Self { heartbeat: None, expires_at: None, catch_up_at: None }
    }

    /// The client is pinged at intervals, and has to answer within `timeout`.
    #[must_use]
    pub fn with_heartbeat(self, now: Instant, interval: Duration, timeout: Duration) -> Self {
        let heartbeat = Heartbeat { ping_at: now + interval, silent_at: None, interval, timeout };
        Self { heartbeat: Some(heartbeat), ..self }
    }

    /// Its token ends at `expires_at`, if at all.
    #[must_use]
    pub fn with_end(self, expires_at: Option<Instant>) -> Self {
        Self { expires_at, ..self }
    }

    /// What it missed is to be told at that moment.
    pub fn catch_up_at(&mut self, at: Instant) {
        self.catch_up_at = Some(at);
    }

    /// The client has given a sign of life.
    pub fn heard(&mut self) {
        if let Some(heartbeat) = &mut self.heartbeat {
            heartbeat.silent_at = None;
        }
    }

    /// When to ask next what is due. What was heard meanwhile may make it nothing.
    pub fn next(&self) -> Option<Instant> {
        let heartbeat = self.heartbeat.as_ref();
        let ping_at = heartbeat.map(|heartbeat| heartbeat.ping_at);
        let silent_at = heartbeat.and_then(|heartbeat| heartbeat.silent_at);
        [ping_at, silent_at, self.expires_at, self.catch_up_at].into_iter().flatten().min()
    }

    /// What is due now, if anything.
    pub fn ring(&mut self, now: Instant) -> Option<Alarm> {
        if self.expires_at.is_some_and(|at| at <= now) {
            Some(Alarm::Expired)
        } else if self.catch_up_at.take_if(|at| *at <= now).is_some() {
            Some(Alarm::CatchUp)
        } else {
            self.heartbeat.as_mut().and_then(|heartbeat| heartbeat.ring(now))
        }
    }
}

impl Heartbeat {
    fn ring(&mut self, now: Instant) -> Option<Alarm> {
        if self.silent_at.is_some_and(|at| at <= now) {
            Some(Alarm::Silent)
        } else if self.ping_at <= now {
            self.ping_at = now + self.interval;
            self.silent_at.get_or_insert(now + self.timeout);
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
        let mut alarms = Alarms::new().with_heartbeat(opened, 25 * SECOND, 20 * SECOND);
        assert_eq!(alarms.ring(opened), None);
        let pinged = alarms.next().unwrap();
        assert_eq!((pinged, alarms.ring(pinged)), (opened + 25 * SECOND, Some(Alarm::Ping)));
        let silent = alarms.next().unwrap();
        assert_eq!((silent, alarms.ring(silent)), (pinged + 20 * SECOND, Some(Alarm::Silent)));
    }

    #[test]
    fn any_sign_of_life_answers_a_ping() {
        let opened = Instant::now();
        let mut alarms = Alarms::new().with_heartbeat(opened, 25 * SECOND, 20 * SECOND);
        alarms.ring(opened + 25 * SECOND);
        alarms.heard();
        assert_eq!(alarms.ring(opened + 45 * SECOND), None);
        assert_eq!(alarms.ring(opened + 50 * SECOND), Some(Alarm::Ping));
    }

    #[test]
    fn a_token_ends_when_it_says() {
        let opened = Instant::now();
        let mut alarms = Alarms::new()
            .with_heartbeat(opened, 25 * SECOND, 20 * SECOND)
            .with_end(Some(opened + 3 * SECOND));
        assert_eq!(alarms.next(), Some(opened + 3 * SECOND));
        assert_eq!(alarms.ring(opened + 3 * SECOND), Some(Alarm::Expired));
    }

    #[test]
    fn a_client_catches_up_once_and_without_a_heartbeat_nothing_else_is_due() {
        let opened = Instant::now();
        let mut alarms = Alarms::new();
        assert_eq!(alarms.next(), None);
        alarms.catch_up_at(opened + SECOND);
        assert_eq!((alarms.next(), alarms.ring(opened)), (Some(opened + SECOND), None));
        assert_eq!(alarms.ring(opened + SECOND), Some(Alarm::CatchUp));
        assert_eq!((alarms.next(), alarms.ring(opened + 9 * SECOND)), (None, None));
    }
}
