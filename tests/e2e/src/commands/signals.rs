//! Being asked to end.

use anyhow::Result;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};

/// Waits for Ctrl-C or SIGTERM. From its making on neither ends this process by itself.
#[derive(Debug)]
pub(crate) struct Ending(Signals);

impl Ending {
    /// Begins to listen.
    ///
    /// # Errors
    /// If the system refuses.
    pub(crate) fn listen() -> Result<Self> {
        Ok(Ending(Signals::new([SIGINT, SIGTERM])?))
    }

    /// Waits.
    pub(crate) fn wait(&mut self) {
        self.0.forever().next();
    }

    /// Whether one has come already.
    pub(crate) fn has_come(&mut self) -> bool {
        self.0.pending().next().is_some()
    }
}
