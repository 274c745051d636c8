//! The program as a whole, in one binary because linking the engine takes its time.

// Helpers of tests fail like tests; the configuration of clippy knows only functions with #[test].
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod client;
mod fixture;
mod serving;
mod starting;
