//! The course of a run: who is started when, and what is measured in turn with what.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    load::{Line, Pace},
    measure::{Reading, Stage, memory_per_connection},
    people::{Cast, Person},
    plan::Plan,
    result::{Delivery, DeliveryRound, Durable, DurableRound, Idle, IdleRound},
    scenario::{Scenario, Setting},
    server::{Home, Server},
    transport::{Opening, Transport},
    yardstick::{BareDelivery, BareStorage},
};

/// A run in progress.
pub struct Bench<'a> {
    plan: &'a Plan,
    transport: Transport,
    home: Home,
    directory: PathBuf,
}

impl<'a> Bench<'a> {
    /// Everything that is kept lies in `directory`.
    pub fn new(plan: &'a Plan, transport: Transport, binary: &Path, directory: &Path) -> Result<Self> {
        let home = Home::new(binary, directory.join("server"))?;
        Ok(Self { plan, transport, home, directory: directory.to_owned() })
    }

    /// Makes the accounts.
    pub fn register(&self) -> Result<Vec<Person>> {
        progress(&format!("{} people register, log in and make friends", self.plan.people()));
        self.with_server(|server| self.wait(Cast::register(server.address(), self.plan)))
    }

    /// Makes the rooms.
    pub fn assemble(&self, people: Vec<Person>) -> Result<Cast> {
        progress("rooms are opened");
        self.with_server(|server| self.wait(Cast::assemble(server.address(), self.plan, people)))
    }

    /// Memory of the server with nobody there, and of connections that do nothing, of people who are
    /// `whereabouts`.
    pub fn idle(&self, people: &[Person], whereabouts: &str) -> Result<Idle> {
        let mut rounds = Vec::new();
        for round in 1..=self.plan.rounds {
            progress(&format!("idle connections, {whereabouts}, round {round}"));
            rounds.push(self.idle_round(people)?);
        }
        Ok(Idle { whereabouts: whereabouts.to_owned(), rounds })
    }

    fn idle_round(&self, people: &[Person]) -> Result<IdleRound> {
        let openings: Vec<Opening> = self.openings(people, self.plan.idle_connections).collect();
        let (start_seconds, server_bytes, connection_bytes) = self.with_server(|server| {
            std::thread::sleep(self.plan.warm_up);
            let server_bytes = server.meter().memory()?;
            let connection_bytes =
                memory_per_connection(server.address(), server.meter(), self.transport, &openings)?;
            Ok((server.started_in().as_secs_f64(), server_bytes, connection_bytes))
        })?;
        let bare = BareDelivery::start()?;
        let openings: Vec<Opening> = people.iter().take(openings.len()).map(Person::bare_opening).collect();
        let yardstick_bytes = memory_per_connection(bare.address(), bare.meter(), self.transport, &openings)?;
        Ok(IdleRound { start_seconds, server_bytes, connection_bytes, yardstick_bytes })
    }

    /// The processor time of passing messages on.
    pub fn deliver(&self, cast: &Cast, setting: &Setting) -> Result<Vec<Delivery>> {
        let storage = BareStorage::copy(&self.home.database(), self.directory.join("storage"))?;
        let bare = BareDelivery::start()?;
        self.with_server(|server| {
            let openings = self.openings(&cast.people, setting.speakers.len());
            let mut stage = Stage::set(server.address(), server.meter(), self.transport, openings)?;
            let mut bare_stage =
                Stage::set(bare.address(), bare.meter(), self.transport, setting.bare_openings())?;
            let mut deliveries = Vec::new();
            for scenario in &setting.scenarios {
                let mut rounds = Vec::new();
                for round in 1..=self.plan.rounds {
                    progress(&format!("{}, round {round}", scenario.name));
                    rounds.push(self.delivery_round(
                        scenario,
                        setting,
                        &mut stage,
                        &mut bare_stage,
                        &storage,
                    )?);
                }
                deliveries.push(Delivery { scenario: scenario.clone(), rounds });
            }
            Ok(deliveries)
        })
    }

    fn delivery_round(
        &self,
        scenario: &Scenario,
        setting: &Setting,
        server: &mut Stage,
        bare: &mut Stage,
        storage: &BareStorage,
    ) -> Result<DeliveryRound> {
        let speakers = &setting.speakers[..scenario.speakers];
        let lines = speakers.iter().map(|speaker| Line::to_server(speaker, self.transport)).collect();
        let server = server.measure(scenario.pace, lines, self.plan)?;
        let yardstick =
            bare.measure(scenario.pace, relayed(self.transport, setting, scenario)?, self.plan)?;
        let storage = storage.commit(speakers, server.group.round() as usize, self.plan)?;
        Ok(DeliveryRound { server, storage, yardstick })
    }

    /// How many messages a second are stored for good.
    pub fn durable(&self, cast: &Cast) -> Result<Durable> {
        let speakers = cast.in_pairs(self.plan.pairs);
        let pace = Pace::Acknowledged(self.plan.window_of_pairs());
        let storage = BareStorage::copy(&self.home.database(), self.directory.join("storage"))?;
        self.with_server(|server| {
            let openings = self.openings(&cast.people, speakers.len());
            let mut stage = Stage::set(server.address(), server.meter(), self.transport, openings)?;
            let mut rounds = Vec::new();
            for round in 1..=self.plan.rounds {
                progress(&format!("durable throughput, round {round}"));
                let line = |speaker| Line::acknowledged(speaker, self.transport);
                let lines = speakers.iter().map(line).collect();
                let server = stage.measure(pace, lines, self.plan)?;
                let same_group = storage.commit(&speakers, server.group.round() as usize, self.plan)?;
                let full_group = storage.commit(&speakers, self.plan.under_way, self.plan)?;
                rounds.push(DurableRound { server, same_group, full_group });
            }
            Ok(Durable { rounds, under_way: self.plan.under_way })
        })
    }

    /// How the first `count` people connect.
    fn openings(&self, people: &[Person], count: usize) -> impl Iterator<Item = Opening> {
        people.iter().take(count).map(|person| person.opening(self.transport))
    }

    /// Runs a server for as long as `work` takes. It is a new process, so that no one's leftovers are
    /// counted as another's.
    fn with_server<T>(&self, work: impl FnOnce(&Server) -> Result<T>) -> Result<T> {
        let server = self.home.start()?;
        let done = work(&server)?;
        server.stop()?;
        Ok(done)
    }

    fn wait<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
    }
}

/// The bare delivery alone, as a measure of the machine.
pub fn bare_delivery(
    plan: &Plan,
    transport: Transport,
    settings: &[Setting],
) -> Result<Vec<(Scenario, Reading)>> {
    let bare = BareDelivery::start()?;
    let mut readings = Vec::new();
    for setting in settings {
        let mut stage = Stage::set(bare.address(), bare.meter(), transport, setting.bare_openings())?;
        for scenario in &setting.scenarios {
            progress(&scenario.name);
            let reading = stage.measure(scenario.pace, relayed(transport, setting, scenario)?, plan)?;
            readings.push((scenario.clone(), reading));
        }
    }
    Ok(readings)
}

fn relayed(transport: Transport, setting: &Setting, scenario: &Scenario) -> Result<Vec<Line>> {
    let speakers = setting.speakers[..scenario.speakers].iter();
    speakers
        .map(|speaker| Line::as_relayed(speaker, transport))
        .collect::<Option<_>>()
        .context("nobody speaks to themselves")
}

/// Tells whoever waits what is going on.
pub fn progress(what: &str) {
    eprintln!("… {what}");
}
