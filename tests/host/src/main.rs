//! `sledz-host`: serves the application of a `spin.toml` without Spin. Everything is in the library.

use std::process::ExitCode;

use clap::Parser as _;
use sledz_host::{Host, Options};

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("sledz-host: cannot start the runtime: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(Host::serve(options));
    // What was to be waited for has been. Instances that still idle, or never return, end with the
    // process: dropping them here would report each as a failure.
    std::mem::forget(runtime);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sledz-host: {error:#}");
            ExitCode::FAILURE
        }
    }
}
