//! What the benchmark and the tests want to know of the store's work.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Successful store calls of this process.
#[derive(Debug, Default)]
pub struct Counters {
    gets: AtomicU64,
    exists: AtomicU64,
    commits: AtomicU64,
    increments: AtomicU64,
    nanoseconds: AtomicU64,
}

/// A store call that goes on; when it is dropped, its time is counted.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    counters: &'a Counters,
    since: Instant,
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let took = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.counters.nanoseconds.fetch_add(took, Ordering::Relaxed);
    }
}

impl Counters {
    pub(crate) fn get(&self) {
        self.gets.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn exists(&self) {
        self.exists.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    /// An increment is a commit too: both are counted.
    pub(crate) fn increment(&self) {
        self.increments.fetch_add(1, Ordering::Relaxed);
    }

    /// A store call begins; those that fail take time too.
    pub(crate) fn call(&self) -> Call<'_> {
        Call { counters: self, since: Instant::now() }
    }

    /// The body of `GET /.host/store-time`: what all calls took, one after the other.
    pub fn time_to_json(&self) -> String {
        format!(r#"{{"nanoseconds":{}}}"#, self.nanoseconds.load(Ordering::Relaxed))
    }

    /// The body of `GET /.host/counters`.
    pub fn to_json(&self) -> String {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        format!(
            r#"{{"gets":{},"exists":{},"commits":{},"increments":{}}}"#,
            read(&self.gets),
            read(&self.exists),
            read(&self.commits),
            read(&self.increments),
        )
    }
}
