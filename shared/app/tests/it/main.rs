//! The components' cores over the store in memory: everything but HTTP and Spin.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod contract;
mod crash;
mod privacy;
mod shop;
mod waiting;
