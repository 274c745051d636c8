//! `cargo measure`: page views and accepted webhooks per second, each beside floors that are
//! measured in the same run, in turns.
//!
//! # Layout
//!
//! - [`options`]: the command line
//! - [`build`]: the components, and the manifest that serves them beside the floors
//! - [`shop`]: what is in the store: orders, parcels, their events
//! - [`fill`]: putting it there without the hooks, by way of a [`buffer`]
//! - [`server`]: the local host, in a process of its own
//! - [`load`]: the load generator, over [`client`]'s connections
//! - [`requests`]: what is sent
//! - [`commits`]: raw durable commits
//! - [`rounds`]: who is measured when
//! - [`report`]: tables and verdicts
//!
//! `cargo measure numbers`: what the numbers of a year cost, [`numbers`], of a [`year`] of a shop.

mod buffer;
mod build;
mod client;
mod commits;
mod fill;
mod load;
mod numbers;
mod options;
mod report;
mod requests;
mod rounds;
mod server;
mod shop;
mod year;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;
use options::{Arguments, Command, Options};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Some(Command::Host(options)) => server::serve(options).map(|()| true),
        Some(Command::Numbers(options)) => numbers::measure(&options),
        None => measure(&arguments.options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("measure: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every answer was right.
fn measure(options: &Options) -> Result<bool> {
    let application = build::application()?;
    let mut results = Vec::new();
    for orders in options.store_sizes() {
        results.push(rounds::measure(&application, orders, options)?);
    }
    report::print(&application, &results, options);
    Ok(results.iter().all(rounds::Results::is_sound))
}
