//! The situations in which delivery is measured.

use serde::{Serialize, Serializer};

use crate::{
    load::{Pace, Place, Speaker},
    people::Cast,
    plan::Plan,
    transport::Opening,
};

/// What a processor time is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A message that reached one connection.
    Delivery,
    /// A private message together with its echo.
    Message,
}

/// One situation.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// What makes people speak.
    pub pace: Pace,
    /// How many of those connected speak.
    pub speakers: usize,
    /// What is counted.
    pub unit: Unit,
    /// Processor time of one unit that we aim at, storage apart, in microseconds.
    pub aim_micros: f64,
    /// How many times the yardstick's processor time is still acceptable.
    pub gate: Option<f64>,
}

impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

/// Who is connected, and the situations that are measured with them.
#[derive(Debug, Clone)]
pub struct Setting {
    /// One for each connection.
    pub speakers: Vec<Speaker>,
    /// One after the other.
    pub scenarios: Vec<Scenario>,
}

impl Setting {
    /// Where each connects at the bare delivery: people of one room to the same path, friends to one
    /// that only the two of them use.
    pub fn bare_openings(&self) -> impl Iterator<Item = Opening> {
        let path = |speaker: &Speaker| match speaker.place {
            Place::Room(room) => format!("/{room}"),
            Place::User(other) => format!("/{}-{}", other.min(speaker.author), other.max(speaker.author)),
        };
        self.speakers.iter().map(move |speaker| Opening::bare(path(speaker)))
    }

    /// The room of the many.
    pub fn large_room(plan: &Plan, cast: &Cast) -> Self {
        let members = cast.in_room(cast.large_room, plan.large_room);
        Self::room(members, plan.large_speakers, plan.large_rate, [2.8, 8.0], Some(2.0))
    }

    /// The room of the few.
    pub fn small_room(plan: &Plan, cast: &Cast) -> Self {
        let members = cast.in_room(cast.small_room, plan.small_room);
        Self::room(members, plan.small_speakers, plan.small_rate, [0.7, 7.0], None)
    }

    /// A room that is saturated, and then spoken in at a fixed rate, with an aim for each.
    fn room(members: Vec<Speaker>, speakers: usize, rate: f64, aims: [f64; 2], gate: Option<f64>) -> Self {
        let size = members.len();
        let speakers = speakers.clamp(1, size);
        let scenario = |manner: &str, pace, aim_micros| Scenario {
            name: format!("room of {size}, {manner}"),
            pace,
            speakers,
            unit: Unit::Delivery,
            aim_micros,
            gate,
        };
        let [saturated, steady] = aims;
        let scenarios = vec![
            scenario("saturated", Pace::Saturated, saturated),
            scenario(&format!("{rate} messages/s"), Pace::PerSecond(rate), steady),
        ];
        Self { speakers: members, scenarios }
    }

    /// Friends who answer each other.
    pub fn private(plan: &Plan, cast: &Cast) -> Self {
        let ping_pong = Scenario {
            name: format!("private, {} pairs in ping-pong", plan.pairs),
            pace: Pace::PingPong,
            speakers: 2 * plan.pairs,
            unit: Unit::Message,
            aim_micros: 20.0,
            gate: None,
        };
        Self { speakers: cast.in_pairs(plan.pairs), scenarios: vec![ping_pong] }
    }
}
