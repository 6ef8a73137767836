//! What is shown to people and to machines.

mod figure;
mod table;

use serde::Serialize;

use crate::{
    machine::Machine,
    plan::Plan,
    result::{Delivery, Durable, Idle},
    transport::Transport,
};
pub use figure::Figure;
pub use table::{Style, bare_deliveries};

/// A whole run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Where and when.
    pub machine: Machine,
    /// What the clients spoke.
    pub transport: Transport,
    /// The sizes.
    pub plan: Plan,
    /// Connections that do nothing.
    pub idle: Vec<Idle>,
    /// Messages passed on.
    pub deliveries: Vec<Delivery>,
    /// Messages stored for good.
    pub durable: Option<Durable>,
}

impl Report {
    /// Before anything is measured.
    pub const fn new(machine: Machine, transport: Transport, plan: Plan) -> Self {
        Self { machine, transport, plan, idle: Vec::new(), deliveries: Vec::new(), durable: None }
    }

    /// Everything that has an aim, with the verdict.
    pub fn figures(&self) -> Vec<Figure> {
        let idle = self.idle.iter().flat_map(figure::of_idle);
        let rest = self.idle.first().into_iter().flat_map(figure::of_server_at_rest);
        let deliveries = self.deliveries.iter().map(figure::of_delivery);
        let durable = self.durable.iter().map(figure::of_durable);
        deliveries.chain(durable).chain(idle).chain(rest).collect()
    }

    /// Everything, round by round, and the figures.
    pub fn json(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Whole<'a> {
            figures: Vec<Figure>,
            #[serde(flatten)]
            report: &'a Report,
        }
        serde_json::to_string_pretty(&Whole { figures: self.figures(), report: self })
    }

    /// As text.
    pub fn text(&self, style: Style) -> String {
        table::report(self, style)
    }
}
