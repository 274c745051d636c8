//! Customers write by every channel, and are answered from their orders' data or handed to people.

mod allegro;
mod ask;
mod cases;
mod chatwoot;
mod classify;
mod clock;
pub(crate) mod counter;
mod email;
mod loops;
mod meta;
mod once;
mod pages;
mod people;
mod price;
mod proofs;
mod strangers;
mod zendesk;
