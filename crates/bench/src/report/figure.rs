//! Figures beside what we aim at.

use serde::Serialize;

use crate::{
    result::{Delivery, Durable, Idle},
    scenario::Unit,
};

/// One figure of the server.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// With storage, where that makes a difference.
    pub with_storage: Option<f64>,
    /// The figure itself; storage apart, where that makes a difference.
    pub value: f64,
    /// The same of the yardstick.
    pub yardstick: Option<f64>,
    /// The figure divided by the yardstick's.
    pub ratio: Option<f64>,
    /// Where we want to go.
    pub aim: Option<Target>,
    /// What has to be reached now.
    pub gate: Option<Target>,
}

/// Something to reach.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    /// In words.
    pub text: String,
    /// Whether it is.
    pub met: bool,
}

// No verdict where too little was measured for a value.
impl Target {
    fn at_most(value: f64, limit: f64, unit: &str) -> Option<Self> {
        value.is_finite().then(|| Self { text: format!("≤ {limit}{unit}"), met: value <= limit })
    }

    fn at_least(value: f64, limit: f64, unit: &str) -> Option<Self> {
        value.is_finite().then(|| Self { text: format!("≥ {limit}{unit}"), met: value >= limit })
    }
}

/// Processor time of delivery.
pub fn of_delivery(delivery: &Delivery) -> Figure {
    let scenario = &delivery.scenario;
    let unit = scenario.unit;
    let value = delivery.median(|round| round.apart_micros(unit));
    let ratio = delivery.median(|round| round.ratio(unit));
    Figure {
        name: scenario.name.clone(),
        unit: match unit {
            Unit::Delivery => "CPU µs / delivery",
            Unit::Message => "CPU µs / message",
        },
        with_storage: Some(delivery.median(|round| round.server.micros(unit))),
        value,
        yardstick: Some(delivery.median(|round| round.yardstick.micros(unit))),
        ratio: Some(ratio),
        aim: Target::at_most(value, scenario.aim_micros, " µs"),
        gate: scenario.gate.and_then(|gate| Target::at_most(ratio, gate, " ×")),
    }
}

/// Throughput with acknowledgement.
pub fn of_durable(durable: &Durable) -> Figure {
    let value = durable.median(|round| round.server.rate(Unit::Message));
    let yardstick = durable.median(|round| round.same_group.rate());
    let ratio = durable.median(|round| round.server.rate(Unit::Message) / round.same_group.rate());
    Figure {
        name: format!("durable, {} under way", durable.under_way),
        unit: "messages / s",
        with_storage: None,
        value,
        yardstick: Some(yardstick),
        ratio: Some(ratio),
        aim: Target::at_least(ratio, 0.8, " ×"),
        gate: Target::at_least(ratio, 0.6, " ×"),
    }
}

/// Memory of a connection.
pub fn of_idle(idle: &Idle) -> [Figure; 1] {
    let value = idle.median(|round| round.connection_bytes);
    let yardstick = idle.median(|round| round.yardstick_bytes);
    [Figure {
        name: format!("idle connection, {}", idle.whereabouts),
        unit: "bytes",
        with_storage: None,
        value,
        yardstick: Some(yardstick),
        ratio: None,
        aim: Target::at_most(value, 6_500.0, ""),
        gate: Target::at_most(value, 30_000.0, ""),
    }]
}

/// A server with nobody there.
pub fn of_server_at_rest(idle: &Idle) -> [Figure; 2] {
    let start = idle.median(|round| round.start_seconds);
    let memory = idle.median(|round| round.server_bytes as f64) / 1e6;
    let figure = |name: &str, unit, value, aim| Figure {
        name: name.to_owned(),
        unit,
        with_storage: None,
        value,
        yardstick: None,
        ratio: None,
        aim,
        gate: None,
    };
    [
        figure("start until ready", "s", start, Target::at_most(start, 0.1, " s")),
        figure("idle server", "MB", memory, Target::at_most(memory, 40.0, " MB")),
    ]
}
