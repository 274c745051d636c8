//! Deliveries as channels send them, proofs by published vectors, machines, answers field by field, hostile input.

// Helpers outside of #[test] functions may panic as the tests themselves do.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod allegro;
mod email;
mod form;
mod helpdesks;
mod hostile;
mod machines;
mod meta;
mod proofs;
mod replies;
mod standard;
mod world;
