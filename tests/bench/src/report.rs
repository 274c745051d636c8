//! Tables and verdicts, as Markdown whose columns line up, so that it reads as plain text too.

use std::time::Duration;

use crate::build::Application;
use crate::options::Options;
use crate::rounds::{COMMIT, EVENT, ONE_GET, PAGE, PAGE_JSON, Results, SIGNED, Series};

/// What must hold: this beside that floor, at least so much of it.
const RATIOS: [(&str, &str, f64, bool); 4] = [
    (PAGE, ONE_GET, 0.6, true),
    (PAGE_JSON, ONE_GET, 0.6, false),
    (EVENT, COMMIT, 0.25, true),
    (SIGNED, COMMIT, 0.25, false),
];

/// The largest component, in bytes.
const LARGEST: u64 = 900_000;

/// Prints everything.
pub(crate) fn print(application: &Application, results: &[Results], options: &Options) {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!(
        "\n{} rounds of {} s, {} kept-alive connections, {cores} processors shared with the load generator; SQLite, \
         `synchronous=FULL`, instances reused.",
        options.rounds,
        options.duration().as_secs_f64(),
        options.connections
    );
    for result in results {
        println!("\n### {} orders in the store\n", result.orders);
        table(&rates(&result.series));
        let ratios = ratios(&result.series);
        if ratios.len() > 1 {
            println!();
            table(&ratios);
        }
        for series in &result.series {
            for (error, count) in series.samples.iter().flat_map(|sample| &sample.errors) {
                println!("\nWRONG ANSWER, {count} times, to {}: {error}", series.name);
            }
        }
    }
    println!("\n### Components\n");
    table(&sizes(&application.sizes));
}

fn rates(all: &[Series]) -> Vec<Vec<String>> {
    let head =
        ["", "a second", "lowest-highest", "p50 ms", "p90 ms", "p99 ms", "gets each", "commits each", "host µs each"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for series in all {
        let mut rates: Vec<f64> = series.samples.iter().map(crate::load::Sample::rate).collect();
        rates.sort_by(f64::total_cmp);
        let mut latencies: Vec<u32> =
            series.samples.iter().flat_map(|sample| sample.latencies.iter().copied()).collect();
        latencies.sort_unstable();
        let (lowest, highest) = (rates.first().copied().unwrap_or_default(), rates.last().copied().unwrap_or_default());
        let calls = |count: u64| count as f64 / (latencies.len().max(1)) as f64;
        let counted = |calls: Option<f64>| calls.map_or(String::new(), |calls| format!("{calls:.2}"));
        rows.push(vec![
            series.name.to_owned(),
            format!("{:.0}", median(&rates)),
            format!("{lowest:.0}-{highest:.0}"),
            percentile(&latencies, 50),
            percentile(&latencies, 90),
            percentile(&latencies, 99),
            counted(series.counted.map(|counted| calls(counted.gets))),
            counted(series.counted.map(|counted| calls(counted.commits))),
            series.counted.map_or(String::new(), |counted| format!("{:.0}", calls(counted.processor))),
        ]);
    }
    rows
}

/// Each ratio is the median of the rounds' ratios: what slows a round down slows both.
fn ratios(all: &[Series]) -> Vec<Vec<String>> {
    let mut rows = vec![["ratio", "median", "lowest-highest", "at least", ""].map(str::to_owned).to_vec()];
    let find = |name: &str| all.iter().find(|series| series.name == name);
    for (measured, floor, least, required) in RATIOS {
        let (Some(above), Some(below)) = (find(measured), find(floor)) else { continue };
        let mut ratios: Vec<f64> = above
            .samples
            .iter()
            .zip(&below.samples)
            .map(|(above, below)| above.rate() / below.rate().max(f64::EPSILON))
            .collect();
        ratios.sort_by(f64::total_cmp);
        let ratio = median(&ratios);
        let (lowest, highest) =
            (ratios.first().copied().unwrap_or_default(), ratios.last().copied().unwrap_or_default());
        rows.push(vec![
            format!("{measured} / {floor}"),
            format!("{ratio:.2}"),
            format!("{lowest:.2}-{highest:.2}"),
            if required { least.to_string() } else { String::new() },
            if required { verdict(ratio >= least) } else { String::new() },
        ]);
    }
    rows
}

fn sizes(components: &[(String, u64)]) -> Vec<Vec<String>> {
    let mut rows = vec![["component", "KB", "at most", ""].map(str::to_owned).to_vec()];
    for (name, bytes) in components {
        let kilobytes = |bytes: u64| format!("{}.{}", bytes / 1000, bytes % 1000 / 100);
        rows.push(vec![name.clone(), kilobytes(*bytes), (LARGEST / 1000).to_string(), verdict(*bytes <= LARGEST)]);
    }
    rows
}

pub(crate) fn verdict(holds: bool) -> String {
    if holds { "holds" } else { "DOES NOT HOLD" }.to_owned()
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle).copied().unwrap_or_default();
    match sorted.get(middle.wrapping_sub(1)) {
        Some(lower) if sorted.len().is_multiple_of(2) => (lower + upper) / 2.0,
        _ => upper,
    }
}

/// A percentile of sorted microseconds, in milliseconds.
pub(crate) fn percentile(sorted: &[u32], percent: usize) -> String {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    let latency = Duration::from_micros(sorted.get(place).copied().unwrap_or_default().into());
    format!("{:.2}", latency.as_secs_f64() * 1000.0)
}

/// The first row is the head; the first column is text, the others are numbers.
pub(crate) fn table(rows: &[Vec<String>]) {
    let columns = rows.first().map_or(0, Vec::len);
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().map(|row| cell(row, column).chars().count()).max().unwrap_or(0).max(3))
        .collect();
    for (place, row) in rows.iter().enumerate() {
        let cells: Vec<String> = widths
            .iter()
            .enumerate()
            .map(|(column, &width)| match column {
                0 => format!("{:<width$}", cell(row, column)),
                _ => format!("{:>width$}", cell(row, column)),
            })
            .collect();
        println!("| {} |", cells.join(" | "));
        if place == 0 {
            let rule = |(column, width): (usize, &usize)| match column {
                0 => "-".repeat(*width),
                _ => "-".repeat(width - 1) + ":",
            };
            println!("| {} |", widths.iter().enumerate().map(rule).collect::<Vec<_>>().join(" | "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_percentiles() {
        assert_eq!(median(&[1.0, 2.0, 9.0]), 2.0);
        assert_eq!(median(&[1.0, 3.0]), 2.0);
        assert_eq!(median(&[]), 0.0);
        let sorted: Vec<u32> = (1..=100).map(|n| n * 1000).collect();
        assert_eq!(percentile(&sorted, 50), "50.00");
        assert_eq!(percentile(&sorted, 99), "99.00");
        assert_eq!(percentile(&[], 99), "0.00");
    }
}
