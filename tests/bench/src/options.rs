//! The command line.

use std::time::Duration;

use clap::{Args, Parser, Subcommand};

/// The fewest orders in a store: events spread over fewer parcels would make each of them longer
/// than parcels are.
const FEWEST_ORDERS: usize = 2_000;

/// Measures the application on the local host, over SQLite, beside its floors.
#[derive(Debug, Parser)]
#[command(name = "cargo measure", args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) options: Options,
}

/// What else this program is.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What the numbers of a year cost: rolling them up, reading them, showing them
    Numbers(Numbers),
    /// The local host, in the process that is measured
    #[command(hide = true)]
    Host(sledz_host::Options),
}

/// The year that is measured.
#[derive(Debug, Args)]
pub(crate) struct Numbers {
    /// Orders in the year
    #[arg(long, default_value_t = 50_000)]
    pub(crate) orders: usize,

    /// Cases in it
    #[arg(long, default_value_t = 9_000)]
    pub(crate) cases: usize,

    /// Cases on its last day
    #[arg(long, default_value_t = 1_000)]
    pub(crate) crowd: usize,

    /// How often each address is read
    #[arg(long, default_value_t = 50)]
    pub(crate) times: usize,
}

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Seconds of each measurement
    #[arg(long, default_value_t = 3.0, value_parser = positive)]
    seconds: f64,

    /// How often each measurement is made, in turns with the others
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,

    /// Kept-alive connections, one request at a time on each
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: usize,

    /// Orders in the store; the smallest store has 2000
    #[arg(long, value_name = "N,...", value_delimiter = ',', default_values_t = [0, 100_000])]
    orders: Vec<usize>,

    /// Measure only what has this in its name
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) only: String,
}

impl Options {
    /// How long one measurement takes.
    pub(crate) fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    /// The stores to measure with, by their number of orders.
    pub(crate) fn store_sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.orders.iter().map(|orders| (*orders).max(FEWEST_ORDERS)).collect();
        sizes.dedup();
        sizes
    }
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.1..=3600.0).contains(&number) => Ok(number),
        _ => Err("a number of seconds between 0.1 and 3600 is needed".to_owned()),
    }
}
