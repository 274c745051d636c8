//! End-to-end tests, by topic. They speak HTTP to a deployment: to local ones of their own, or, if
//! `SLEDZ_URL` names one, to that, which may hold other data already. What only a local deployment
//! can serve then says that it is skipped.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod answering;
mod api_orders;
mod asking;
mod browser;
mod concurrency;
mod contract;
mod costs;
mod durability;
mod failing_store;
mod healthz;
mod hostile;
mod imports;
mod inpost;
mod inpost_shipx;
mod jobs;
mod jobs_scale;
mod login;
mod messages;
mod messages_chaos;
mod numbers;
mod office;
mod order_sync;
mod orders;
mod outbox;
mod polling;
mod preferences;
mod recognise;
mod reports;
mod selling;
mod sending;
mod session;
mod standard;
mod templates;
mod timelines;
mod tracking_page;
mod walks;
mod woocommerce;
mod world;
