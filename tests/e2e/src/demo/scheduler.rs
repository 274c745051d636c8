//! What a scheduler does for a shop: it has the jobs run, every minute or so.

use crate::{deployment::Deployment, secrets::local_token};
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

/// Between two runs; shorter than a minute, so that who watches need not wait.
const EVERY: Duration = Duration::from_secs(20);

/// The job that runs all that are due but those that follow.
const RUN: &str = "/jobs/run";

/// Customers are answered; the numbers are kept.
const OTHERS: [&str; 2] = ["/jobs/replies", "/jobs/rollup"];

/// Has the jobs of a local deployment run from time to time, until it is dropped.
#[derive(Debug)]
pub struct Scheduler {
    /// Its end is the thread's.
    _end: Sender<()>,
}

impl Scheduler {
    /// Begins.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(deployment: &Deployment) -> Result<Self> {
        let (end, ended) = mpsc::channel();
        let client = deployment.client().clone();
        thread::Builder::new().name("scheduler".to_owned()).spawn(move || {
            while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                // What did not run now is run the next time.
                for jobs in [RUN].into_iter().chain(OTHERS) {
                    let _ = client.request("POST", jobs).header("authorization", &bearer()).send();
                }
            }
        })?;
        Ok(Scheduler { _end: end })
    }
}

/// Has the jobs of a local deployment run once; at another time than now, if one is given.
///
/// # Errors
/// If they do not run.
pub fn run_jobs(deployment: &Deployment, at: Option<DateTime<Utc>>) -> Result<()> {
    run(deployment, RUN, at)
}

/// Has the numbers of a local deployment counted.
///
/// # Errors
/// If they are not.
pub fn count_numbers(deployment: &Deployment) -> Result<()> {
    run(deployment, "/jobs/rollup", None)
}

pub(super) fn run(deployment: &Deployment, jobs: &str, at: Option<DateTime<Utc>>) -> Result<()> {
    let mut call = deployment.client().request("POST", jobs).header("authorization", &bearer());
    if let Some(at) = at {
        call = call.header("sledz-test-now", &deployment.secrets().test_now(at));
    }
    let reply = call.send()?;
    if !(200..300).contains(&reply.status) {
        bail!("{jobs} answered {}: {}", reply.status, reply.text());
    }
    Ok(())
}

fn bearer() -> String {
    format!("Bearer {}", local_token("scheduler"))
}
