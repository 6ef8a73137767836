//! `discuss-bench`: measures a Discuss server beside yardsticks, in one run.
//!
//! It starts the real server, fills it with people over REST, keeps it busy over WebSockets, raw or with
//! Socket.IO, and reads what that costs from `/proc`. `BENCHMARKS.md` says what is measured and why.

mod bench;
mod frame;
mod load;
mod machine;
mod measure;
mod people;
mod plan;
mod process;
mod report;
mod result;
mod scenario;
mod server;
mod socket;
mod statistics;
mod transport;
mod yardstick;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    bench::Bench,
    machine::Machine,
    people::Cast,
    plan::{Part, Plan},
    report::{Report, Style},
    scenario::Setting,
    transport::Transport,
    yardstick::{epoll, group_commit},
};

/// Measures a Discuss server beside yardsticks.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Measure the server: it is started on a free port of 127.0.0.1, with a temporary directory, for
    /// about five minutes. Nothing else should run meanwhile.
    Run(Run),
    /// Measure only the bare delivery: what this machine can do at best. Needs no server.
    Yardstick(Yardstick),
    #[command(name = yardstick::DELIVERY, hide = true)]
    ServeBareDelivery,
    #[command(name = yardstick::STORAGE, hide = true)]
    RunBareStorage(group_commit::Order),
}

#[derive(clap::Args)]
struct Run {
    /// The server's binary [default: `discuss` beside this program].
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Only these parts; may be given several times.
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Where the databases are put, in a temporary directory. Storage is as fast as the disk below.
    #[arg(long, value_name = "DIRECTORY", default_value_os_t = std::env::temp_dir())]
    directory: PathBuf,
    /// Write everything, round by round, into this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    manner: Manner,
}

#[derive(clap::Args)]
struct Yardstick {
    #[command(flatten)]
    manner: Manner,
}

#[derive(clap::Args)]
struct Manner {
    /// What the clients speak.
    #[arg(long, value_name = "TRANSPORT", default_value = "websocket")]
    transport: Transport,
    /// Print tables for BENCHMARKS.md.
    #[arg(long)]
    markdown: bool,
    /// Measure little and shortly: whether everything works, not how fast it is.
    #[arg(long)]
    quick: bool,
    /// How many members of a room speak, which is how many messages are under way when it is saturated
    /// [default: 4 of the large room, 10 of the small one].
    #[arg(long, value_name = "NUMBER")]
    speakers: Option<usize>,
}

impl Manner {
    fn plan(&self) -> Plan {
        let plan = if self.quick { Plan::quick() } else { Plan::full() };
        match self.speakers {
            Some(speakers) => Plan { large_speakers: speakers, small_speakers: speakers, ..plan },
            None => plan,
        }
    }

    const fn style(&self) -> Style {
        if self.markdown { Style::Markdown } else { Style::Terminal }
    }
}

fn main() -> Result<()> {
    match Arguments::parse().action {
        Action::Run(arguments) => run(&arguments),
        Action::Yardstick(arguments) => measure_yardstick(&arguments.manner),
        Action::ServeBareDelivery => epoll::serve(),
        Action::RunBareStorage(order) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(group_commit::run(order)),
    }
}

fn run(arguments: &Run) -> Result<()> {
    let parts = if arguments.only.is_empty() { Part::value_variants() } else { &arguments.only };
    let plan = arguments.manner.plan().only(parts);
    machine::allow_open_files(plan.open_files())?;
    let binary = match &arguments.server {
        Some(binary) => binary.clone(),
        None => std::env::current_exe()?.with_file_name("discuss"),
    };
    let directory = tempfile::Builder::new().prefix("discuss-bench-").tempdir_in(&arguments.directory)?;
    let machine = Machine::inspect(directory.path());
    let transport = arguments.manner.transport;
    let bench = Bench::new(&plan, transport, &binary, directory.path())?;
    let mut report = Report::new(machine, transport, plan.clone());
    measure(&bench, &plan, parts, &mut report)?;
    println!("{}", report.text(arguments.manner.style()));
    if let Some(file) = &arguments.json {
        fs::write(file, report.json()?).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn measure(bench: &Bench<'_>, plan: &Plan, parts: &[Part], report: &mut Report) -> Result<()> {
    let people = bench.register()?;
    if parts.contains(&Part::Idle) {
        report.idle.push(bench.idle(&people, "in no room")?);
    }
    let cast = bench.assemble(people)?;
    if parts.contains(&Part::Idle) && parts.contains(&Part::LargeRoom) {
        report.idle.push(bench.idle(&cast.people, &format!("in a room of {}", plan.large_room))?);
    }
    type Make = fn(&Plan, &Cast) -> Setting;
    let settings: [(Part, Make); 3] = [
        (Part::LargeRoom, Setting::large_room),
        (Part::SmallRoom, Setting::small_room),
        (Part::Private, Setting::private),
    ];
    for (_, setting) in settings.iter().filter(|(part, _)| parts.contains(part)) {
        report.deliveries.extend(bench.deliver(&cast, &setting(plan, &cast))?);
    }
    if parts.contains(&Part::Durable) {
        report.durable = Some(bench.durable(&cast)?);
    }
    Ok(())
}

fn measure_yardstick(manner: &Manner) -> Result<()> {
    let plan = manner.plan();
    machine::allow_open_files(plan.open_files())?;
    let cast = Cast::of_strangers(&plan);
    let settings =
        [Setting::large_room, Setting::small_room, Setting::private].map(|setting| setting(&plan, &cast));
    let readings = bench::bare_delivery(&plan, manner.transport, &settings)?;
    println!("{}", report::bare_deliveries(&readings, manner.style()));
    Ok(())
}
