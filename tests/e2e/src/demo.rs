//! A demo shop, played through the real hooks: orders in every stage, as their platforms and
//! couriers report them, signed as they sign.
//!
//! - [`shop`]: who the shop is
//! - [`script`]: what the senders say of each order
//! - [`player`]: says it to a deployment, and looks whether it was understood
//! - [`letters`]: what its customers write
//! - [`live`]: orders that are lived through, so that customers are told of them
//! - [`scheduler`]: has the jobs run

pub mod letters;
pub mod live;
pub mod player;
pub mod scheduler;
pub mod script;
pub mod shop;
