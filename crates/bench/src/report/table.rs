//! Tables for people.

use comfy_table::{
    Table,
    presets::{ASCII_MARKDOWN, UTF8_FULL_CONDENSED},
};

use super::{Report, figure::Target};
use crate::{
    measure::Reading,
    result::{Delivery, Durable},
    scenario::{Scenario, Unit},
};

/// Where a table will be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In a terminal.
    Terminal,
    /// In `BENCHMARKS.md`.
    Markdown,
}

/// A whole run.
pub fn report(report: &Report, style: Style) -> String {
    let machine = &report.machine;
    let mut text = format!(
        "{} · {} · {} cores, {} GiB · Linux {} · {} · commit {}\n",
        machine.date,
        machine.processor,
        machine.cores,
        machine.memory_gib,
        machine.kernel,
        machine.file_system,
        machine.commit.as_deref().unwrap_or("unknown"),
    );
    if machine.load_before > 0.3 {
        let load = machine.load_before;
        text += &format!(
            "\n**The machine was busy** when the run began (load {load}): the figures are preliminary.\n"
        );
    }
    let plan = &report.plan;
    text += &format!(
        "\nMedians of {} rounds of {} s, in turn with the yardsticks.\n\n{}\n",
        plan.rounds,
        plan.measured.as_secs_f64(),
        figures(report, style)
    );
    if !report.deliveries.is_empty() {
        text += &format!(
            "\nDelivery in detail (server / yardstick):\n\n{}\n",
            deliveries(&report.deliveries, style)
        );
    }
    if let Some(durable) = &report.durable {
        text += &format!("\nDurable messages in detail:\n\n{}\n", storage(durable, style));
    }
    text
}

/// The bare delivery alone.
pub fn bare_deliveries(readings: &[(Scenario, Reading)], style: Style) -> String {
    let mut table = table(style, &["bare delivery", "CPU µs / unit", "units / s", "p50 ms", "p99 ms"]);
    for (scenario, reading) in readings {
        table.add_row([
            scenario.name.clone(),
            number(reading.micros(scenario.unit)),
            number(reading.rate(scenario.unit)),
            number(reading.p50_ms),
            number(reading.p99_ms),
        ]);
    }
    table.to_string()
}

fn figures(report: &Report, style: Style) -> String {
    let header =
        [report.transport.name(), "unit", "server", "storage apart", "yardstick", "ratio", "aim", "gate"];
    let mut table = table(style, &header);
    for figure in report.figures() {
        let optional = |value: Option<f64>| value.map_or_else(String::new, number);
        let (whole, apart) = match figure.with_storage {
            Some(whole) => (number(whole), number(figure.value)),
            None => (number(figure.value), String::new()),
        };
        table.add_row([
            figure.name.clone(),
            figure.unit.to_owned(),
            whole,
            apart,
            optional(figure.yardstick),
            optional(figure.ratio),
            verdict(figure.aim.as_ref()),
            verdict(figure.gate.as_ref()),
        ]);
    }
    table.to_string()
}

fn deliveries(deliveries: &[Delivery], style: Style) -> String {
    let header = ["", "units / s", "p50 ms", "p99 ms", "cores used", "rows / group", "CPU µs / row, bare"];
    let mut table = table(style, &header);
    for delivery in deliveries {
        let unit = delivery.scenario.unit;
        let both = |figure: &dyn Fn(&Reading) -> f64| {
            let server = delivery.median(|round| figure(&round.server));
            let yardstick = delivery.median(|round| figure(&round.yardstick));
            format!("{} / {}", number(server), number(yardstick))
        };
        table.add_row([
            delivery.scenario.name.clone(),
            both(&|reading| reading.rate(unit)),
            both(&|reading| reading.p50_ms),
            both(&|reading| reading.p99_ms),
            both(&|reading| reading.cpu_seconds / reading.seconds),
            number(delivery.median(|round| round.server.group)),
            number(delivery.median(|round| round.storage.cpu_micros())),
        ]);
    }
    table.to_string()
}

fn storage(durable: &Durable, style: Style) -> String {
    let mut table =
        table(style, &["", "messages / s", "rows / group", "CPU µs / message", "p50 ms", "p99 ms"]);
    table.add_row([
        "server, acknowledged".to_owned(),
        number(durable.median(|round| round.server.rate(Unit::Message))),
        number(durable.median(|round| round.server.group)),
        number(durable.median(|round| round.server.micros(Unit::Message))),
        number(durable.median(|round| round.server.p50_ms)),
        number(durable.median(|round| round.server.p99_ms)),
    ]);
    table.add_row([
        "bare group commit, groups like the server's".to_owned(),
        number(durable.median(|round| round.same_group.rate())),
        number(durable.median(|round| round.same_group.group as f64)),
        number(durable.median(|round| round.same_group.cpu_micros())),
    ]);
    table.add_row([
        "bare group commit, all that is under way".to_owned(),
        number(durable.median(|round| round.full_group.rate())),
        number(durable.median(|round| round.full_group.group as f64)),
        number(durable.median(|round| round.full_group.cpu_micros())),
    ]);
    table.to_string()
}

fn table(style: Style, header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(match style {
        Style::Terminal => UTF8_FULL_CONDENSED,
        Style::Markdown => ASCII_MARKDOWN,
    });
    table.set_header(header.iter().copied());
    table
}

fn verdict(target: Option<&Target>) -> String {
    target.map_or_else(String::new, |target| {
        format!("{} {}", target.text, if target.met { "met" } else { "**not met**" })
    })
}

/// Three digits, which is more than the measurement is worth.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let decimals = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let plain = format!("{value:.decimals$}");
    let (sign, digits) = plain.split_at(usize::from(plain.starts_with('-')));
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.456, "0.46"),
            (12.34, "12.3"),
            (-3.0, "-3.00"),
            (999.6, "1,000"),
            (1_234_567.0, "1,234,567"),
            (f64::NAN, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_verdict_names_the_target() {
        let target = Target { text: "≤ 2 ×".to_owned(), met: false };
        assert_eq!(verdict(Some(&target)), "≤ 2 × **not met**");
        assert_eq!(verdict(None), "");
    }
}
