//! Append-only logs over a key-value store without transactions, listing or compare-and-swap.
//!
//! # Layout
//!
//! - [`kv`]: what is asked of a key-value store, and how it fails
//! - [`memory`]: a store in memory with the same contract, for native tests
//! - [`keys`]: every key there is
//! - [`log`]: reading and appending; [`projection`]: what a log's projection says
//! - [`commit`]: several appends made durable by one write
//! - [`index`]: logs of pointers
//! - [`timer`]: the wheels of deadlines
//! - [`deed`]: the right to try something that must not happen twice at once
//! - [`counter`]: things counted, sources heard of
//! - [`job_state`]: where a job stands
//! - [`compaction`]: closed indexes as one value, visited buckets deleted
//! - [`rolled`]: what days and months come to in numbers
//! - [`seal`]: personal data sealed under derived keys; [`keyring`]: those keys

pub mod commit;
pub mod compaction;
pub mod counter;
pub mod deed;
pub mod index;
pub mod job_state;
pub mod keyring;
pub mod keys;
pub mod kv;
pub mod log;
pub mod memory;
pub mod projection;
pub mod rolled;
pub mod seal;
pub mod timer;

pub use kv::{KeyValue, StoreError};
pub use log::Store;
