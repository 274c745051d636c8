//! `sledz`: the demo, the tests, a local deployment and a mailbox, one command each.

mod commands {
    pub(crate) mod demo;
    pub(crate) mod mailbox;
    pub(crate) mod serve;
    pub(crate) mod signals;
}

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Builds and tries out what this repository holds.
#[derive(Debug, Parser)]
#[command(name = "sledz", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plays a demo shop into a deployment, and says what to open
    Demo(commands::demo::Arguments),
    /// Runs all tests
    Verify,
    /// Serves the application with the variables of .env; all options are the local host's
    Serve(commands::serve::Arguments),
    /// Plays providers of mail, SMS, alerts and events, and shows what they are sent
    Mailbox(commands::mailbox::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo(arguments) => commands::demo::run(&arguments),
        Command::Verify => sledz_e2e::verify::run(),
        Command::Serve(arguments) => commands::serve::run(&arguments),
        Command::Mailbox(arguments) => commands::mailbox::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sledz: {error:#}");
            ExitCode::FAILURE
        }
    }
}
