//! The local host as a process: started, ready, ended one way or the other.

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How long a host may take until it serves: the first start compiles the components.
const READY_WITHIN: Duration = Duration::from_secs(120);

/// How long a host may take to end after SIGTERM.
const END_WITHIN: Duration = Duration::from_secs(20);

/// A running host. Dropped, it is killed.
#[derive(Debug)]
pub struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// Starts `command` and waits until it says where it serves. What it writes to stderr goes to
    /// `log`.
    ///
    /// # Errors
    /// With the host's own words, if it ends before it serves; or if it takes too long.
    pub fn start(mut command: Command, log: &PathBuf) -> Result<Self> {
        let errors = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut child = command.spawn().context("The local host cannot be started.")?;
        let output = child.stdout.take().context("The local host has no output.")?;
        let (tell, told) = mpsc::channel();
        // Reads on for as long as the host lives: a full pipe would stop it.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix("Serving ") {
                    let _ = tell.send(url.trim().to_owned());
                }
            }
        });
        let mut process = Process { child, url: String::new() };
        match told.recv_timeout(READY_WITHIN) {
            Ok(url) => process.url = url,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                bail!("The local host does not serve after {} s.", READY_WITHIN.as_secs())
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                process.child.wait()?;
                let said = fs::read_to_string(log).unwrap_or_default();
                bail!("{}", said.lines().last().unwrap_or("The local host ended before it served."))
            }
        }
        Ok(process)
    }

    /// Where it serves.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it with SIGTERM, and waits for it.
    ///
    /// # Errors
    /// If it does not end in time, or not well.
    pub fn stop(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_none() {
            // Between the question and the signal only this process can reap the child.
            let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        }
        let begun = Instant::now();
        while begun.elapsed() < END_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                return ended_well(status);
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.kill()?;
        bail!("The local host did not end within {} s.", END_WITHIN.as_secs())
    }

    /// Ends it with SIGKILL: nothing of what it had in hand is finished.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

fn ended_well(status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { bail!("The local host ended with {status}.") }
}
