//! What people type.

mod health;
mod migrate;
mod password;
mod user;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
pub use migrate::MigrateCommand;
pub use user::UserCommand;

use crate::{
    config::{Config, InvalidConfig, Sources},
    server,
};

const EXAMPLES: &str = "\
Examples:
  discuss                                    serve on every network, port 3000, data in ./data
  discuss --bind 127.0.0.1:8080              … only on this machine, another port
  discuss --database postgres://me@db/chat   … with PostgreSQL; MySQL and MariaDB: mysql://…
  discuss user grant-admin ann               let ann do what operators may
  discuss config                             print what is in effect, secrets masked

Every setting is also an environment variable: DISCUSS__SERVER__BIND=127.0.0.1:8080 discuss
See config/default.toml for all of them. A URL with a password is better kept in a file or the
environment than typed, since others on the machine can list what was typed.";

/// Discuss: a chat server for a team, class or family, or for thousands.
///
/// Without a command it serves, and prints the addresses that clients connect to.
#[derive(Debug, Parser)]
#[command(name = "discuss", version, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The few settings that people type.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
struct Settings {
    /// Read settings from FILE instead of discuss.toml
    #[arg(long, short, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Listen on ADDRESS, such as 0.0.0.0:3000
    #[arg(long, short, global = true, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,
    /// Keep everything in DIRECTORY
    #[arg(long, short, global = true, value_name = "DIRECTORY")]
    data: Option<PathBuf>,
    /// Use the database at URL instead of SQLite in the data directory
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Log what passes FILTER: error, warn, info, debug, trace
    #[arg(long, short, global = true, value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server (the default)
    Serve,
    /// Bring the database up to date and exit
    Migrate(MigrateCommand),
    /// Manage accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Print the settings in effect, with secrets masked
    Config,
    /// Ask a running server on this machine whether it is ready
    Health,
}

impl Settings {
    fn load(self) -> Result<Config, InvalidConfig> {
        let typed = [
            ("server.bind", self.bind.map(|address| address.to_string())),
            ("data.directory", self.data.map(|path| path.display().to_string())),
            ("database.url", self.database),
            ("log.filter", self.log),
        ];
        let typed = typed.into_iter().filter_map(|(key, value)| Some((key, value?)));
        Sources::of_process(self.config, typed.collect()).load()
    }
}

/// A setting is wrong; the same code as for a wrong argument.
const WRONG_USAGE: u8 = 2;

impl Cli {
    /// Does what was typed. What goes wrong is told on the standard error.
    ///
    /// Ends with 0 when all went well, 1 when something failed, 2 when an argument or setting is wrong.
    pub async fn run(self) -> ExitCode {
        let config = match self.settings.load() {
            Ok(config) => config,
            Err(invalid) => {
                eprintln!("discuss: {invalid}");
                return ExitCode::from(WRONG_USAGE);
            }
        };
        // In boxes, since what all of them hold together is nested too deeply for an optimising compiler.
        let outcome = match self.command.unwrap_or(Command::Serve) {
            Command::Serve => Box::pin(server::serve(config)).await,
            Command::Migrate(command) => Box::pin(command.run(&config)).await,
            Command::User(command) => Box::pin(command.run(&config)).await,
            Command::Config => print(&config),
            Command::Health => Box::pin(health::check(&config)).await,
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("discuss: {error:#}");
                ExitCode::FAILURE
            }
        }
    }
}

fn print(config: &Config) -> anyhow::Result<()> {
    print!("{}", config.to_toml()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }
}
