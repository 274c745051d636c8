//! The domain of Śledź: what an order and a parcel are, how the events told about them become a
//! state, and what is promised to the customer. No carrier, no platform, no store, no clock.
//!
//! # Layout
//!
//! - [`time`]: instants as senders write them, and the wall clock of Warsaw
//! - [`calendar`]: public holidays and business days of Poland
//! - [`text`]: outside text made harmless; tracking and order numbers normalised
//! - [`base`]: bytes as text; [`json_value`]: JSON that is made here; [`listed`]: stored as texts; [`sorting`]: of short lists
//! - [`event_id`]: the identity of an event, by which copies are known
//! - [`intent`]: what customers' messages ask for
//! - [`contact`]: the ways by which they write; [`answer`]: what they are answered
//! - [`fold`]: what a state must be so that it can stand on an append-only log
//! - [`status`]: canonical parcel statuses and order stages
//! - [`parcel`]: a parcel's events and their fold
//! - [`timeline`]: walking a parcel's events in order of happening; [`polling`]: how often a carrier is
//!   asked about it
//! - [`order`]: what platforms say of an order, and its fold; [`order::payment`]: what its money comes to;
//!   [`money`]: amounts
//! - [`stage`]: the stage of an order from its platform and its parcels
//! - [`promise`]: dispatch and delivery promises in business days
//! - [`delay`]: delays that we see ourselves
//! - [`carrier`]: what is known of a carrier, as data given from outside
//! - [`message`]: the messages that customers get before they ask
//! - [`occasion`]: which messages an order's state calls for
//! - [`outbox`]: what is owed to the outside world, what was tried, what came of it
//! - [`case`]: one matter of one customer; [`cause`]: why they had to ask; [`answering`]: what is done with it
//! - [`hours`]: when people answer
//! - [`settings`]: what the shop has set for its messages; [`quiet`]: when they wait
//! - [`address`]: whether a customer's address is wanted and reachable
//! - [`words`]: labels and sentences in Polish and English
//! - [`view`]: the public view of an order, as page and JSON show it

pub mod address;
pub mod answer;
pub mod answering;
pub mod base;
pub mod calendar;
pub mod carrier;
pub mod case;
pub mod cause;
pub mod contact;
pub mod delay;
pub mod event_id;
pub mod fold;
pub mod hours;
pub mod intent;
pub mod json_value;
pub mod listed;
pub mod message;
pub mod money;
mod named;
pub mod occasion;
pub mod order;
pub mod outbox;
pub mod parcel;
pub mod polling;
pub mod promise;
pub mod quiet;
pub mod settings;
pub mod sorting;
pub mod stage;
pub mod status;
pub mod text;
pub mod time;
pub mod timeline;
pub mod view;
pub mod words;
