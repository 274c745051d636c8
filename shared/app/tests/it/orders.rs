//! Orders and their payments, as platforms and providers tell of them.

mod arrival;
mod bazaar;
mod costs;
mod crash;
mod disagreements;
mod import;
mod links;
mod payments;
mod privacy;
mod senders;
mod write_back;
