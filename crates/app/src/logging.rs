//! The log: a console for people, daily files for later.

use std::{
    env,
    io::{self, IsTerminal},
};

use anyhow::Context;
use tracing_appender::{
    non_blocking::{NonBlocking, WorkerGuard},
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{LogConfig, LogFilter, LogFormat};

/// Chatty parts of libraries, quiet unless the filter names them. SQL never is at the levels people
/// switch on: statements are long, and say little without their values.
const QUIET: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,actix_server=warn,mio=warn,hyper=warn,tokio_cron_scheduler=warn";

/// Writes what is still buffered when it is dropped; keep it until the program ends.
#[must_use]
pub struct Logs {
    _guards: Vec<WorkerGuard>,
}

/// Sends the log of this process to the console and to files.
///
/// # Errors
/// When the directory of the files cannot be made or written to.
pub fn start(config: &LogConfig) -> anyhow::Result<Logs> {
    let mut guards = Vec::new();
    let mut layers = Vec::new();
    // Files first: what the first layer makes of a span is used by both, and files have no colours.
    if config.keep_days > 0 {
        let file = written_by(daily_files(config)?, &mut guards);
        layers.push(layer(config.format, file, false));
    }
    let console = written_by(io::stderr(), &mut guards);
    layers.push(layer(config.format, console, has_colours()));
    tracing_subscriber::registry().with(layers).with(filter(&config.filter)).init();
    Ok(Logs { _guards: guards })
}

fn daily_files(config: &LogConfig) -> anyhow::Result<RollingFileAppender> {
    crate::data::create_directory(&config.directory)?;
    RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("discuss")
        .filename_suffix("log")
        // The file of today is one more: at its start the writer makes room for a new one, be it there or not.
        .max_log_files(config.keep_days + 1)
        .build(&config.directory)
        .with_context(|| format!("cannot write logs to {}", config.directory.display()))
}

fn written_by(to: impl io::Write + Send + 'static, guards: &mut Vec<WorkerGuard>) -> NonBlocking {
    let (writer, guard) = tracing_appender::non_blocking(to);
    guards.push(guard);
    writer
}

fn layer(format: LogFormat, writer: NonBlocking, colours: bool) -> Box<dyn Layer<Registry> + Send + Sync> {
    let layer = fmt::layer().with_writer(writer).with_ansi(colours);
    match format {
        LogFormat::Pretty => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    }
}

/// Later directives win, so what the operator names is heard.
fn filter(wanted: &LogFilter) -> EnvFilter {
    EnvFilter::new(format!("{QUIET},{}", wanted.as_str()))
}

/// See <https://no-color.org>.
fn has_colours() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn of_former_days_so_many_files_are_kept_as_the_operator_wants() {
        let directory = tempfile::tempdir().unwrap();
        for day in 1..=5 {
            fs::write(directory.path().join(format!("discuss.2020-01-0{day}.log")), "").unwrap();
        }
        let config = LogConfig {
            filter: LogFilter::try_from("info".to_owned()).unwrap(),
            format: LogFormat::Pretty,
            directory: directory.path().to_owned(),
            keep_days: 2,
        };
        daily_files(&config).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2 + 1, "and the one of today");
    }
}
