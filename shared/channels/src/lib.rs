//! The channels by which customers write: what each delivers, how it proves itself, what its messages say, and how
//! an answer gets back. No store, no clock, no IO: requests are values, answers are arguments.
//!
//! # Layout
//!
//! - [`registry`]: every channel with webhooks; a new one is one file and one line here
//! - [`channel`]: what a channel does; [`inbound`]: what it says; [`way`]: how an answer gets back
//! - [`ours`]: what the shop is called, so that it does not talk to itself; [`loops`]: who is a machine
//! - [`letter`]: an e-mail, however it came; [`mime`]: whole messages; [`fields`]: forms, with files or without
//! - [`mail`]: providers that pass on e-mail, one file each
//! - [`meta`]: what all of Meta shares; [`messenger`], [`instagram`], [`whatsapp`]
//! - [`chatwoot`], [`zendesk`]: where people of the shop work; [`standard`]: our own contract
//! - [`own_form`]: the shop's own form
//! - [`allegro_messages`]: Allegro's message centre, which is asked
//! - [`replies`]: answers, one file per provider; [`threading`]: for those by e-mail
//!
//! # Policy
//!
//! Whoever writes is a customer only where the channel says so: what a machine, a person of the shop or we ourselves
//! wrote is kept and never answered. An answer by e-mail goes to the address in `From`, which is the one that is
//! compared with the buyer's, and never to another one that a stranger has put into `Reply-To`.

pub mod allegro_messages;
pub mod channel;
pub mod chatwoot;
pub mod fields;
mod html;
pub mod inbound;
pub mod instagram;
pub mod letter;
pub mod loops;
pub mod mail;
pub mod messenger;
pub mod meta;
pub mod mime;
pub mod ours;
pub mod own_form;
pub mod registry;
pub mod replies;
pub mod standard;
mod texts;
pub mod threading;
pub mod way;
pub mod whatsapp;
pub mod zendesk;
