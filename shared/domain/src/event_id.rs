//! The identity of an event: a hash of what makes it itself, so that a copy is known as a copy.

use crate::base::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};

const LENGTH: usize = 12;

/// The first 96 bits of SHA-256 over the parts that identify an event; 16 characters in JSON.
///
/// Most carriers send no event id, so the identity is worked out from what was said: source,
/// number, code, time as written, place. Where a carrier does send one, that is the only part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId([u8; LENGTH]);

impl EventId {
    /// Hashes `parts`, each preceded by its length so that no two lists of parts run together.
    ///
    /// ```
    /// use sledz_domain::event_id::EventId;
    /// assert_ne!(EventId::of(&["ab", "c"]), EventId::of(&["a", "bc"]));
    /// ```
    pub fn of<P: AsRef<[u8]>>(parts: &[P]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            let part = part.as_ref();
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut id = [0; LENGTH];
        id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        EventId(id)
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl std::str::FromStr for EventId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(drop)?;
        bytes.try_into().map(EventId).map_err(drop)
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // In projections, which are read for every page, as it is; in log entries to be read by people.
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return <[u8; LENGTH]>::deserialize(deserializer).map(EventId);
        }
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|()| D::Error::custom("not an event id"))
    }
}
