//! The load generator: so many connections at once, one request at a time on each.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::client::Connection;
use crate::requests::Requests;

/// What one measurement has found.
#[derive(Default)]
pub(crate) struct Sample {
    /// How long it took, until the last answer.
    pub(crate) elapsed: Duration,
    /// How long each right answer took, in microseconds.
    pub(crate) latencies: Vec<u32>,
    /// The wrong answers, and how many of each.
    pub(crate) errors: BTreeMap<String, u64>,
}

impl Sample {
    /// Right answers a second.
    pub(crate) fn rate(&self) -> f64 {
        let answers = u32::try_from(self.latencies.len()).unwrap_or(u32::MAX);
        f64::from(answers) / self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    /// Notes a right answer.
    pub(crate) fn note(&mut self, took: Duration) {
        self.latencies.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    fn add(&mut self, other: Sample) {
        self.latencies.extend(other.latencies);
        for (error, count) in other.errors {
            *self.errors.entry(error).or_default() += count;
        }
    }
}

/// Sends `requests` for `duration`; each connection awaits its last answer. `sent` counts them, so
/// that no two are the same.
pub(crate) fn run(
    address: SocketAddr,
    connections: usize,
    duration: Duration,
    requests: &Arc<Requests>,
    sent: &Arc<AtomicU64>,
) -> Result<Sample> {
    // One thread: with two, they would take turns with the host on a small machine.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut opened = Vec::with_capacity(connections);
        for _ in 0..connections {
            opened.push(Connection::open(address).await?);
        }
        let began = Instant::now();
        let until = began + duration;
        let tasks: Vec<_> = opened
            .into_iter()
            .map(|connection| tokio::spawn(one(connection, until, Arc::clone(requests), Arc::clone(sent))))
            .collect();
        let mut sample = Sample::default();
        for task in tasks {
            sample.add(task.await?);
        }
        sample.elapsed = began.elapsed();
        Ok(sample)
    })
}

/// One connection's share.
async fn one(mut connection: Connection, until: Instant, requests: Arc<Requests>, sent: Arc<AtomicU64>) -> Sample {
    let mut sample = Sample::default();
    let mut request = Vec::with_capacity(2 << 10);
    loop {
        request.clear();
        requests.write(sent.fetch_add(1, Ordering::Relaxed), &mut request);
        let asked = Instant::now();
        if asked >= until {
            return sample;
        }
        match connection.ask(&request).await {
            Ok(answer) if answer.status == 200 => sample.note(asked.elapsed()),
            Ok(answer) => {
                let body = String::from_utf8_lossy(answer.body.get(..200).unwrap_or(answer.body)).into_owned();
                *sample.errors.entry(format!("{}: {body}", answer.status)).or_default() += 1;
            }
            Err(error) => {
                *sample.errors.entry(error.to_string()).or_default() += 1;
                return sample;
            }
        }
    }
}
