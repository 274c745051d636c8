//! The keys that are derived from the variable `keys`: a list of words, the first of which is
//! current. Reading tries every one, so that rotation is adding a word in front.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// One word's keys, by purpose.
struct Derived {
    seal: [u8; 32],
    link: [u8; 32],
    lookup: [u8; 32],
}

/// All keys, the current first.
pub struct Keyring(Vec<Derived>);

impl Keyring {
    /// Derives the keys (HKDF-SHA256) from a list of words separated by white space; none if the
    /// list is empty, since nothing may then be sealed or linked.
    pub fn new(words: &str) -> Option<Self> {
        let derived: Vec<Derived> = words.split_whitespace().filter_map(derive).collect();
        (!derived.is_empty()).then_some(Keyring(derived))
    }

    /// The keys that seal personal data, the current first.
    pub fn seal(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.0.iter().map(|derived| &derived.seal)
    }

    /// The keys that sign tracking links, the current first.
    pub fn link(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.0.iter().map(|derived| &derived.link)
    }

    /// Keyed hashes of an e-mail address or phone number, by which a customer's orders are found;
    /// the current key's first. Nobody without the key can tell whose they are.
    pub fn lookups(&self, kind: &str, contact: &str) -> Vec<String> {
        self.0
            .iter()
            .filter_map(|derived| {
                let tag = mac(&derived.lookup, &[kind.as_bytes(), b":", contact.as_bytes()])?;
                let half: Vec<u8> = tag.into_iter().take(16).collect();
                Some(data_encoding::BASE64URL_NOPAD.encode(&half))
            })
            .collect()
    }
}

/// HMAC-SHA256 over the parts.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().into())
}

fn derive(word: &str) -> Option<Derived> {
    let hkdf = Hkdf::<Sha256>::new(Some(b"sledz1"), word.as_bytes());
    let key = |purpose: &str| {
        let mut key = [0; 32];
        hkdf.expand(purpose.as_bytes(), &mut key).ok().map(|()| key)
    };
    Some(Derived { seal: key("seal")?, link: key("link")?, lookup: key("lookup")? })
}
