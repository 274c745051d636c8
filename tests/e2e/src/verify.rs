//! All tests, one step after the other, with one sum at the end.

use crate::{
    browser,
    redis::Redis,
    workshop::{Steps, Workshop, run as run_shown},
};
use anyhow::{Context as _, Result, bail};
use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{ExitStatus, Stdio},
};

/// The crates that are tested natively.
const NATIVE: [&str; 10] = [
    "sledz-domain",
    "sledz-kpi",
    "sledz-store",
    "sledz-sources",
    "sledz-understanding",
    "sledz-channels",
    "sledz-messages",
    "sledz-providers",
    "sledz-app",
    "sledz-page",
];

/// What the test binaries have said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    passed: usize,
    failed: usize,
    skipped: usize,
    /// Those that have said "skipped" in the binary that is running.
    not_run: usize,
}

/// Runs all tests; what is optional and not installed is said to be skipped.
///
/// # Errors
/// At the first step that fails; or, where `CI` is set, if anything would be skipped.
pub fn run() -> Result<()> {
    let workshop = Workshop::find()?;
    let browser = browser::missing();
    let redis = (!Redis::is_installed()).then(|| "redis-server is not installed".to_owned());
    for missing in [&browser, &redis].into_iter().flatten() {
        if env::var_os("CI").is_some() {
            bail!("{missing}, and CI is set.");
        }
        eprintln!("Some tests will be skipped: {missing}.");
    }
    let mut sum = Sum::default();
    let outcome = steps(&workshop, browser.is_none(), &mut sum);
    println!("\n{}", sum.line());
    outcome
}

fn steps(workshop: &Workshop, browser: bool, sum: &mut Sum) -> Result<()> {
    let mut steps = Steps::new(Workshop::BUILD_STEPS + 3 + usize::from(browser));
    steps.begin("Testing the core");
    let core: Vec<&str> = NATIVE.iter().flat_map(|package| ["--package", package]).collect();
    test(workshop, &core, sum)?;
    steps.begin("Testing the local host (its first build takes some minutes)");
    test(workshop, &["--profile", "host", "--package", "sledz-host"], sum)?;
    workshop.build(&mut steps)?;
    if browser {
        steps.begin("Installing what the browser checks need");
        browser::prepare(workshop)?;
    }
    steps.begin("Testing end to end");
    test(workshop, &["--package", "sledz-e2e"], sum)
}

/// Runs tests with their output shown, and adds what they say to `sum`.
fn test(workshop: &Workshop, which: &[&str], sum: &mut Sum) -> Result<()> {
    let tests = || {
        let mut cargo = workshop.cargo();
        cargo.arg("test").args(which);
        cargo
    };
    // Built first: compilers say much, and what fails here is no failed test.
    let mut build = tests();
    build.arg("--no-run");
    run_shown(build, "The tests do not build.")?;
    let mut child = tests().stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("Cargo cannot be started.")?;
    let output = child.stdout.take().context("Cargo has no output.")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        writeln!(std::io::stdout(), "{line}")?;
        sum.add(&line);
    }
    ended(child.wait()?, *sum)
}

fn ended(status: ExitStatus, sum: Sum) -> Result<()> {
    match (status.success(), sum.failed) {
        (true, 0) => Ok(()),
        (_, 0) => bail!("the tests ended with {status}"),
        (_, failed) => bail!("{failed} tests failed"),
    }
}

impl Sum {
    /// Reads one line of a test binary's output. What skips itself counts there as passed.
    fn add(&mut self, line: &str) {
        if line.contains("skipped: ") {
            self.skipped += 1;
            self.not_run += 1;
        }
        let Some(result) = line.strip_prefix("test result: ") else { return };
        let count = |word: &str| -> usize {
            let part = result.split([';', '.']).find_map(|part| part.trim().strip_suffix(word));
            part.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
        };
        self.passed += count("passed").saturating_sub(std::mem::take(&mut self.not_run));
        self.failed += count("failed");
        self.skipped += count("ignored");
    }

    fn line(self) -> String {
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed() {
        let mut sum = Sum::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test a ... ok",
            "skipped: b: redis-server is not installed",
            "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 3 filtered out; finished in 1.00s",
        ] {
            sum.add(line);
        }
        assert_eq!(sum, Sum { passed: 18, failed: 2, skipped: 2, not_run: 0 });
        assert_eq!(sum.line(), "18 passed, 2 failed, 2 skipped");
        assert_eq!(Sum { passed: 3, ..Sum::default() }.line(), "3 passed, 0 failed");
    }
}
