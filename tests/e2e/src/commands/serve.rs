//! `sledz serve`: the local host with the variables of `.env`.

use anyhow::{Context as _, Result, bail};
use sledz_e2e::workshop::{Steps, Workshop};
use std::{env, fs, os::unix::process::CommandExt as _, process::Command};

/// The options of the local host.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Options of the local host, such as --listen 127.0.0.1:3000 or --log; see `serve -- --help`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

const NO_KEYS: &str = "variable `keys` is not set. Make a file .env beside spin.toml, from random words:

  echo SPIN_VARIABLE_KEYS=$(openssl rand -hex 32) >> .env
  echo SPIN_VARIABLE_COURIER_INPOST_SHIPX_SECRETS=path:$(openssl rand -hex 24) >> .env
  echo SPIN_VARIABLE_ORDER_STANDARD_SECRETS=whsec_$(openssl rand -base64 32) >> .env

spin.toml lists all variables.";

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let workshop = Workshop::find()?;
    if !has_keys(&workshop, &arguments.options) {
        bail!("{NO_KEYS}");
    }
    workshop.build(&mut Steps::new(Workshop::BUILD_STEPS))?;
    let mut host = Command::new(workshop.host());
    // Where the store and .env are looked for.
    host.current_dir(workshop.root()).args(&arguments.options);
    // In place of this process: signals reach the host, and its status is this command's.
    Err(host.exec()).context("The local host cannot be started.")
}

fn has_keys(workshop: &Workshop, options: &[String]) -> bool {
    let own_file = options.iter().any(|option| option.starts_with("--env") || option.contains("keys="));
    let help = options.iter().any(|option| matches!(option.as_str(), "--help" | "-h" | "--version"));
    let dotenv = fs::read_to_string(workshop.root().join(".env")).unwrap_or_default();
    let is_set = |value: &str| !value.trim().trim_matches(['"', '\'']).is_empty();
    let in_file = dotenv.lines().filter_map(|line| line.trim().strip_prefix("SPIN_VARIABLE_KEYS=")).any(is_set);
    own_file || help || in_file || env::var("SPIN_VARIABLE_KEYS").is_ok_and(|value| is_set(&value))
}
