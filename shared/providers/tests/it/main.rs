//! Requests field by field, answers code by code, reports as providers send them, and hostile input.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod alerts;
mod events;
mod mail_answers;
mod mail_requests;
mod proofs;
mod reports;
mod sms;
mod world;
