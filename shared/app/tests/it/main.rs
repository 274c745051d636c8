//! The components' cores over the store in memory: everything but HTTP and Spin.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod answering;
mod contract;
mod crash;
mod events;
mod kpi;
mod mailroom;
mod messages;
mod once;
mod orders;
mod polling;
mod privacy;
mod shop;
mod status_everywhere;
mod times;
mod trouble;
mod upkeep;
mod waiting;
mod world;
