//! `discuss migrate`: the database, brought up to date by hand.

use clap::Args;
use discuss_persistence::{AdoptionReport, Conversion};
use time::{UtcOffset, format_description::BorrowedFormatItem, macros::format_description};

use crate::{config::Config, wiring};

const ZONE: &[BorrowedFormatItem<'_>] = format_description!("[offset_hour sign:mandatory]:[offset_minute]");

/// What to do beside bringing the tables up to date.
#[derive(Debug, Args)]
pub struct MigrateCommand {
    /// Convert times that Server-NestJS wrote in the zone ZONE, such as +08:00, to UTC; once, and only its own
    #[arg(long, value_name = "ZONE", value_parser = zone, allow_hyphen_values = true)]
    times_from: Option<UtcOffset>,
}

fn zone(text: &str) -> Result<UtcOffset, &'static str> {
    UtcOffset::parse(text, ZONE).map_err(|_| "a zone is written like +08:00")
}

impl MigrateCommand {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let (database, adoption) = wiring::open_database(config).await?;
        println!("{} is up to date.", config.database.url);
        for line in adoption.iter().flat_map(AdoptionReport::lines) {
            println!("{line}");
        }
        if let Some(zone) = self.times_from {
            match database.convert_times(zone).await? {
                Conversion::Done { rows } => println!("times of {rows} rows converted from {zone} to UTC"),
                Conversion::DoneBefore => println!("the times are converted from {zone} already"),
            }
        }
        Ok(database.close().await?)
    }
}
