//! Parcels from the label to the door, the locker, back to the shop or nowhere, as each carrier tells of
//! them: every step over HTTP, and after every step what the customer sees.

mod dhl;
mod dpd;
mod inpost;
mod others;
mod sources;
mod walk;
