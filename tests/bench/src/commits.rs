//! Raw durable commits: Spin's own table, one connection, `journal_mode=DELETE`,
//! `synchronous=FULL`, and a different value each time, since unchanged bytes commit nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use sledz_host::{SqliteStore, Sync};

use crate::load::Sample;

/// A file with the floor's table.
pub(crate) struct Commits {
    store: SqliteStore,
    made: u64,
}

impl Commits {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Ok(Commits { store: SqliteStore::open(path, Sync::Full)?, made: 0 })
    }

    /// Commits one key's new value again and again, from one thread.
    pub(crate) fn run(&mut self, duration: Duration) -> Result<Sample> {
        let mut sample = Sample::default();
        let began = Instant::now();
        while began.elapsed() < duration {
            self.made += 1;
            let asked = Instant::now();
            self.store.set_many(&[("floor:value", format!("{:0100}", self.made))])?;
            sample.note(asked.elapsed());
        }
        sample.elapsed = began.elapsed();
        Ok(sample)
    }
}
