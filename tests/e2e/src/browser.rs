//! The checks in a real browser (`tests/browser`): what they need, and running them.

use crate::workshop::{Workshop, run};
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::{
    env,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the checks need and is not installed, if anything.
pub fn missing() -> Option<String> {
    for program in ["node", "npm"] {
        let mut command = Command::new(program);
        let command = command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if !command.status().is_ok_and(|status| status.success()) {
            return Some(format!("{program} is not installed"));
        }
    }
    let chromium = env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    (!chromium.is_file()).then(|| "Chromium is not installed (variable CHROMIUM names it)".to_owned())
}

/// Installs what `tests/browser/package-lock.json` lists, if that is not done yet.
///
/// # Errors
/// If it cannot be installed.
pub fn prepare(workshop: &Workshop) -> Result<()> {
    let checks = folder(workshop);
    if checks.join("node_modules/playwright-core").is_dir() && checks.join("node_modules/axe-core").is_dir() {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.current_dir(checks).args(["ci", "--no-audit", "--no-fund"]);
    run(npm, "What the browser checks need cannot be installed with npm ci.")
}

/// Checks `pages`, and gives the number of checks that passed.
///
/// # Errors
/// With all that was found, if one fails.
pub fn check(workshop: &Workshop, pages: &[Value]) -> Result<usize> {
    let (is_good, said) = told(workshop, "check.mjs", &Value::from(pages))?;
    let passed = said.lines().last().and_then(|line| line.split_once(" passed, 0 failed")).map(|(passed, _)| passed);
    match passed.and_then(|passed| passed.parse().ok()) {
        Some(passed) if is_good && passed > 0 => Ok(passed),
        _ => bail!("{}", said.lines().filter(|line| !line.starts_with("ok: ")).collect::<Vec<_>>().join("\n")),
    }
}

/// Runs a script of `tests/browser` on its own, and gives what it says.
///
/// # Errors
/// With what it says, if it fails.
pub fn run_script(workshop: &Workshop, script: &str, input: &Value) -> Result<String> {
    match told(workshop, script, input)? {
        (true, said) => Ok(said),
        (false, said) => bail!("{said}"),
    }
}

/// Whether a script succeeds, and what it says.
fn told(workshop: &Workshop, script: &str, input: &Value) -> Result<(bool, String)> {
    let mut node = Command::new("node");
    node.current_dir(folder(workshop)).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = node.spawn().context("The browser checks cannot be started.")?;
    let mut stdin = child.stdin.take().context("The browser checks take no input.")?;
    stdin.write_all(input.to_string().as_bytes())?;
    drop(stdin);
    let output = child.wait_with_output()?;
    Ok((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
}

fn folder(workshop: &Workshop) -> PathBuf {
    workshop.root().join(Path::new("tests/browser"))
}
