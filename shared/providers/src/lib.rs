//! Providers of e-mail, SMS, alerts and webhooks: what is sent to each, what its answer means, and
//! what its delivery reports say. No IO: requests are values, answers are arguments.
//!
//! # Layout
//!
//! - [`registry`]: every provider there is; a new one is one file and one line here
//! - [`variables`]: settings as the manifest holds them, and what can be wrong with them
//! - [`request`]: building requests
//! - [`outcome`]: what an answer means: accepted, later, never
//! - [`mail`], [`sms`], [`alert`]: what is sent, and one file per provider
//! - [`events`]: webhooks of our own, by Standard Webhooks
//! - [`report`]: delivery reports; each is read in its provider's file
//!
//! # Policy
//!
//! A wrong key, a lack of credits or a sender that is not confirmed must not lose messages: they go out
//! once the operator has mended it. What is wrong with the recipient's address is said so, for another
//! channel can take over. Texts for the operator are made of statuses, codes and our own words; a
//! provider's free text may hold the recipient's address and is never passed on.

pub mod alert;
pub mod events;
pub mod mail;
pub mod outcome;
pub mod registry;
pub mod report;
pub mod request;
pub mod sms;
pub mod variables;
