//! What the end-to-end tests, the demo and the benchmark are made of. Everything here speaks HTTP
//! to a deployment, as its senders and readers do.
//!
//! # Layout
//!
//! - [`workshop`]: builds the components and the local host, showing its steps
//! - [`deployment`]: a deployment to speak to: the local host as a process, or one that is named in
//!   the environment; [`process`] is the process
//! - [`secrets`]: what a deployment was started with
//! - [`client`]: a small HTTP client that shows every status and header
//! - [`message`]: a webhook before it is sent, so that a test can spoil it; [`senders`] make them
//! - [`mailbox`]: providers of mail, SMS, alerts and events, played by a server of one's own
//! - [`carriers`]: carriers that are asked, played by a server of one's own
//! - [`shops`]: shops, marketplaces and payment providers that are asked and written to, played alike
//! - [`desks`]: helpdesks, Meta, and whoever else is asked for messages or takes answers, played alike
//! - [`browser`]: the checks in a real browser
//! - [`redis`]: a Redis of one's own
//! - [`demo`]: a demo shop, played through the real hooks
//! - [`verify`]: all tests, one after the other

pub mod browser;
pub mod carriers;
pub mod client;
pub mod demo;
pub mod deployment;
pub mod desks;
pub mod mailbox;
pub mod message;
pub mod process;
pub mod redis;
pub mod secrets;
pub mod senders;
pub mod shops;
pub mod verify;
pub mod workshop;
