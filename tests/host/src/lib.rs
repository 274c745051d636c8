//! The local host: serves the components of a Spin manifest without Spin, for a first look and for
//! tests. It stands on Spin's own engine and HTTP layer, offers just what this application imports,
//! and refuses the rest by name.
//!
//! # Layout
//!
//! [`options`] is the command line. [`manifest`] reads `spin.toml`, [`variables`] gives its variables
//! their values, [`routes`] finds the component for a path, and [`outbound`] says whom it may call.
//!
//! `engine` compiles components, or finds them compiled. `guest` is what one instance has of the
//! host: `keyvalue` and `configuration` are the interfaces that are not WASI's own, `output` carries
//! what it prints. `instances` decides how long an instance lives.
//!
//! [`store`] keeps keys and values in SQLite or Redis, [`counters`] counts its calls, and
//! [`usage`] tells how much memory an instance took.
//!
//! `server` speaks HTTP and hands requests on, with the headers of `headers` and a `body` that may
//! be left unread. [`Host`] puts all of it together.

// Built for WebAssembly only as a companion of the test guest, and then empty.
#![cfg(not(target_family = "wasm"))]

mod body;
mod configuration;
pub mod counters;
mod engine;
mod guest;
mod headers;
mod host;
mod instances;
mod keyvalue;
pub mod manifest;
pub mod options;
pub mod outbound;
mod output;
pub mod routes;
mod server;
pub mod store;
pub mod usage;
pub mod variables;

pub use host::Host;
pub use options::{Options, Sync};
pub use store::SqliteStore;
