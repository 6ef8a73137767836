//! When something is due.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use croner::{
    Cron,
    parser::{CronParser, Seconds},
};
use discuss_kernel::Timestamp;

/// The text is no cron expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{expression:?} is no cron expression: {reason} (second minute hour day month weekday, such as \"0 0 9 * * MON-FRI\")"
)]
pub struct InvalidSchedule {
    expression: String,
    reason: String,
}

/// A cron expression of six fields, the first of which are seconds. Where day and weekday are both
/// restricted, both must be right.
#[derive(Debug, Clone)]
pub struct Schedule {
    expression: String,
    cron: Cron,
}

impl Schedule {
    /// When a new day begins.
    pub const MIDNIGHT: &str = "0 0 0 * * *";

    /// The last moment until `now` at which it was due; `None` when it never was.
    pub(crate) fn last_due(&self, now: Timestamp, zone: Zone) -> Option<Timestamp> {
        // croner would keep the fraction of the second.
        let second = Timestamp::from_millis(now.seconds().saturating_mul(1_000));
        let due = self.cron.find_previous_occurrence(&zone.local(second)?, true).ok()?;
        Some(Timestamp::from_millis(due.timestamp_millis()))
    }
}

impl FromStr for Schedule {
    type Err = InvalidSchedule;

    /// Reads it exactly as the scheduler does, which would not say what is wrong.
    fn from_str(expression: &str) -> Result<Self, InvalidSchedule> {
        let parser = CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build();
        let invalid = |reason: String| InvalidSchedule { expression: expression.to_owned(), reason };
        let cron = parser.parse(expression).map_err(|error| invalid(error.to_string()))?;
        // "0 0 0 30 2 *" can be read but never comes.
        cron.find_next_occurrence(&DateTime::UNIX_EPOCH, false)
            .map_err(|error| invalid(error.to_string()))?;
        Ok(Self { expression: expression.to_owned(), cron })
    }
}

/// The expression, as it was written.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression)
    }
}

/// There is no such time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone {0:?}; names are such as \"UTC\", \"Asia/Shanghai\" or \"Europe/Berlin\"")]
pub struct InvalidZone(String);

/// A time zone of the IANA database, with its summer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    pub(crate) const fn tz(self) -> Tz {
        self.0
    }

    /// How many seconds its clocks are ahead of UTC.
    pub(crate) fn seconds_ahead(self, now: Timestamp) -> Option<i32> {
        Some(self.local(now)?.offset().fix().local_minus_utc())
    }

    /// The time of day on its clocks: `09:05`.
    pub(crate) fn time_of_day(self, at: Timestamp) -> String {
        self.local(at).map(|local| local.format("%H:%M").to_string()).unwrap_or_default()
    }

    /// `None` beyond what a calendar can say.
    fn local(self, at: Timestamp) -> Option<DateTime<Tz>> {
        Some(self.0.from_utc_datetime(&DateTime::<Utc>::from_timestamp_millis(at.millis())?.naive_utc()))
    }
}

impl FromStr for Zone {
    type Err = InvalidZone;

    fn from_str(name: &str) -> Result<Self, InvalidZone> {
        name.parse().map(Self).map_err(|_| InvalidZone(name.to_owned()))
    }
}

/// Its name.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn a_schedule_is_due_by_the_clocks_of_its_zone() {
        let cases = [
            ("0 0 0 * * *", "UTC", "2026-03-01T23:59:59Z", "2026-03-01T00:00:00Z"),
            ("0 0 0 * * *", "Asia/Shanghai", "2026-03-01T23:59:59Z", "2026-03-01T16:00:00Z"),
            ("0 0 0 * * *", "Europe/Berlin", "2026-01-10T12:00:00Z", "2026-01-09T23:00:00Z"),
            ("0 0 0 * * *", "Europe/Berlin", "2026-07-10T12:00:00Z", "2026-07-09T22:00:00Z"),
            ("0 0 * * * *", "UTC", "2026-03-01T15:00:00.5Z", "2026-03-01T15:00:00Z"),
            ("0 0 9 * * MON-FRI", "UTC", "2026-03-01T15:00:00Z", "2026-02-27T09:00:00Z"),
        ];
        for (expression, zone, now, due) in cases {
            let schedule: Schedule = expression.parse().unwrap();
            assert_eq!(
                schedule.last_due(at(now), zone.parse().unwrap()),
                Some(at(due)),
                "{expression} {zone}"
            );
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_the_reason() {
        for expression in ["", "tea", "0 0 * * *", "0 61 * * * *", "0 0 0 30 2 *", "0 0 0 * * * * *"] {
            let refusal = expression.parse::<Schedule>().unwrap_err().to_string();
            assert!(refusal.starts_with(&format!("{expression:?} is no cron expression: ")), "{refusal}");
        }
        assert!("Middle/Earth".parse::<Zone>().is_err());
    }

    #[test]
    fn the_time_of_day_is_that_of_the_zone() {
        let zone: Zone = "Asia/Shanghai".parse().unwrap();
        assert_eq!(zone.time_of_day(at("2026-03-01T01:05:59Z")), "09:05");
    }
}
