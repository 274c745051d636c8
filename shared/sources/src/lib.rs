//! The sources: who reports to us, how each proves itself, and what its messages mean.
//!
//! # Layout
//!
//! - [`registry`]: every source there is; a new one is one file and one line here
//! - [`delivery`]: a webhook as it arrives
//! - [`proof`]: secrets, signatures, and comparing them in constant time
//! - [`json`]: reading bodies that may hold anything
//! - [`carriers`]: the table of carriers, and free-text names of them
//! - [`couriers`]: couriers and aggregators, one file each
//! - [`platforms`]: shops and marketplaces, one file each
//! - [`standard`]: what the `standard` courier and the `standard` platform share

pub mod carriers;
pub mod couriers;
pub mod delivery;
pub mod json;
pub mod platforms;
pub mod proof;
pub mod registry;
pub mod standard;
