//! The sections about what the server does by itself.

use discuss_alert::{Announcement, InvalidAnnouncement, Recipients};
use discuss_jobs::{InvalidSchedule, InvalidZone, Schedule, Zone};
use serde::{Deserialize, Serialize};

/// The timetable.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JobsConfig {
    /// By whose clocks it is read.
    pub time_zone: TimeZone,
}

/// The name of a time zone.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeZone(Zone);

impl TimeZone {
    /// The zone itself.
    #[must_use]
    pub const fn zone(self) -> Zone {
        self.0
    }
}

impl TryFrom<String> for TimeZone {
    type Error = InvalidZone;

    fn try_from(name: String) -> Result<Self, InvalidZone> {
        name.parse().map(Self)
    }
}

impl From<TimeZone> for String {
    fn from(zone: TimeZone) -> Self {
        zone.0.to_string()
    }
}

/// Something that is announced to everybody, again and again.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "AnnouncementInput", into = "AnnouncementInput")]
pub struct AnnouncementConfig {
    schedule: Schedule,
    announcement: Announcement,
}

impl AnnouncementConfig {
    /// When, and what.
    #[must_use]
    pub fn parts(&self) -> (Schedule, Announcement) {
        (self.schedule.clone(), self.announcement.clone())
    }
}

/// As it is written.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct AnnouncementInput {
    cron: String,
    sender: Option<String>,
    message: String,
}

#[derive(Debug, thiserror::Error)]
enum InvalidEntry {
    #[error("cron: {0}")]
    Schedule(#[from] InvalidSchedule),
    #[error(transparent)]
    Announcement(#[from] InvalidAnnouncement),
}

impl TryFrom<AnnouncementInput> for AnnouncementConfig {
    type Error = InvalidEntry;

    fn try_from(input: AnnouncementInput) -> Result<Self, InvalidEntry> {
        let AnnouncementInput { cron, sender, message } = input;
        let schedule = cron.parse()?;
        let announcement = Announcement::new(&message, sender.as_deref(), Recipients::Everybody)?;
        Ok(Self { schedule, announcement })
    }
}

impl From<AnnouncementConfig> for AnnouncementInput {
    fn from(config: AnnouncementConfig) -> Self {
        let AnnouncementConfig { schedule, announcement } = config;
        Self {
            cron: schedule.to_string(),
            sender: Some(announcement.sender().to_owned()),
            message: announcement.message().to_owned(),
        }
    }
}
