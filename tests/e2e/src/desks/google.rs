//! Google Analytics' Measurement Protocol: `POST /mp/collect`. It answers 204 to everything, also to what it throws away.

use crate::shops::server::{Asked, Reply, Server};
use anyhow::Result;

/// The stream that is measured.
pub const MEASUREMENT: &str = "G-LOCAL";

/// The secret of it.
pub const SECRET: &str = "local-ga4-secret";

/// Events are told.
pub const COLLECT: &str = "POST /mp/collect";

/// Starts at any free port.
///
/// # Errors
/// If there is none.
pub(super) fn start() -> Result<Server> {
    Server::start(|_: &Asked| Reply::empty(204))
}
