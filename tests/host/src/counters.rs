//! What the benchmark and the tests want to know of the store's work.

use std::sync::atomic::{AtomicU64, Ordering};

/// Successful store calls of this process.
#[derive(Debug, Default)]
pub struct Counters {
    gets: AtomicU64,
    exists: AtomicU64,
    commits: AtomicU64,
    increments: AtomicU64,
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
