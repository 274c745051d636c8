//! What a state must be so that it can stand on an append-only log.

use crate::event_id::EventId;
use serde::{Serialize, de::DeserializeOwned};

/// A state that is a fold of the *set* of its events.
///
/// `apply` must be commutative and idempotent: entries are numbered before they are written, are
/// read in any order, and several copies of one event may be stored when it arrives several times
/// at once. Property tests in `parcel` and `order` hold the two implementations to it.
pub trait Fold: Default + Clone + Serialize + DeserializeOwned {
    /// Raised whenever `apply` changes its meaning or the state its shape; reading then folds the log
    /// anew. Log entries are kept for good: to events, fields are only ever added, with a default.
    const VERSION: u32;

    /// One fact. What is stored in the log.
    type Event: Clone + Serialize + DeserializeOwned;

    /// The identity by which copies of an event are known.
    fn event_id(event: &Self::Event) -> EventId;

    /// Takes one event in. `entry` is the number of the log entry that brought it, under which
    /// values that travel with the entry (sealed personal data) are found.
    fn apply(&mut self, entry: u64, event: &Self::Event);
}
