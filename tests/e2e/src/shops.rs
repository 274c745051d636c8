//! Shops, marketplaces and payment providers that are asked and written to, each played by a server of
//! its own: they speak as the real ones do, fail when they are asked to, and remember who asked for what.
//!
//! - [`server`]: connections, troubles, and what was asked; whom it plays is a function of a request
//! - one file for each of those who are played

pub mod allegro;
pub mod baselinker;
pub mod przelewy24;
pub mod server;
pub mod shoper;
pub mod shopify;
pub mod woocommerce;
