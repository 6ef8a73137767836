//! `discuss migrate`: the database, brought up to date by hand.

use clap::Args;
use discuss_persistence::AdoptionReport;

use crate::{config::Config, wiring};

/// Nothing beside bringing the tables up to date.
#[derive(Debug, Args)]
pub struct MigrateCommand {}

impl MigrateCommand {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let (database, adoption) = wiring::open_database(config).await?;
        println!("{} is up to date.", config.database.url);
        for line in adoption.iter().flat_map(AdoptionReport::lines) {
            println!("{line}");
        }
        Ok(database.close().await?)
    }
}
